"""A maker becomes schemas of single values: texts, numbers, enums and what is said about them."""

from __future__ import annotations

from typing import Any

from tests.documents.maker import Maker

Schema = dict[str, Any]
_FORMATS = (
    *("date", "date-time", "time", "duration", "uuid", "byte", "binary", "decimal", "email", "uri", "ipv4"),
    *("password", "int64", "unknown-format", "hostname"),
)
_SAMPLES = {
    "date": "2024-02-29",
    "date-time": "2024-02-29T01:02:03Z",
    "time": "01:02:03Z",
    "duration": "P1DT2H",
    "uuid": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    "byte": "AAEC",
    "decimal": "1.50",
}
_ENUMS: tuple[tuple[Any, ...], ...] = (
    ("a", "b", "c"),
    ("a", "A", "Á"),
    ("", " ", "-", "_", "+1", "-1", "1", "0"),
    ("None", "null", "True", "true", "name", "value", "mro", "class", "_missing_", "__members__", "__class__"),
    ("in-progress", "in_progress", "IN PROGRESS", "inProgress"),
    ("only",),
    ('"""', "\\", "'", "\n", "{{ x }}", "\u2028"),
)
_NUMBERS: tuple[tuple[Any, ...], ...] = ((1, 2, 3), (0, -1, 1), (10**20, -(10**20)), (7,))
_MIXED: tuple[tuple[Any, ...], ...] = (
    ("a", 1),
    ("1", 1),
    (1, "a", None),
    (True, False),
    (True, "true", 1.5),
    (None,),
    ("a", None),
    (1.5, 2.5),
    (1, 1.5),
    ([], ["a"]),
    ({}, {"a": 1}),
    ("a", {"b": [None]}),
)


def scalar(make: Maker) -> Schema:
    """Make a schema of a single value."""
    kind = make.one((_string, _string, _integer, _number, _boolean, _string_enum, _integer_enum, _mixed_enum, _special))
    return kind(make)


def simple(make: Maker) -> Schema:
    """Make a schema whose values can be written in a URL."""
    return make.one((_string, _integer, _number, _boolean, _string_enum, _integer_enum))(make)


def _string(make: Maker) -> Schema:
    found: Schema = {"type": "string"}
    if make.chance(2):
        found["format"] = make.one(_FORMATS)
    elif make.chance(3):
        found["pattern"] = make.one(("^[a-z]{2,5}$", "^\\d+$", "a|b", "^\\p{L}+$", '^["\\\\]+$'))
    else:
        _limit(make, found, "minLength", "maxLength")
    if make.chance(5):
        found["default"] = _SAMPLES.get(found.get("format", ""), make.one(("", "x", "\\", '"""', "\n", "{{ x }}")))
    return found


def _integer(make: Maker) -> Schema:
    found: Schema = {"type": "integer"}
    if make.chance(3):
        found["format"] = make.one(("int32", "int64", "uint8", "unix-time"))
    _limit(make, found, "minimum", "maximum")
    _exclude(make, found)
    if make.chance(5):
        found["default"] = make.one((0, 1, -1, 10**20, "5", 1.0))
    return found


def _number(make: Maker) -> Schema:
    found: Schema = {"type": "number"}
    if make.chance(2):
        found["format"] = make.one(("float", "double", "decimal"))
    if make.chance(4):
        found["multipleOf"] = make.one((0.01, 1, 0.5))
    _limit(make, found, "minimum", "maximum")
    if make.chance(5):
        found["default"] = make.one((0, 1.5, -0.0, 1e308, 3))
    return found


def _boolean(make: Maker) -> Schema:
    return {"type": "boolean"} | ({"default": make.one((True, False))} if make.chance(4) else {})


def _string_enum(make: Maker) -> Schema:
    values = list(make.one(_ENUMS))
    return {"type": "string", "enum": values} | ({"default": make.one(values)} if make.chance(3) else {})


def _integer_enum(make: Maker) -> Schema:
    found: Schema = {"type": "integer", "enum": list(make.one(_NUMBERS))}
    if make.chance(4):
        found["x-enum-varnames"] = ["one", "class", "ONE"][: len(found["enum"])]
    return found | ({"default": found["enum"][0]} if make.chance(4) else {})


def _mixed_enum(make: Maker) -> Schema:
    return {"enum": list(make.one(_MIXED))}


def _special(make: Maker) -> Schema:
    """Make what newer dialects alone have; in older ones, what says nothing."""
    if not make.modern:
        return {}
    return make.one(
        (
            {"type": "null"},
            {"const": make.one(("a", 1, None, True, 1.5, "", [], {"a": 1}))},
            {"type": "string", "const": make.one(("a", "b"))},
            {"type": "string", "contentEncoding": "base64"},
            {"type": "string", "contentMediaType": "application/json"},
            {"type": ["string", "null"], "enum": ["a", None]},
            {"type": ["integer", "string"]},
            {"type": ["string", "null"], "format": "date-time"},
            {"type": ["string", "number", "boolean", "object", "array", "null"]},
        )
    )


def _limit(make: Maker, schema: Schema, least: str, most: str) -> None:
    if make.chance(4):
        schema[least] = make.number(0, 3)
    if make.chance(4):
        schema[most] = make.number(3, 9)


def _exclude(make: Maker, schema: Schema) -> None:
    if make.chance(5) and "minimum" in schema:
        schema["exclusiveMinimum"] = schema["minimum"] if make.modern else True
