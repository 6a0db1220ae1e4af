"""The properties of an answer become the places of the tokens in it, and the unit of their life."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import evolve, frozen

from anew.detect.seen import Seen
from anew.detect.view import View
from anew.detect.vocabulary import SLOTS, plain
from anew.document.pointers import escape
from anew.model import Tokens

ACCESS = (
    *("accesstoken", "token", "jwt", "jwttoken", "accessjwt", "authtoken", "bearertoken", "sessiontoken", "apitoken"),
    *("usertoken", "logintoken", "privatetoken", "tokenvalue", "satoken", "idtoken", "access"),
)
REFRESH = frozenset({"refreshtoken", "newrefreshtoken", "refreshjwt", "refreshtokenvalue", "refresh"})
_EXPIRES = (
    *("accesstokenexpiresin", "accesstokenexpiretime", "accesstokenexpiresat", "accesstokenexpires"),
    *("accesstokenexpiry", "accesstokenexpiration", "accessexpiresin", "accessexpiresat", "accessexpires"),
    *("tokenexpiresin", "tokenexpiresat", "tokenexpires", "tokenexpiretime", "tokenexpiry", "tokentimeout"),
    *("expiresin", "expirein", "expiresat", "expireat", "expiredat", "expirestime", "expiretime", "expires", "expire"),
    *("expiration", "expirationtime", "expiry", "expiresinseconds", "exp", "ttl"),
)
_DEPTH = 3
_MILLISECONDS = 10**11
"""Epoch seconds pass this in the year 5138, epoch milliseconds did in 1973."""
_EPOCH = 10**9
"""Lives are shorter: this is thirty years in seconds, and moments since 2001 are above."""

_MILLI = re.compile(r"milli|\bms\b|毫秒")
_MOMENT = re.compile(r"timestamp|时间戳|\bepoch\b|\bunix\b")
_LIFE = re.compile(r"\bseconds? (?:until|to|from)|剩余|\bin seconds\b|秒数")
UNSEEN = Tokens(("/token",))
"""Where the access token is looked for if a document does not say; only ever suggested."""
GUESSED = "; nothing tells the unit of its life"
UNSEEN_BECAUSE = "no answer shows a token, so its place is a guess"

Unit = Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"]


@frozen
class _Place:
    """A scalar property."""

    at: str
    name: str
    schema: Mapping[str, Any]


@frozen
class Held:
    """The tokens in an answer."""

    tokens: Tokens
    guessed: bool = False
    """Nothing tells the unit of their life."""


def find(view: View, seen: Seen) -> Held | None:
    """Find the tokens in the answer of an operation, by its schema, else by its examples; None if there are none."""
    found = _among(list(_scalars(view, seen.properties, "")))
    if found is None and not seen.properties:
        examples = (list(_shown(example, "")) for example in seen.good.examples)
        found = next((held for places in examples if (held := _among(places))), None)
    return found


def bare(view: View, seen: Seen) -> Held | None:
    """See a token in a payload that is nothing but a text: `{"code": 0, "data": "eyJhbGciOi…"}`."""
    slot = next((name for name in seen.properties if plain(name) in SLOTS), "")
    return Held(Tokens((f"/{slot}",))) if slot and view.kind(seen.properties[slot]) == "string" else None


def _among(places: list[_Place]) -> Held | None:
    access, refresh = _first(places, ACCESS), _first(places, tuple(REFRESH))
    if access is None or (plain(access.name) == "access" and refresh is None):
        return None
    expires = _first(places, _EXPIRES)
    tokens = Tokens((access.at,), (refresh.at,) if refresh else ())
    if expires is None:
        return Held(tokens)
    unit, guessed = _unit(expires)
    return Held(evolve(tokens, expires=(expires.at,), expires_as=unit), guessed)


def _scalars(view: View, properties: Mapping[str, Any], pointer: str, depth: int = 0) -> Iterator[_Place]:
    """Walk the scalar properties level by level, the outer ones first."""
    for name, schema in properties.items():
        if view.kind(schema) in ("string", "integer", "number"):
            yield _Place(f"{pointer}/{name}", name, {**view.resolve(schema), "type": view.kind(schema)})
    if depth < _DEPTH:
        for name, schema in properties.items():
            if view.kind(schema) == "object" and name.isprintable():
                yield from _scalars(view, view.properties(schema), f"{pointer}/{escape(name)}", depth + 1)


def _shown(example: Any, pointer: str, depth: int = 0) -> Iterator[_Place]:
    if not isinstance(example, Mapping) or depth > _DEPTH:
        return
    for name, value in example.items():
        if isinstance(value, str | int) and not isinstance(value, bool):
            kind = "string" if isinstance(value, str) else "integer"
            yield _Place(f"{pointer}/{name}", str(name), {"type": kind, "example": value})
    for name, value in example.items():
        yield from _shown(value, f"{pointer}/{escape(str(name))}", depth + 1)


def _first(places: list[_Place], names: tuple[str, ...]) -> _Place | None:
    """Get the place whose name stands first in the list; of equals, the outermost."""
    found = [place for place in places if plain(place.name) in names]
    return min(found, key=lambda place: (place.at.count("/"), names.index(plain(place.name))), default=None)


def _unit(place: _Place) -> tuple[Unit, bool]:
    """Tell a life from a moment, and the unit of both, by type, example, description and name; or guess."""
    schema, text = place.schema, str(place.schema.get("description", "")).lower()
    example = schema.get("example")
    if schema.get("format") == "date-time" or (isinstance(example, str) and re.match(r"\d{4}-\d\d-\d\d", example)):
        return "iso", False
    if isinstance(example, str) and example.isdecimal():
        example = int(example)
    if isinstance(example, int | float) and example > _EPOCH:
        return ("epoch_ms" if example >= _MILLISECONDS else "epoch_s"), False
    return _by_words(place, text, is_life=isinstance(example, int | float))


def _by_words(place: _Place, text: str, *, is_life: bool) -> tuple[Unit, bool]:
    milli, epoch = bool(_MILLI.search(text)), bool(_MOMENT.search(text))
    moment = plain(place.name).endswith(("at", "time", "exp")) and not _LIFE.search(text)
    if moment and place.schema["type"] == "string" and not milli:
        return "iso", True
    if epoch or (moment and not is_life):
        return ("epoch_ms" if milli or place.schema.get("format") == "int64" else "epoch_s"), not milli and not epoch
    return ("ms" if milli else "seconds"), False
