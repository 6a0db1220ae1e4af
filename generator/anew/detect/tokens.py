"""The properties of an answer become the places of the tokens in it, and the unit of their life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from anew.detect.view import Seen, View, plain
from anew.model import Tokens

_ACCESS = ("accesstoken", "token", "jwt", "jwttoken", "authtoken", "bearertoken", "access")
REFRESH = frozenset({"refreshtoken", "newrefreshtoken", "refresh"})
_EXPIRES = (
    *("accesstokenexpiresin", "accesstokenexpiretime", "accesstokenexpiresat", "accesstokenexpires"),
    *("expiresin", "expirein", "expiresat", "expireat", "expirestime", "expiretime", "expires", "expire"),
    *("expiration", "expirationtime", "expiry"),
)
_DEPTH = 3
_MILLISECONDS = 10**11
"""Epoch seconds pass this in the year 5138, epoch milliseconds did in 1973."""

_Unit = Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"]


def find(view: View, seen: Seen) -> Tokens | None:
    """Find the tokens in the answer of an operation; None if there is no access token."""
    places = list(_scalars(view, seen.properties, ""))
    access = _first(places, _ACCESS)
    refresh = _first(places, tuple(REFRESH))
    if access is None or (plain(access[1]) == "access" and refresh is None):
        return None
    expires = _first(places, _EXPIRES)
    return Tokens(
        access=(access[0],),
        refresh=(refresh[0],) if refresh else (),
        expires=(expires[0],) if expires else (),
        expires_as=_unit(view, expires[1], expires[2]) if expires else "seconds",
    )


_Place = tuple[str, str, Mapping[str, Any]]
"""Pointer, name and schema of a property."""


def _scalars(view: View, properties: Mapping[str, Any], pointer: str, depth: int = 0) -> Iterator[_Place]:
    """Walk the scalar properties level by level, the outer ones first."""
    for name, schema in properties.items():
        if view.kind(schema) in ("string", "integer", "number"):
            yield f"{pointer}/{name}", name, view.resolve(schema)
    if depth < _DEPTH:
        for name, schema in properties.items():
            if view.kind(schema) == "object":
                yield from _scalars(view, view.properties(schema), f"{pointer}/{name}", depth + 1)


def _first(places: list[_Place], names: tuple[str, ...]) -> _Place | None:
    """Get the place whose name stands first in the list; of equals, the outermost."""
    found = [place for place in places if plain(place[1]) in names]
    return min(found, key=lambda place: (place[0].count("/"), names.index(plain(place[1]))), default=None)


def _unit(view: View, name: str, schema: Mapping[str, Any]) -> _Unit:
    if view.kind(schema) == "string" and schema.get("format") in ("date-time", None):
        return "iso" if schema.get("format") else "seconds"
    example = schema.get("example")
    if isinstance(example, int | float) and example > 10**9:
        return "epoch_ms" if example >= _MILLISECONDS else "epoch_s"
    text = str(schema.get("description", "")).lower()
    if plain(name).endswith(("at", "time")):
        return "epoch_ms" if "milli" in text or "毫秒" in text or schema.get("format") == "int64" else "epoch_s"
    return "ms" if "milli" in text or "毫秒" in text else "seconds"
