"""Two sets of keywords become one that is satisfied where both are.

The form is that of JSON Schema, but: `pattern`, `nots` and `unions` (keyword, members, discriminator) are tuples,
`const` is an `enum` of one, and `never` tells that nothing can satisfy it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

Whole = dict[str, Any]


def merge(one: Whole, other: Whole) -> Whole:
    """Give what satisfies both; of mere words, such as `format` and `example`, those of `other` win."""
    found = {**one, **other}
    for key in one.keys() & other.keys():
        if key in _BOTH:
            found[key] = _BOTH[key](one[key], other[key])
    if "properties" in found:
        _close(found, one, other)
        _close(found, other, one)
    if found.get("type") == [] or found.get("enum") == []:
        found["never"] = True
    return found


def _types(one: list[str], other: list[str]) -> list[str]:
    wide = [*one, *(["integer"] if "number" in one else [])]
    kept = [name for name in other if name in wide]
    return [*kept, *(["integer"] if "number" in other and "number" not in one and "integer" in one else [])]


def _enums(one: list[Any], other: list[Any]) -> list[Any]:
    return [value for value in other if value in one]


def both(one: Any, other: Any) -> Any:
    """Give a schema that demands what two schemas do."""
    if one is other or one is True or one == {}:
        return other
    return one if other is True or other == {} else {"allOf": [one, other]}


def _by_name(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **{name: both(one[name], value) if name in one else value for name, value in other.items()}}


def _in_turn(one: list[Any], other: list[Any]) -> list[Any]:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return [both(value, shorter[index]) if index < len(shorter) else value for index, value in enumerate(longer)]


def _multiple(one: float, other: float) -> float:
    larger, smaller = max(one, other), min(one, other)
    return larger if larger % smaller == 0 else one * other


def _joined(one: Any, other: Any) -> Any:
    return (*one, *(value for value in other if value not in one))


def _either(one: bool, other: bool) -> bool:
    return one or other


def _and(one: bool, other: bool) -> bool:
    return one and other


_BOTH: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), min),
    **dict.fromkeys(("items", "additionalProperties", "propertyNames", "contains"), both),
    **dict.fromkeys(("properties", "patternProperties", "dependentRequired"), _by_name),
    **dict.fromkeys(("pattern", "nots", "unions"), _joined),
    **dict.fromkeys(("uniqueItems", "never", "readOnly", "writeOnly"), _either),
    "required": lambda one, other: list(dict.fromkeys((*one, *other))),
    "nullable": _and,
    "type": _types,
    "enum": _enums,
    "prefixItems": _in_turn,
    "multipleOf": _multiple,
}


def _close(found: Whole, closed: Whole, beside: Whole) -> None:
    """Leave out properties of one part that another part, being closed, does not know."""
    if closed.get("additionalProperties") is not False:
        return
    known, patterns = closed.get("properties", {}), closed.get("patternProperties", {})
    for name in beside.get("properties", {}):
        if name not in known and not any(matches(pattern, name) for pattern in patterns):
            found["properties"] = {key: one for key, one in found["properties"].items() if key != name}


def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern is found in a text; one that Python cannot read matches nothing."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
