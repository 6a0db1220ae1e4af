"""`call.request()`: what goes over the wire, without a client and without a network."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.runtime.api import operation


def url(rt: Any, template: str = "/things", base: str = "https://api.example.com/v1", **arguments: Any) -> str:
    """Build the URL of a call."""
    return str(rt.Call(operation(rt, path=template), **arguments).request(base).url)


@pytest.mark.parametrize("base", ["https://api.example.com/v1", "https://api.example.com/v1/"])
def test_path_is_added_to_the_base_url(rt: Any, base: str) -> None:
    """The base URL's own path stays, with or without a slash at its end."""
    assert url(rt, "/users/{id}", base, path={"id": 7}) == "https://api.example.com/v1/users/7"


@pytest.mark.parametrize("base", ["api.example.com", "/v1", "ftp://example.com", ""])
def test_base_url_must_be_absolute(rt: Any, base: str) -> None:
    """A base URL without scheme or host is refused, and the message shows what one looks like."""
    with pytest.raises(ValueError, match="is not absolute; expected one such as 'https:"):
        url(rt, base=base)


def test_base_url_must_not_hold_a_password(rt: Any) -> None:
    """Credentials in a base URL are refused rather than dropped, and not repeated in the message."""
    with pytest.raises(ValueError, match="credentials") as caught:
        url(rt, base="https://ada:geheim@example.com")

    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("text", ["x" * 70_000, "https://api.example.com:port"], ids=["endless", "port"])
def test_what_makes_no_url_is_a_value_error(rt: Any, text: str) -> None:
    """Neither arguments nor base URLs bring up an exception of the HTTP library's own."""
    base = text if ":" in text else "https://api.example.com"
    with pytest.raises(ValueError, match="this makes no URL: "):
        url(rt, "/users/{id}", base, path={"id": text})


def test_what_is_unset_is_left_out(rt: Any) -> None:
    """`UNSET` arguments do not go over the wire at all."""
    assert url(rt, query={"a": rt.UNSET, "b": 1, "c": None}) == "https://api.example.com/v1/things?b=1"


def test_python_values_become_text(rt: Any) -> None:
    """Booleans, dates and times are written as JSON would write them."""
    query = {"on": True, "day": dt.date(2026, 1, 2), "at": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)}

    assert url(rt, query=query).endswith("?on=true&day=2026-01-02&at=2026-01-02T03%3A04%3A00Z")


def test_braces_in_a_value_are_no_placeholder(rt: Any) -> None:
    """A value that looks like another placeholder is only a value."""
    assert url(rt, "/a/{x}/{y}", path={"x": "{y}", "y": "1"}).endswith("/a/%7By%7D/1")


def test_document_path_with_a_query_of_its_own(rt: Any) -> None:
    """Paths such as `/?Action=List` keep their query, and parameters are added to it."""
    assert url(rt, "/?Action=List#v2", query={"a": 1}).endswith("/v1/?Action=List&a=1")


def test_operation_may_have_a_server_of_its_own(rt: Any) -> None:
    """An absolute server replaces the base URL; a relative one is joined to it."""
    absolute = rt.Call(operation(rt, server="https://up.example.com/x")).request("https://api.example.com/v1")
    relative = rt.Call(operation(rt, server="/v2")).request("https://api.example.com/v1")

    assert (str(absolute.url), str(relative.url)) == (
        "https://up.example.com/x/things",
        "https://api.example.com/v2/things",
    )


def test_headers_that_openapi_ignores_are_dropped(rt: Any) -> None:
    """Header parameters called Authorization, Accept and Content-Type never override the real ones."""
    given = {"Authorization": "Bearer default", "accept": "x/y", "Content-Type": "x/y", "X-Kind": [1, 2]}
    headers = rt.Call(operation(rt), header=given).request("https://h").headers

    assert (headers.get("authorization"), headers["accept"], headers.get("content-type"), headers["x-kind"]) == (
        None,
        "application/json",
        None,
        "1,2",
    )


def test_header_cannot_smuggle_in_another(rt: Any) -> None:
    """A line break in a header's value is refused."""
    with pytest.raises(ValueError, match="line break"):
        rt.Call(operation(rt), header={"X-A": "1\r\nX-B: 2"}).request("https://h")


def test_header_outside_latin_1_goes_as_utf_8(rt: Any) -> None:
    """Text that headers have no encoding for is sent as UTF-8 rather than refused."""
    request = rt.Call(operation(rt), header={"X-Name": "日本"}).request("https://h")

    assert ("日本".encode()) in dict(request.headers.raw).values()


def test_options_go_before_parameters(rt: Any) -> None:
    """A header given for one call replaces that of a parameter, in any case of letters."""
    call = rt.Call(operation(rt), header={"X-A": "1"}).with_options(headers={"x-a": "2"})

    assert call.request("https://h").headers.get_list("x-a") == ["2"]


def test_cookies_share_one_header(rt: Any) -> None:
    """Cookie parameters are joined into one `Cookie` header."""
    request = rt.Call(operation(rt), cookie={"a": 1, "b": "x y"}).request("https://h")

    assert request.headers["cookie"] == "a=1; b=x%20y"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([("json", "")], "application/json"),
        (
            [("json", "application/vnd.x+json"), ("json", "application/json")],
            "application/vnd.x+json, application/json",
        ),
        ([("binary", "text/csv")], "text/csv, */*;q=0.1"),
        ([("empty", "")], "*/*"),
        ([], "*/*"),
    ],
)
def test_accept_says_what_the_document_describes(rt: Any, answers: list[tuple[Any, str]], expected: str) -> None:
    """Accept lists the documented media types; what is no JSON leaves a way to refuse in JSON."""
    described = tuple(rt.Answer("200", kind, media_type=media_type) for kind, media_type in answers)

    assert rt.Call(operation(rt, answers=described)).request("https://h").headers["accept"] == expected


def test_repr_shows_no_values(rt: Any) -> None:
    """A call's repr names its arguments but shows none of their values: they may be secrets."""
    call = rt.Call(
        operation(rt, "POST", "/login"), query={"key": "geheim"}, header={"X-Key": "geheim"}, body={"pw": "geheim"}
    ).with_options(headers={"token": "geheim"})

    assert repr(call) == "<Call thing: POST /login with key, X-Key>"
    assert "geheim" not in repr(call.options) + repr(call.source)


@pytest.mark.parametrize(("method", "length"), [("POST", "0"), ("PUT", "0"), ("GET", None), ("DELETE", None)])
def test_method_that_expects_a_body_says_that_there_is_none(rt: Any, method: str, length: str | None) -> None:
    """POST, PUT and PATCH without a body have a Content-Length of 0."""
    assert rt.Call(operation(rt, method)).request("https://h").headers.get("content-length") == length
