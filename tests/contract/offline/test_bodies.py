"""The second opinion on request bodies names what is wrong with their bytes."""

from __future__ import annotations

from typing import Any

import pytest
from anew.contract.offline.bodies import Sent, judge_body
from anew.contract.offline.reading import Content
from anew.samples.schemas import Schemas

SCHEMAS = Schemas({"openapi": "3.1.0"})
PICTURE = {"properties": {"file": {"type": "string", "format": "binary"}, "about": {"type": "object"}}}
MULTIPART = Content("multipart/form-data", PICTURE, {"about": {"contentType": "application/vnd.about+json"}})


def problems(kind: str, content: Content, value: Any, media_type: str, sent: bytes) -> list[str]:
    return list(judge_body(kind, content, value, Sent(media_type, sent), SCHEMAS))


def multipart(*parts: str) -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + b"--b--\r\n"


FILE = 'Content-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: x/y\r\n\r\nbytes\r\n--x'
ABOUT = 'Content-Disposition: form-data; name="about"\r\nContent-Type: application/vnd.about+json\r\n\r\n{"a":1}'
VALUE = {"file": "bytes\r\n--x", "about": {"a": 1}}


@pytest.mark.parametrize(
    ("kind", "content", "value", "media_type", "sent", "wrong"),
    [
        ("json", Content("application/json", True), {"a": 1}, "application/json", b'{"a": 1}', ""),
        ("json", Content("application/json", True), {"a": 1}, "application/json", b'{"a": "1"}', "body.a is '1'"),
        ("json", Content("application/json", True), {"a": 1}, "application/json", b'{"a": true}', "body.a is True"),
        ("json", Content("application/json", True), {}, "application/json", b'{"a": null}', "body.a is there"),
        ("json", Content("application/json", True), {}, "text/plain", b"{}", "the media type is 'text/plain'"),
        ("json", Content("application/json", True), {}, "application/json", b"{'a'}", "the body is not JSON"),
        ("form", Content("a/b", True), {"a": [1, 2], "b": "x y"}, "a/b", b"b=x+y&a=1&a=2", ""),
        ("form", Content("a/b", True), {"a": [1, 2]}, "a/b", b"a=2&a=1", "the form is"),
        ("form", Content("a/b", True, {"a": {"explode": False}}), {"a": [1, 2]}, "a/b", b"a=1&a=2", "the form is"),
        ("form", Content("a/b", True), {"a": {"b": 1}}, "a/b", b"a=%7B%22b%22%3A1%7D", ""),
        ("multipart", MULTIPART, VALUE, "multipart/form-data; boundary=b", multipart(ABOUT, FILE), ""),
        ("multipart", MULTIPART, VALUE, "multipart/form-data; boundary=b", multipart(FILE), "the parts are ['file']"),
        (
            "multipart",
            MULTIPART,
            VALUE,
            "multipart/form-data; boundary=b",
            multipart(FILE.replace('; filename="a.bin"', ""), ABOUT),
            "part 'file' has no file name",
        ),
        (
            "multipart",
            MULTIPART,
            VALUE,
            "multipart/form-data; boundary=b",
            multipart(FILE, ABOUT.replace("vnd.about+json", "json")),
            "part 'about' is 'application/json'",
        ),
        (
            "multipart",
            MULTIPART,
            VALUE,
            "multipart/form-data; boundary=b",
            multipart(FILE, ABOUT.replace('{"a":1}', "{'a': 1}")),
            "part 'about' is b\"{'a': 1}\"",
        ),
        ("text", Content("text/plain", True), "é", "text/plain", "é".encode(), ""),
        ("text", Content("text/plain", True), "é", "text/plain", "é".encode("latin-1"), "the body is"),
        ("binary", Content("*/*", None), b"\x00", "application/octet-stream", b"\x00", ""),
        ("binary", Content("image/*", None), b"\x00", "image/*", b"\x00", "the media type is 'image/*'"),
    ],
)
def test_what_is_wrong_with_a_body_is_named(
    kind: str, content: Content, value: Any, media_type: str, sent: bytes, wrong: str
) -> None:
    """Nothing where it is as described, else the first thing that differs."""
    found = problems(kind, content, value, media_type, sent)

    assert bool(wrong) is bool(found)
    assert all(one.startswith(wrong) for one in found[:1])
