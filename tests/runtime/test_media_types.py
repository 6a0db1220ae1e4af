"""`call.parse()`: what the body of an answer is by its media type, and by what the document says of it."""

from __future__ import annotations

from typing import Any

import anew.runtime as rt
import pytest
from anew.runtime._http import httpx
from anew.runtime.codec import string

from tests.runtime.api import api, bare, envelope, operation
from tests.runtime.judged import answer, call, name


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"<html>geheim</html>", "text/html", "expected JSON, got text/html"),
        (b"", "application/json", "expected JSON, got an empty body"),
        (b'{"code": 200, "da', "application/json", "not JSON"),
        (b"\xff\x00", "application/octet-stream", "expected JSON, got application/octet-stream"),
        (b"[" * 100_000, "application/json", "not JSON"),
    ],
)
def test_what_is_no_json_is_a_decode_error(body: bytes, media_type: str, words: str) -> None:
    """HTML, nothing, half a body and octets are each named, without quoting what may be a secret."""
    with pytest.raises(rt.DecodeError, match=words) as caught:
        call().parse(answer(body, media_type=media_type))

    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/octet-stream", "text/json; charset=utf-8"])
def test_json_is_found_where_the_server_forgets_to_say_so(media_type: str) -> None:
    """A JSON answer without a media type, or with a vague one, is read as the document says."""
    assert call().parse(answer({"code": 200, "data": {"name": "Ada"}}, media_type=media_type)) == "Ada"


def test_json_in_another_encoding() -> None:
    """A declared charset counts where the bytes are not UTF-8."""
    body = '{"code": 200, "data": {"name": "李"}}'.encode("gbk")

    assert call().parse(answer(body, media_type="application/json; charset=gbk")) == "李"


@pytest.mark.parametrize(
    ("kind", "body", "media_type", "expected"),
    [
        ("text", "é".encode("latin-1"), "text/plain; charset=latin-1", "é"),
        ("binary", b"\x00", "image/png", b"\x00"),
        ("empty", b"ignored", "text/plain", None),
    ],
)
def test_answers_that_are_no_json(kind: Any, body: bytes, media_type: str, expected: Any) -> None:
    """Text is str, octets are bytes, nothing is None."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", kind),)))

    assert made.parse(answer(body, media_type=media_type)) == expected


def test_204_is_none_whatever_is_documented() -> None:
    """An answer that has no body by definition is None."""
    assert call().parse(httpx.Response(204)) is None


def test_nothing_is_none_where_nothing_is_described() -> None:
    """An empty body is None for HEAD, and where the document does not say what to expect."""
    untyped = rt.Call(operation(rt, answers=(rt.Answer("200", "json"),)))

    assert untyped.parse(answer(b"")) is None
    assert call(method="HEAD").parse(answer(b"")) is None


def test_answer_is_chosen_by_status_and_media_type() -> None:
    """The exact status goes before a range, that before `default`; then the media type decides."""
    answers: tuple[rt.Answer[str], ...] = (
        rt.Answer("default", "json", lambda _: "default"),
        rt.Answer("2XX", "json", lambda _: "range"),
        rt.Answer("200", "json", lambda _: "exact"),
        rt.Answer("200", "text", media_type="text/csv"),
    )
    made = rt.Call(operation(rt, answers=answers))

    assert [
        made.parse(answer({})),
        made.parse(answer({}, 201)),
        made.parse(answer(b"a,b", media_type="text/csv; charset=utf-8")),
    ] == ["exact", "range", "a,b"]


def test_refused_download_is_an_api_error() -> None:
    """An envelope that speaks of an error where a file is documented is that error, not the file."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),)))
    with pytest.raises(rt.Forbidden, match="not yours"):
        made.parse(answer({"code": 403, "msg": "not yours", "data": None}), api=bare(rt))


@pytest.mark.parametrize("kind", ["unknown", "json"])
@pytest.mark.parametrize(
    ("body", "media_type", "value"),
    [
        ({"a": 1}, "application/json", {"a": 1}),
        (b"", "", None),
        (b"a,b", "text/csv", "a,b"),
        (b"data: 1", "text/event-stream", "data: 1"),
        (b"%PDF", "application/pdf", b"%PDF"),
    ],
)
def test_what_is_not_described_is_read_as_it_comes(kind: Any, body: Any, media_type: str, value: Any) -> None:
    """No content at all, or JSON without a schema, is what frameworks write for a file that they know nothing of."""
    undescribed = rt.Call(operation(rt, answers=(rt.Answer("200", kind),)))

    assert undescribed.parse(answer(body, media_type=media_type)) == value


def test_what_is_not_described_may_come_in_the_envelope() -> None:
    """The envelope that the API uses is looked for there too, and its errors are raised."""
    undescribed = rt.Call(operation(rt, answers=(rt.Answer("200", "unknown"),)))

    assert undescribed.parse(answer({"code": 200, "msg": "", "data": [1]}), api=api(rt)) == [1]
    with pytest.raises(rt.ApiError, match="out of stock"):
        undescribed.parse(answer({"code": 1001, "msg": "out of stock", "data": None}), api=api(rt))


def test_what_is_called_json_must_be_json() -> None:
    """A body that breaks its own promise, or that is expected in an envelope, is a DecodeError."""
    wrapped = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=envelope(rt)),)))

    for undescribed, media_type in ((wrapped, "text/html"), (rt.Call(operation(rt)), "application/json")):
        with pytest.raises(rt.DecodeError):
            undescribed.parse(answer(b"<html>", media_type=media_type))


@pytest.mark.parametrize(
    ("body", "media_type", "value"),
    [
        (b"h\xc3\xa9", "text/plain; charset=utf-8", "hé"),
        (b"Hello", "text/html; charset=utf-8", "Hello"),
        (b"5", "text/plain", "5"),
        (b'"5"', "text/plain", "5"),
        (b'"5"', "application/json", "5"),
    ],
)
def test_a_text_that_is_called_json_may_come_bare(body: bytes, media_type: str, value: str) -> None:
    """Frameworks call a string JSON in their documents, and then send it as the text that it is."""
    assert (
        rt.Call(operation(rt, answers=(rt.Answer("200", "json", string),))).parse(answer(body, 200, media_type))
        == value
    )
    with pytest.raises(rt.DecodeError):
        rt.Call(operation(rt, answers=(rt.Answer("200", "json", name),))).parse(answer(b"Hello", 200, media_type))
