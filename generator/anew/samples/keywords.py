"""A schema of any dialect becomes a mapping of JSON Schema 2020-12 keywords; what makes no sense is left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
NOTHING: Mapping[str, Any] = {"not": {}}
"""The schema that no value fits."""


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_schema, value))


def _by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_schema, value.values()))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _count(value: Any) -> bool:
    return _number(value) and value >= 0 and value == int(value)


_SOUND: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _schemas),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _by_name),
    **dict.fromkeys(
        (
            "additionalProperties",
            "contains",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties",
        ),
        _schema,
    ),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _count),
    **dict.fromkeys(("minContains", "maxContains"), _count),
    **dict.fromkeys(("pattern", "format", "$ref", "contentEncoding", "contentMediaType"), lambda one: type(one) is str),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), lambda one: type(one) is bool),
    "multipleOf": lambda one: _number(one) and one > 0,
    "enum": lambda one: _list(one) and bool(one),
    "const": lambda _: True,
    "dependentRequired": lambda one: isinstance(one, dict) and all(map(_list, one.values())),
    "discriminator": lambda one: isinstance(one, dict | str),
    "examples": lambda one: isinstance(one, list | dict),
    "example": lambda _: True,
    "x-example": lambda _: True,
    "default": lambda _: True,
}
_OWN_WORDS = {"file": "string", "int": "integer", "float": "number", "double": "number", "bool": "boolean"}


def modern(schema: Any, dialect: str) -> dict[str, Any]:
    """Read a schema's own keywords; schemas inside of it stay as they are.

    Null that `nullable` allows is told by `"nullable": True`, since it has to survive an `enum` beside it; False means
    that there is a type and it does not include null.
    """
    if not isinstance(schema, dict):
        return dict(NOTHING) if schema is False else {}
    found = {key: value for key, value in schema.items() if key in _SOUND and _SOUND[key](value)}
    if "type" in schema:
        _add_types(found, schema["type"])
    if isinstance(schema.get("required"), list):
        found["required"] = [name for name in schema["required"] if isinstance(name, str)]
    if dialect in ("2.0", "3.0"):
        _add_limits(found, schema)
        _add_null(found, schema)
        for key in {"anyOf", "oneOf"} & found.keys():
            named = any(isinstance(member, dict) and "$ref" in member for member in found[key])
            found[key] = [{"type": "null"} if _is_null(member, named=named) else member for member in found[key]]
    if isinstance(schema.get("items"), list) and _schemas(schema["items"]):
        found["prefixItems"] = schema["items"]
    if isinstance(found.get("discriminator"), str):
        found["discriminator"] = {"propertyName": found["discriminator"]}
    return found


def _add_types(found: dict[str, Any], given: Any) -> None:
    words = given if isinstance(given, list) else [given]
    plain = ["null" if one is None else one.lower() for one in words if one is None or isinstance(one, str)]
    types = [_OWN_WORDS.get(one, one) for one in plain]
    known = [one for one in types if one in TYPES]
    # One word that nobody knows makes the list say nothing: the value may be of that type.
    if known and len(known) == len(words):
        found["type"] = known
    if given == "file":
        found["format"] = "binary"


def _add_limits(found: dict[str, Any], schema: dict[str, Any]) -> None:
    """Read `exclusiveMinimum: true` beside a `minimum`, as JSON Schema had it before."""
    for limit in ("minimum", "maximum"):
        exclusive = f"exclusive{limit.capitalize()}"
        if schema.get(exclusive) is True and limit in found:
            found[exclusive] = found.pop(limit)


def _add_null(found: dict[str, Any], schema: dict[str, Any]) -> None:
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        found["nullable"] = True
    elif "type" in found:
        found["nullable"] = False


def _is_null(member: Any, *, named: bool) -> bool:
    """Tell whether a member of a union says no more than `nullable`: the way before 3.1 to say "or null".

    Beside schemas that have names apispec makes it an object.
    """
    if named and member == {"type": "object", "nullable": True}:
        return True
    return isinstance(member, dict) and member.get("nullable") is True and not (member.keys() & _SOUND.keys() - _WORDS)


_WORDS = frozenset({"default", "example", "examples", "readOnly", "writeOnly", "x-example"})
