"""The keywords of JSON Schema by what they do, and values of a document read without trusting their types."""

from __future__ import annotations

from typing import Any

STRUCTURE = frozenset(
    {
        "$ref",
        "$dynamicRef",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "contentEncoding",
        "contentMediaType",
        "enum",
        "format",
        "items",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "properties",
        "required",
        "type",
        "unevaluatedProperties",
    }
)
"""A schema that has none of these says nothing about the type."""

TELLING = frozenset(
    {
        "$ref",
        "$dynamicRef",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "enum",
        "items",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "properties",
        "required",
        "type",
    }
)
"""Keywords that change a type when they stand beside a `$ref`; a `format` there repeats what it says."""

CONSTRAINTS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
)

OBJECT = frozenset({"properties", "additionalProperties", "patternProperties", "unevaluatedProperties"})
ARRAY = frozenset({"items", "prefixItems"})


def structural(schema: Any) -> bool:
    """Tell whether a schema says anything about the type; a bare `format` beside a `$ref` does not."""
    return isinstance(schema, dict) and not STRUCTURE.isdisjoint(schema)


def bare(schema: dict[str, Any]) -> bool:
    """Tell whether a schema says no more about the type than `type` does."""
    return TELLING.intersection(schema) <= {"type"}


def mapping(value: Any) -> dict[str, Any]:
    """Give a mapping, or an empty one where the document has something else."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Give a list, or an empty one where the document has something else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Give a text, or the text of a number, or an empty one."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def flag(value: Any, *, default: bool = False) -> bool:
    """Give a truth value, or the default where the document has something else; some write `"true"`."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower(), default)
    return value if isinstance(value, bool) else default


def reference(value: Any) -> str | None:
    """Give the `$ref` of a mapping that has one; a property may be called so too, and then it is a schema."""
    found = value.get("$ref", value.get("$dynamicRef")) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def types(schema: dict[str, Any]) -> list[str]:
    """Give the types that a schema names; 3.1 has lists of them, in which YAML reads an unquoted `null` as none."""
    named = schema.get("type")
    if isinstance(named, str):
        return [named]
    return ["null" if one is None else one for one in sequence(named) if one is None or isinstance(one, str)]


def nullable(schema: dict[str, Any]) -> bool:
    """Tell whether a schema says that null is fine, in any dialect, beside what its type says."""
    return flag(schema.get("nullable")) or flag(schema.get("x-nullable"))


def category(schema: dict[str, Any]) -> str:
    """Tell what a schema without `$ref` and `allOf` is about: an object, an array, a kind of scalar, or nothing."""
    named = [one for one in types(schema) if one != "null"]
    if len(named) == 1:
        return "number" if named[0] == "integer" else named[0]
    if not OBJECT.isdisjoint(schema):
        return "object"
    if not ARRAY.isdisjoint(schema):
        return "array"
    return ""
