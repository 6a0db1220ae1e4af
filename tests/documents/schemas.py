"""A maker becomes schemas: single values, arrays, objects, maps, unions, compositions and references to components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.documents.maker import Maker
from tests.documents.scalars import Schema, scalar, simple

_DEEPEST = 3


def schema(make: Maker, depth: int = 0) -> Any:
    """Make a schema of any kind."""
    found = _kind(make, depth)(make, depth)
    return _decorated(make, found) if isinstance(found, dict) and make.chance(3) else found


def _kind(make: Maker, depth: int) -> Callable[[Maker, int], Any]:
    if depth >= _DEEPEST:
        return make.one((_reference, _scalar, _anything))
    nested = (_array, _object, _object, _map, _all_of, _nullable, _described_reference)
    unions = () if make.old else (_union, _union, _nullable_union)
    modern = (_tuple, _patterns, _conditional, _many_types, _with_definitions, _closed) if make.modern else ()
    kinds: tuple[Callable[[Maker, int], Any], ...] = (*nested, *unions, *modern)
    return make.one((_reference, _reference, _scalar, _scalar, _anything, *kinds))


def _scalar(make: Maker, _: int) -> Schema:
    return scalar(make)


def _anything(make: Maker, _: int) -> Any:
    return make.one(
        ({}, True, {"description": "anything"}, {"type": "object"}) if make.modern else ({}, {"type": "object"})
    )


_INTO = ("/properties/top", "/properties/a~1b", "/properties/list/items", "/properties/list/items/properties/deep")
"""Parts of a component that every document has."""


def _reference(make: Maker, _: int) -> Schema:
    if make.chance(12):
        return {"$ref": make.reference("Shelf")["$ref"] + make.one(_INTO)}
    return make.reference(make.one(make.schemas)) if make.schemas else scalar(make)


def _described_reference(make: Maker, depth: int) -> Schema:
    """Refer to a component and say more about it beside the reference."""
    found = _reference(make, depth)
    if not make.modern:
        return {"allOf": [found], "description": make.text()}
    extra: Schema = make.one(
        ({"description": make.text()}, {"deprecated": True}, {"readOnly": True}, {"title": make.name()})
    )
    return found | extra


def _array(make: Maker, depth: int) -> Schema:
    found: Schema = {"type": "array", "items": schema(make, depth + 1)}
    if make.chance(5):
        found["minItems"] = make.number(0, 2)
    if make.chance(5):
        found["maxItems"] = make.number(2, 4)
    if make.chance(8):
        found["default"] = []
    if make.chance(8):
        found["uniqueItems"] = True
    return found


def object_(make: Maker, depth: int = 0) -> Schema:
    """Make a schema of an object."""
    properties = {name: schema(make, depth + 1) for name in make.names(0, 5)}
    found: Schema = {"type": "object"}
    if properties or make.chance(2):
        found["properties"] = properties
    required = make.several(list(properties), 0, 3) if properties else []
    if required:
        found["required"] = required
    if make.chance(3):
        found["additionalProperties"] = make.one((True, False, {})) if make.chance(2) else schema(make, depth + 1)
    return found


def _object(make: Maker, depth: int) -> Schema:
    return object_(make, depth)


def _map(make: Maker, depth: int) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": schema(make, depth + 1)}
    if make.chance(6):
        found["minProperties"] = 1
    if make.modern and make.chance(4):
        found["propertyNames"] = make.one(({"pattern": "^[a-z]+$"}, {"enum": ["a", "class"]}, {"maxLength": 4}))
    return found


def _all_of(make: Maker, depth: int) -> Schema:
    references = [make.reference(name) for name in make.several(make.objects, 0, 2)] if make.objects else []
    inline = [object_(make, depth + 1) for _ in range(make.number(0 if references else 1, 2))]
    found: Schema = {"allOf": [*references, *inline]}
    if make.chance(4):
        found |= {"type": "object", "properties": {make.name(): schema(make, depth + 1)}}
    if make.chance(6):
        found["required"] = [make.name()]
    return found


def _union(make: Maker, depth: int) -> Schema:
    return {make.one(("oneOf", "anyOf")): [schema(make, depth + 1) for _ in range(make.number(1, 4))]}


def _nullable_union(make: Maker, depth: int) -> Schema:
    found = _union(make, depth)
    if make.modern:
        next(iter(found.values())).append({"type": "null"})
    else:
        found["nullable"] = True
    return found


def _nullable(make: Maker, depth: int) -> Schema:
    """Allow null in the way of the dialect."""
    if make.modern:
        return {"type": [make.one(("string", "integer", "array", "object")), "null"]}
    found = schema(make, depth + 1)
    word = "x-nullable" if make.old else "nullable"
    return {**found, word: True} if "type" in found else {"allOf": [found], word: True}


def _tuple(make: Maker, depth: int) -> Schema:
    found: Schema = {"type": "array", "prefixItems": [schema(make, depth + 1) for _ in range(make.number(1, 3))]}
    if make.chance(2):
        found["items"] = make.one((False, True, {"type": "string"}))
    if make.chance(2):
        found["minItems"] = len(found["prefixItems"])
    return found


def _patterns(make: Maker, depth: int) -> Schema:
    return {
        "type": "object",
        "properties": {make.name(): schema(make, depth + 1)},
        "patternProperties": {make.one(("^x-", "^\\d+$", ".*", "[a")[:3]): schema(make, depth + 1)},
        "additionalProperties": make.one((False, True)),
    }


def _conditional(make: Maker, depth: int) -> Schema:
    found = object_(make, depth + 1)
    more: Schema = make.one(
        (
            {"if": {"required": ["id"]}, "then": {"required": ["name"]}, "else": {"properties": {"kind": {}}}},
            {"not": {"required": ["forbidden"]}},
            {"dependentRequired": {"id": ["name"]}},
            {"dependentSchemas": {"id": {"properties": {"name": {"type": "string"}}}}},
            {"anyOf": [{"required": ["id"]}, {"required": ["name"]}]},
            {"propertyNames": {"minLength": 1}},
        )
    )
    return found | more


def _many_types(make: Maker, depth: int) -> Schema:
    types = make.several(("string", "integer", "boolean", "array", "object", "null", "number"), 1, 3)
    found: Schema = {"type": types}
    if "array" in types:
        found["items"] = schema(make, depth + 1)
    if "object" in types:
        found["properties"] = {make.name(): schema(make, depth + 1)}
    return found


def _with_definitions(make: Maker, depth: int) -> Schema:
    """Define a schema within a schema, by an identifier that nothing else has, and refer to it."""
    base = f"https://schemas.example/{make.next()}"
    leaf = object_(make, depth + 1)
    inner: Schema = {"$defs": {"inner": leaf}, "type": "object"}
    way = make.one(("relative", "anchor", "dynamic"))
    if way == "relative":
        return inner | {"$id": base, "properties": {"in": {"$ref": "#/$defs/inner"}}}
    word = "$anchor" if way == "anchor" else "$dynamicAnchor"
    leaf[word] = "leaf"
    reference = "$ref" if way == "anchor" else "$dynamicRef"
    return inner | {"$id": base, "properties": {"in": {reference: "#leaf"}}}


def _closed(make: Maker, depth: int) -> Schema:
    return object_(make, depth) | {"unevaluatedProperties": False}


def _decorated(make: Maker, found: Schema) -> Schema:
    """Say more about a schema, if it may stand beside what is there."""
    if "$ref" in found and not make.modern:
        return found
    return found | make.one(
        (
            {"description": make.text()},
            {"title": make.name()},
            {"readOnly": True},
            {} if make.old else {"writeOnly": True},
            {} if make.old else {"deprecated": True},
            {"example": make.text()},
            {"externalDocs": {"url": "https://docs.example/x", "description": make.text()}},
            {"x-extra": {"any": [make.text()]}},
            {"xml": {"name": "x", "wrapped": True}},
            {"examples": [make.text(), None]} if make.modern else {},
            {"default": None} if make.modern else {},
        )
    )


def flat(make: Maker) -> Schema:
    """Make a schema of what a style can write: a simple value, an array or an object of them."""
    kind = make.number(0, 4)
    if kind == 3:
        return {"type": "array", "items": simple(make)}
    if kind == 4 and not make.old:
        # An exploded object has no name of its own in a URL: those of its properties must not be anybody else's.
        return {"type": "object", "properties": {f"p{make.next()}": simple(make) for _ in range(make.number(1, 3))}}
    return simple(make)
