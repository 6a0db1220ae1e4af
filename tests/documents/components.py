"""A maker becomes component schemas: single ones, and families that only make sense together."""

from __future__ import annotations

import builtins
from typing import Any

from tests.documents.maker import Maker
from tests.documents.schemas import object_, schema
from tests.documents.texts import KEYS


def name_schemas(make: Maker) -> None:
    """Settle the names first, so that everything can refer to everything."""
    names = list(dict.fromkeys(make.one(KEYS) for _ in range(make.number(2, 9))))
    make.schemas = tuple(names)
    make.objects = tuple(names[::2])


SHELF = {
    "type": "object",
    "properties": {
        "top": {"type": "object", "properties": {"x": {"type": "string"}}},
        "a/b": {"type": "string", "enum": ["p", "q"]},
        "list": {"type": "array", "items": {"type": "object", "properties": {"deep": {"type": "integer"}}}},
    },
}
"""A schema into which references point."""
_FIELDS = {
    "type": "object",
    "required": ["class"],
    "properties": {
        "class": {"type": "string"},
        "self": {"type": "array", "items": {"type": "integer"}},
        "when": {"type": "string", "format": "date-time"},
    },
}
"""A schema of a form."""


def schemas(make: Maker) -> dict[str, Any]:
    """Make the schemas that have been named, and families of more."""
    found = {name: object_(make) if name in make.objects else _free(make, name) for name in make.schemas}
    for family in (_inheritance, _choice, _recursion):
        if make.chance(2):
            found |= {name: one for name, one in family(make).items() if name not in found}
    return found | {"Shelf": SHELF, "Fields": _FIELDS}


def _free(make: Maker, name: str) -> Any:
    """Make a schema that is not a mere reference: references in a circle say nothing."""
    found = schema(make)
    own = make.reference(name)["$ref"]
    if isinstance(found, dict) and not _leads_on(found):
        return found
    # mypy takes a builtin of the same name for what a recursive alias refers to.
    recursive = not hasattr(builtins, name) and make.chance(4)
    return {"type": "array", "items": {"$ref": own}} if recursive else {"type": "string", "title": name}


def _leads_on(found: dict[str, Any]) -> bool:
    """Tell whether a schema demands another one without going into a property or an item."""
    members = [one for key in ("allOf", "anyOf", "oneOf") for one in found.get(key, ())]
    return "$ref" in found or any(isinstance(one, dict) and _leads_on(one) for one in members)


def _inheritance(make: Maker) -> dict[str, Any]:
    """Make a base whose discriminator names what is built on it, over two generations."""
    kind = make.one(("kind", "type", "@type", "$type", "class"))
    base: dict[str, Any] = {"type": "object", "required": [kind], "properties": {kind: {"type": "string"}, "id": {}}}
    base["discriminator"] = kind if make.old else {"propertyName": kind}
    mapped = not make.old and make.chance(2)
    if mapped:
        base["discriminator"]["mapping"] = {
            "cat": make.reference("FamilyCat")["$ref"],
            make.one(("dog", "Dog-2", "", "class")): make.one(("FamilyDog", make.reference("FamilyDog")["$ref"])),
        }
    cat = {"allOf": [make.reference("FamilyBase"), object_(make, 1)]}
    dog = {"allOf": [make.reference("FamilyBase"), {"type": "object", "properties": {"bark": schema(make, 2)}}]}
    found = {"FamilyBase": base, "FamilyCat": cat, "FamilyDog": dog}
    if make.chance(2) and not mapped:
        found["FamilyKitten"] = {"allOf": [make.reference("FamilyCat"), {"properties": {"cute": {"type": "boolean"}}}]}
    return found


def _choice(make: Maker) -> dict[str, Any]:
    """Make a union with a discriminator, with and without mapping."""
    if make.old:
        return {}
    members = ("ChoiceA", "ChoiceB")
    tagged = {name: _tagged(make, key) for name, key in zip(members, ("a", "b"), strict=True)}
    union: dict[str, Any] = {make.one(("oneOf", "anyOf")): [make.reference(name) for name in members]}
    union["discriminator"] = {"propertyName": "tag"}
    if any("enum" in one["properties"]["tag"] or "const" in one["properties"]["tag"] for one in tagged.values()):
        union["discriminator"]["mapping"] = {
            key: make.reference(name)["$ref"] for name, key in zip(members, ("a", "b"), strict=True)
        }
    return {**tagged, "Choice": union}


def _tagged(make: Maker, key: str) -> dict[str, Any]:
    listed = {"type": "string", "enum": [key]}
    tag = make.one((listed, {"type": "string"}, {"const": key} if make.modern else listed))
    return {"type": "object", "required": ["tag"], "properties": {"tag": tag, "more": schema(make, 2)}}


def _recursion(make: Maker) -> dict[str, Any]:
    """Make types that contain themselves: through properties, arrays, maps and unions."""
    node, tree = make.reference("Node"), make.reference("Tree")
    found: dict[str, Any] = {
        "Node": {
            "type": "object",
            "properties": {
                "next": node,
                "children": {"type": "array", "items": node},
                "named": {"type": "object", "additionalProperties": node},
                "tree": tree,
            },
        },
        "Tree": {"type": "object", "additionalProperties": tree},
    }
    if make.old:
        return found
    members = [{"type": "string"}, {"type": "array", "items": make.reference("Json")}]
    members.append({"type": "object", "additionalProperties": make.reference("Json")})
    return found | {
        "Json": {make.one(("oneOf", "anyOf")): members},
        "List": {"type": "array", "items": make.reference("List")},
    }
