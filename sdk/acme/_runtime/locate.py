"""Locations such as `/data/token`, `header:X-Token`, `cookie:sid` or `jwt:exp` to what an answer holds there."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from . import jsontext
from ._http import httpx

MISSING: Final = object()
"""There is nothing; null is something."""


def pointed(pointer: str, body: Any) -> Any:
    """Follow a JSON pointer (RFC 6901); MISSING if it leads nowhere."""
    for segment in segments(pointer):
        if jsontext.is_object(body):
            body = body.get(segment, MISSING)
        elif jsontext.is_array(body) and segment.isdecimal() and int(segment) < len(body):
            body = body[int(segment)]
        else:
            return MISSING
    return body


@lru_cache(maxsize=256)
def segments(pointer: str) -> tuple[str, ...]:
    """Split a JSON pointer; the empty one, for the whole body, has no segments."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def located(location: str, body: Any, headers: httpx.Headers, access: str = "") -> Any:
    """Look at one location; `access` is the token whose claims `jwt:` reads. MISSING if there is nothing."""
    if location.startswith("/") or not location:
        return pointed(location, body)
    kind, _, name = location.partition(":")
    if kind == "header":
        return headers.get(name, MISSING)
    if kind == "cookie":
        return _cookie(name, headers)
    if kind == "jwt":
        return claims(access).get(name, MISSING)
    raise ValueError(f"unknown location {location!r}; expected /pointer, header:NAME, cookie:NAME or jwt:CLAIM")


def first(locations: Iterable[str], body: Any, headers: httpx.Headers, access: str = "") -> Any:
    """Give what the first location has that has anything but null, else MISSING."""
    for location in locations:
        found = located(location, body, headers, access)
        if found is not MISSING and found is not None:
            return found
    return MISSING


def _cookie(name: str, headers: httpx.Headers) -> Any:
    """Read `Set-Cookie` itself: a cookie jar drops `Secure` cookies that come over plain loopback.

    Of several the last counts, as in browsers; those that are only deleted (empty, `Max-Age=0`) are none.
    """
    for line in reversed(headers.get_list("set-cookie")):
        pair, _, attributes = line.partition(";")
        key, _, value = pair.partition("=")
        value = value.strip().strip('"')
        if key.strip() == name and value and not _DELETED.search(attributes):
            return value
    return MISSING


_DELETED = re.compile(r"(?:^|;)\s*max-age\s*=\s*(?:0+|-\d+)\s*(?:;|$)", re.IGNORECASE)


def claims(token: str) -> dict[str, Any]:
    """Read a JWT's claims without verifying it (that is the server's business); empty if it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        decoded = jsontext.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return decoded if jsontext.is_object(decoded) else {}
