"""A valid value becomes bodies that are damaged, in the ways that servers and what stands before them damage them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from attrs import field, frozen

_JSON = "application/json"
_DEEP = 20_000
_LONG = 50_000
_HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"
_STRANGERS: tuple[Any, ...] = (
    None,
    True,
    7,
    -1.5,
    "\U0001f343 not what was promised",
    [],
    [[1]],
    {},
    {"a": {"b": None}},
)


@frozen
class Damaged:
    """A damaged body."""

    kind: str
    content: bytes = field(repr=False)
    media_type: str = _JSON


def damaged(value: Any, rng: Random, media_type: str = _JSON) -> Iterator[Damaged]:
    """Damage a value in every way.

    Args:
        value: a valid one.
        rng: chooses the spots that are damaged.
        media_type: what the body is said to be, unless that is the damage.
    """
    written = json.dumps(value).encode()
    yield Damaged("empty", b"", media_type)
    yield Damaged("html", _HTML, "text/html; charset=utf-8")
    yield Damaged("html that is said to be something else", _HTML, media_type)
    yield Damaged("truncated", written[: rng.randrange(len(written))], media_type)
    yield Damaged("cut in half", written[: len(written) // 2], media_type)
    yield Damaged("not UTF-8", written[:-1] + b"\xff\xfe" + written[-1:], media_type)
    yield Damaged("no media type", written, "")
    yield Damaged("no number", b'{"a": NaN, "b": Infinity, "c": 1e999, "d": 00}', media_type)
    yield Damaged("too deep", b"[" * _DEEP + b"]" * _DEEP, media_type)
    yield Damaged("too deep objects", b'{"a":' * 2_000 + b"1" + b"}" * 2_000, media_type)
    for kind, changed in _changed(value, rng):
        yield Damaged(kind, json.dumps(changed).encode(), media_type)


def _changed(value: Any, rng: Random) -> Iterator[tuple[str, Any]]:
    for stranger in rng.sample(_STRANGERS, 4):
        yield "wrong type of the whole", stranger
    yield "huge number", _at(value, _somewhere(value, rng), 10**400)
    yield "huge text", _at(value, _somewhere(value, rng), "\u00e9" * _LONG)
    for _ in range(4):
        yield "wrong type", _at(value, _somewhere(value, rng), rng.choice(_STRANGERS))
    for _ in range(2):
        yield "null", _at(value, _somewhere(value, rng), None)
        yield "unknown text", _at(value, _somewhere(value, rng), "not-in-any-list")
    if isinstance(value, dict):
        yield (
            "extra properties",
            {**value, "to_dict": 1, "x-new": {"deep": [None]}, "": True, "additional_properties": 2},
        )
        yield "all null", dict.fromkeys(value)
        for name in list(value)[:2]:
            yield "missing property", {key: one for key, one in value.items() if key != name}


def _somewhere(value: Any, rng: Random) -> tuple[Any, ...]:
    """Choose a spot inside of a value, every level being as likely as the next."""
    keys: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    if not keys:
        return ()
    key = rng.choice(keys)
    inner = value[key]
    if isinstance(inner, dict | list) and inner and rng.random() < 0.7:
        return (key, *_somewhere(inner, rng))
    return (key,)


def _at(value: Any, path: tuple[Any, ...], put: Any) -> Any:
    """Copy a value with something else at a spot."""
    if not path:
        return put
    if isinstance(value, dict):
        return {key: _at(one, path[1:], put) if key == path[0] else one for key, one in value.items()}
    return [_at(one, path[1:], put) if index == path[0] else one for index, one in enumerate(value)]
