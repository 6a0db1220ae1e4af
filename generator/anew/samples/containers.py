"""Schemas of objects and arrays become objects and arrays, filled by a draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from anew.samples.faults import NoValueError
from anew.samples.merge import matches
from anew.samples.text import text

if TYPE_CHECKING:
    from anew.samples.draw import Draw

_LONGEST = 5_000


def fill_object(draw: Draw, whole: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Make an object: what is required, some of what is not, and names of its own where these may be."""
    value: dict[str, Any] = {}
    required = [name for name in whole.get("required", ()) if _directed(draw, whole, name)]
    optional = [name for name in whole.get("properties", {}) if name not in required and _directed(draw, whole, name)]
    most = int(whole.get("maxProperties", 1_000_000))
    for name in required:
        value[name] = draw.value(_schema_of(whole, name), depth + 1)
    least = int(whole.get("minProperties", 0))
    for name in sorted(optional, key=lambda _: draw.rng.random()):
        if len(value) < most and (len(value) < least or draw.wants(depth)):
            try:
                value[name] = draw.value(_schema_of(whole, name), depth + 1)
            except NoValueError:
                continue
    for name in _extra_names(draw, whole, depth, least - len(value)):
        if len(value) < most and name not in value:
            value[name] = draw.value(_schema_of(whole, name), depth + 1)
    _complete(draw, whole, value, depth)
    return {name: value[name] for name in (*whole.get("properties", {}), *value) if name in value}


def _directed(draw: Draw, whole: Mapping[str, Any], name: str) -> bool:
    part = whole.get("properties", {}).get(name)
    return part is None or draw.schemas.directed(part, draw.direction)


def _schema_of(whole: Mapping[str, Any], name: str) -> Any:
    if name in whole.get("properties", {}):
        return whole["properties"][name]
    for pattern, schema in whole.get("patternProperties", {}).items():
        if matches(pattern, name):
            return schema
    return whole.get("additionalProperties", True)


def _extra_names(draw: Draw, whole: Mapping[str, Any], depth: int, missing: int) -> Iterator[str]:
    """Make names that no property has; as many as there must be, else a few where the schema speaks of them."""
    patterns = list(whole.get("patternProperties", {}))
    for pattern in patterns:
        if draw.wants(depth) or missing > 0:
            yield text({"pattern": (pattern,)}, draw.rng, draw.alphabet)
    additional = whole.get("additionalProperties")
    wanted = 2 if isinstance(additional, dict) and additional and draw.wants(depth) else 0
    if additional is False:
        return
    names: Mapping[str, Any] = {"minLength": 3}
    if "propertyNames" in whole:
        names = draw.schemas.whole(whole["propertyNames"])
    for _ in range(max(wanted, missing)):
        yield draw.rng.choice(names["enum"]) if "enum" in names else text(names, draw.rng, draw.alphabet)


def _complete(draw: Draw, whole: Mapping[str, Any], value: dict[str, Any], depth: int) -> None:
    """Add what other properties demand to stand beside them."""
    rules = whole.get("dependentRequired", {})
    waiting = [name for name in rules if name in value]
    while waiting:
        for name in rules.get(waiting.pop(), ()):
            if name not in value:
                value[name] = draw.value(_schema_of(whole, name), depth + 1)
                waiting.append(name)


def fill_array(draw: Draw, whole: Mapping[str, Any], depth: int) -> list[Any]:
    """Make an array: its first items each by its own schema, the others by that of all."""
    least, most = int(whole.get("minItems", 0)), int(whole.get("maxItems", _LONGEST))
    if least > _LONGEST:
        raise NoValueError
    first = whole.get("prefixItems", ())
    value = [draw.value(one, depth + 1) for one in first[:most]]
    rest = whole.get("items", True)
    if "contains" in whole:
        value += [draw.value(whole["contains"], depth + 1) for _ in range(int(whole.get("minContains", 1)))]
    wanted = max(least, min(most, len(value) + _more(draw, whole, depth)))
    for _ in range(3 * (wanted - len(value)) if rest is not False else 0):
        if len(value) >= wanted:
            break
        try:
            one = draw.value(rest, depth + 1)
        except NoValueError:
            if least > len(value):
                raise
            break
        if not whole.get("uniqueItems") or one not in value:
            value.append(one)
    return value


def _more(draw: Draw, whole: Mapping[str, Any], depth: int) -> int:
    if "items" not in whole and "prefixItems" in whole:
        return 0
    return draw.rng.choice((2, 3) if draw.fullness == 1 else (1, 2, 3)) if draw.wants(depth) else 0
