"""An answer while it is being made: JSON with things put where `sdk.yaml` says they are, headers, cookies, a status."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field
from starlette.datastructures import Headers

from anew.document.pointers import join, split

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110); documents have others, which cannot be sent."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

MISSING: Final = object()
"""There is no JSON, or nothing at a pointer; null is something."""


@define
class Reply:
    """What is sent. Its members may be changed until then."""

    status: int = 200
    body: Any = MISSING
    """JSON; MISSING where the answer is `raw`."""
    raw: bytes = b""
    media_type: str = "application/json"
    headers: dict[str, str] = field(factory=dict)
    cookies: dict[str, str] = field(factory=dict)
    stream: bool = False
    """It is sent line by line, and nobody says how long it is."""

    def content(self) -> bytes:
        """Write the body."""
        if self.body is MISSING:
            return self.raw
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")

    def lines(self, length: int | None) -> list[tuple[bytes, bytes]]:
        """Write the headers; `length` None is for a body of which nobody knows how long it gets."""
        has_type = self.media_type and (self.body is not MISSING or self.raw or length is None)
        written = [(b"content-type", _safe(self.media_type))] if has_type else []
        if length is not None and self.status not in (204, 304):
            written.append((b"content-length", b"%d" % length))
        named = ((name, value) for name, value in self.headers.items() if _NAME.fullmatch(name))
        written += [(name.lower().encode(), _safe(value)) for name, value in named]
        cookies = (f"{name}={value}; Path=/; HttpOnly" for name, value in self.cookies.items())
        return written + [(b"set-cookie", _safe(cookie)) for cookie in cookies]

    def put(self, location: str, value: Any) -> None:
        """Put a value where a location of `sdk.yaml` points; `jwt:` locations are inside of a token."""
        kind, _, name = location.partition(":")
        if location.startswith("/") or not location:
            self.body = planted(self.body, location, value)
        elif kind == "header":
            self.headers[name] = text_of(value)
        elif kind == "cookie":
            self.cookies[name] = text_of(value)

    def seen(self, location: str) -> Any:
        """Look where a location points; MISSING if there is nothing."""
        kind, _, name = location.partition(":")
        if location.startswith("/") or not location:
            return at(self.body, location)
        if kind == "header":
            return Headers(self.headers).get(name, MISSING)
        return self.cookies.get(name, MISSING) if kind == "cookie" else MISSING


def at(body: Any, pointer: str) -> Any:
    """Follow a JSON pointer; MISSING if it leads nowhere."""
    for key in split(pointer):
        if isinstance(body, Mapping) and key in body:
            body = body[key]
        elif isinstance(body, list) and key.isdecimal() and int(key) < len(body):
            body = body[int(key)]
        else:
            return MISSING
    return body


def planted(body: Any, pointer: str, value: Any) -> Any:
    """Give a copy with a value at a pointer; what stands in the way becomes an object, or a list of one item."""
    keys = split(pointer)
    if not keys:
        return value
    first, rest = keys[0], join(keys[1:])
    if first.isdecimal() and not isinstance(body, dict):
        items = list(body) if isinstance(body, list) else []
        index = min(int(first), len(items))
        return [*items[:index], planted(items[index] if index < len(items) else None, rest, value), *items[index + 1 :]]
    members = dict(body) if isinstance(body, dict) else {}
    return {**members, first: planted(members.get(first), rest, value)}


def uprooted(body: Any, pointer: str) -> Any:
    """Give a copy with nothing at a pointer."""
    keys = split(pointer)
    if not keys or not isinstance(body, dict) or keys[0] not in body:
        return body
    if len(keys) == 1:
        return {key: value for key, value in body.items() if key != keys[0]}
    return {**body, keys[0]: uprooted(body[keys[0]], join(keys[1:]))}


def text_of(value: Any) -> str:
    """Write a scalar as it goes into a header."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)


def _safe(text: str) -> bytes:
    """Write a header's value without what would end it, or is not allowed in it."""
    return _CONTROL.sub(" ", text).strip().encode("utf-8", "replace")
