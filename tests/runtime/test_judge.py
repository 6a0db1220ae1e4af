"""`call.parse()`: status, media type and envelope are judged before types come in."""

from __future__ import annotations

import json
from typing import Any

import anew.runtime as rt
import pytest
from anew.runtime._http import httpx
from anew.runtime.codec import integer, string

from tests.runtime.api import api, bare, envelope, operation


def answer(body: Any, status: int = 200, media_type: str = "application/json", **headers: str) -> httpx.Response:
    """Make a response."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": media_type} if media_type else {}
    return httpx.Response(status, content=content, headers={**named, **headers})


def name(data: Any) -> str:
    """Decode an object by its name, as a model would: raises for anything but such an object."""
    return str(data["name"])


def call(**facts: Any) -> rt.Call[Any]:
    """Make a call whose answer is decoded by `name`."""
    return rt.Call(operation(rt, answers=(rt.Answer("200", "json", name, envelope=envelope(rt)),), **facts))


def test_payload_is_unwrapped() -> None:
    """The caller gets what is inside the envelope."""
    assert call().parse(answer({"code": 200, "msg": "", "data": {"name": "Ada"}})) == "Ada"


def test_error_envelope_with_null_data_is_an_api_error() -> None:
    """`{"code": 500, "data": null}` raises its ApiError with message and code, never a TypeError."""
    with pytest.raises(rt.ApiError, match="out of stock") as caught:
        call().parse(answer({"code": 1001, "msg": "out of stock", "data": None}, **{"x-trace": "t-1"}))  # type: ignore[arg-type]  # a header

    error = caught.value
    assert (error.code, error.msg, error.data, error.status, error.trace_id, error.operation) == (
        1001,
        "out of stock",
        None,
        200,
        "t-1",
        "thing",
    )


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 200, rt.BadRequest),
        (404, "A0404", rt.NotFound),
        (418, 1, rt.ApiError),
        (429, 1, rt.RateLimited),
        (500, 1, rt.InternalServerError),
        (503, 1, rt.ServiceUnavailable),
        (599, 1, rt.ServerError),
        (200, 401, rt.Unauthorized),
        (200, "403", rt.Forbidden),
        (200, 409, rt.Conflict),
        (200, 599, rt.ServerError),
        (200, 1001, rt.ApiError),
        (200, "A0230", rt.ApiError),
    ],
)
def test_class_of_error_is_chosen_by_status_then_by_code(status: int, code: Any, kind: type[rt.ApiError]) -> None:
    """The HTTP status decides if it speaks of an error; else a code that looks like a status does."""
    with pytest.raises(rt.ApiError) as caught:
        call().parse(answer({"code": code, "msg": "no", "data": None}, status))

    assert type(caught.value) is kind


def test_rule_of_sdk_yaml_goes_before_everything() -> None:
    """The first rule that fits names the class, by HTTP status, code (with prefix) and message."""
    rules = (
        rt.ErrorRule(when=(rt.Signal(code=("10*",), message="stock"),), raises="Gone"),
        rt.ErrorRule(when=(rt.Signal(http=("4*",)),), raises="Conflict"),
        rt.ErrorRule(when=(rt.Signal(code=("1001",)),), raises="NoSuchClass"),
    )
    described = api(rt, errors=rules)
    kinds = []
    for body, status in (({"code": "1001", "msg": "no stock"}, 200), ({"code": 1}, 404), ({"code": 1001}, 200)):
        with pytest.raises(rt.ApiError) as caught:
            call().parse(answer(body, status), api=described)
        kinds.append(type(caught.value))

    assert kinds == [rt.Gone, rt.Conflict, rt.ApiError]


def test_code_is_compared_as_text() -> None:
    """Servers mix `200` and `"200"`."""
    assert call().parse(answer({"code": "200", "data": {"name": "Ada"}})) == "Ada"


def test_flat_envelope_is_the_body_less_its_own_members() -> None:
    """With `data: ""` the payload stands beside the code."""
    flat = envelope(rt, data="", drop=("code", "msg"))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=flat),)))

    assert made.parse(answer({"code": 200, "msg": "", "rows": [1], "total": 1})) == {"rows": [1], "total": 1}


@pytest.mark.parametrize("body", [{"code": 200, "data": None}, {"code": 200}])
def test_success_without_payload(body: Any) -> None:
    """Null or missing data is None where the envelope allows that, and a DecodeError with a path where it does not."""
    strict = operation(rt, answers=(rt.Answer("200", "json", name, envelope=envelope(rt, empty="refuse")),))

    assert call().parse(answer(body)) is None
    with pytest.raises(rt.DecodeError, match=r"expected a payload, got none - at \$\.data"):
        rt.Call(strict).parse(answer(body))


def test_false_is_a_payload() -> None:
    """`data: false` is false, not nothing."""
    made = rt.Call(operation(rt))

    assert made.parse(answer({"code": 200, "data": False})) is False


def test_absent_error_member_can_be_the_success() -> None:
    """An envelope may be a success by not having an error, which null counts as as well."""
    directus = rt.Envelope(name="d", success=(rt.Signal(at="/errors", absent=True),), message=("/errors/0/message",))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=directus),)))

    assert [made.parse(answer({"data": 1})), made.parse(answer({"data": 1, "errors": None}))] == [1, 1]
    with pytest.raises(rt.ApiError, match="no such field"):
        made.parse(answer({"errors": [{"message": "no such field"}]}))


def directus_refused(body: Any, status: int = 401) -> Any:
    """Judge a refusal where the envelope is told by the lack of an error, and 401 is described as a whole."""
    absent = rt.Signal(at="/errors", absent=True)
    directus = rt.Envelope(
        name="d", success=(absent,), code=("/errors/0/code",), message=("/errors/0/message",), data="/data"
    )
    described = (rt.Answer("401", "json", lambda item: ("decoded", item)),)
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=directus),), errors=described))
    with pytest.raises(rt.ApiError) as caught:
        made.parse(answer(body, status))
    return caught.value.data


def test_error_that_is_described_as_a_whole_is_decoded_as_a_whole() -> None:
    """An envelope of failure that holds no payload is the payload, where the document describes it so."""
    body = {"errors": [{"code": "EXPIRED", "message": "expired"}]}

    assert directus_refused(body) == ("decoded", body)
    assert directus_refused(body, 403) is None


def test_error_in_no_envelope_is_told_as_it_came() -> None:
    """What a gateway says has neither code nor message of the envelope, and is no payload that is missing."""
    assert directus_refused({"reason": "no route"}, 502) == {"reason": "no route"}


def test_body_that_is_not_the_envelope_is_judged_by_http_status() -> None:
    """Without what `require` names the HTTP status alone counts, and the body is the payload."""
    assert call().parse(answer({"name": "Ada"})) == "Ada"
    with pytest.raises(rt.Unauthorized, match="not logged in"):
        call().parse(answer({"detail": "not logged in"}, 401))


def test_decode_error_says_where() -> None:
    """The path starts at the body, not at the payload; operation and status come along."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", integer, envelope=envelope(rt)),)))
    with pytest.raises(rt.DecodeError) as caught:
        made.parse(answer({"code": 200, "data": "x"}))

    assert (str(caught.value), caught.value.path, caught.value.status) == (
        "thing: expected integer, got string - at $.data",
        ("data",),
        200,
    )


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


def test_payload_that_happens_to_have_a_code_is_no_envelope() -> None:
    """Where no envelope is documented, code and message must both be there to take it for one."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json"),)))

    assert made.parse(answer({"code": "USD", "rate": 1.1}), api=bare(rt)) == {"code": "USD", "rate": 1.1}


def test_what_require_names_must_be_there_everywhere() -> None:
    """A body that has code and message, but not what `require` names, is no envelope where none is documented."""
    strict = bare(rt, envelopes=(envelope(rt, require=("/code", "/traceId")),))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json"),)))

    assert made.parse(answer({"code": 7, "msg": "bond"}), api=strict) == {"code": 7, "msg": "bond"}


def test_documented_error_is_decoded() -> None:
    """An error's data is what the document describes, and the plain JSON where the server does not keep to it."""
    made = call(errors=(rt.Answer("422", "json", lambda data: [str(item["field"]) for item in data]),))
    found = []
    for body in ([{"field": "age"}], {"other": 1}):
        with pytest.raises(rt.UnprocessableEntity) as caught:
            made.parse(answer(body, 422))
        found.append(caught.value.data)

    assert found == [["age"], {"other": 1}]


@pytest.mark.parametrize("status", [520, 599, 999])
def test_unregistered_status_is_an_error_like_others(status: int) -> None:
    """Statuses that no registry knows are judged by their number."""
    with pytest.raises(rt.ApiError) as caught:
        call().parse(httpx.Response(status))

    assert caught.value.status == status


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


def test_a_refusal_is_read_in_the_envelope_that_is_documented_for_it() -> None:
    """A file that is refused with nothing but a code has that code."""
    refused = (rt.Answer("401", "json", name, envelope=envelope(rt)),)
    download = rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),), errors=refused))

    with pytest.raises(rt.Unauthorized) as caught:
        download.parse(answer({"code": 7}, 401))
    assert (caught.value.code, caught.value.data) == (7, None)


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
