"""A maker becomes parameters: every place, style and form that its dialect allows together."""

from __future__ import annotations

from typing import Any

from tests.documents.maker import Maker
from tests.documents.scalars import simple
from tests.documents.schemas import flat, schema
from tests.documents.texts import NAMES, PLAIN

_HEADERS = ("X-Id", "x-trace-id", "If-Match", "Accept", "Authorization", "Content-Type", "X_Under", "Accept-Language")
_IN_PATHS = tuple(name for name in (*NAMES, *PLAIN) if name.strip() and not set(name) & set("/{}?#[]%~\u200b+*;,= "))
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
_NEWEST = {"cookie": ("form", "cookie")}
"""Likewise, in OpenAPI 3.2."""


def parameters(make: Maker, places: tuple[str, ...] = ("query", "query", "header", "cookie")) -> list[dict[str, Any]]:
    """Make some parameters that differ in name or place; headers differ in more than case."""
    if make.old:
        places = ("query", "query", "header")
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for _ in range(make.number(0, 4)):
        one = _old(make, make.one(places)) if make.old else _new(make, make.one(places))
        name = one["name"].lower() if one["in"] == "header" else one["name"]
        found.setdefault((name, one["in"]), one)
    return [*found.values()]


def in_path(make: Maker, taken: list[str]) -> dict[str, Any]:
    """Make a parameter of the path."""
    free = [name for name in _IN_PATHS if name not in taken]
    one = _old(make, "path") if make.old else _new(make, "path")
    return one | {"name": make.one(free), "required": True}


def _named(make: Maker, place: str) -> dict[str, Any]:
    name = make.one(_HEADERS) if place == "header" else make.one(_IN_PATHS) if place == "cookie" else make.name() or "q"
    found: dict[str, Any] = {"name": name, "in": place}
    if make.chance(3):
        found["required"] = True
    if make.chance(3):
        found["description"] = make.text()
    return found


def _new(make: Maker, place: str) -> dict[str, Any]:
    found = _named(make, place)
    if make.chance(10):
        return found | {"content": {"application/json": {"schema": schema(make, 2)}}}
    found["schema"] = flat(make)
    if make.schemas and make.chance(12):
        found["schema"] = make.reference(make.one(make.schemas))
        return found
    kind = found["schema"].get("type", "string")
    style = make.one(_styles(make, place))
    fits = {"spaceDelimited": ("array",), "pipeDelimited": ("array",), "deepObject": ("object",)}.get(style)
    if fits is None or kind in fits:
        found["style"] = style
        if style in ("form", "simple", "label", "matrix") and make.chance(2):
            found["explode"] = make.chance(2)
        if style in ("spaceDelimited", "pipeDelimited"):
            found["explode"] = False
        if style == "deepObject":
            found["explode"] = True
    if place == "query":
        found |= make.one(({}, {}, {}, {"allowReserved": True}, {"allowEmptyValue": True}, {"deprecated": True}))
    return found


def _styles(make: Maker, place: str) -> tuple[str, ...]:
    return _NEWEST.get(place, _STYLES[place]) if make.dialect == "3.2" else _STYLES[place]


def _old(make: Maker, place: str) -> dict[str, Any]:
    found = _named(make, place)
    if make.chance(3):
        formats = ["csv", "ssv", "tsv", "pipes", *(["multi"] if place == "query" else [])]
        items = {key: value for key, value in simple(make).items() if not key.startswith("x-")}
        return found | {"type": "array", "items": items, "collectionFormat": make.one(formats)}
    return found | {key: value for key, value in simple(make).items() if not key.startswith("x-")}


def form_fields(make: Maker) -> list[dict[str, Any]]:
    """Make the fields of a form as Swagger 2.0 writes them."""
    found: dict[str, dict[str, Any]] = {}
    for _ in range(make.number(1, 4)):
        one = _old(make, "formData")
        if make.chance(3):
            one = {"name": one["name"], "in": "formData", "type": "file"}
        found.setdefault(one["name"], one)
    return [*found.values()]
