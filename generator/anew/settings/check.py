"""Data of `sdk.yaml` becomes a list of what is wrong with its form, judged by the published JSON Schema."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from anew.errors import Diagnostic, Place
from anew.settings.source import Source, escape

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def check(source: Source) -> list[Diagnostic]:
    """List every fault of form, in the order of the file."""
    errors = _validator().iter_errors(source.data)
    found = dict.fromkeys(diagnostic for error in errors for diagnostic in _diagnostics(source, error))
    return sorted(found, key=lambda one: (one.place.line, one.place.column) if one.place else (0, 0))


def suggest(wrong: str, known: Iterable[str]) -> str:
    """Propose the nearest of the known names as a fix: "did you mean `refresh`?", or nothing."""
    lowered = {name.lower(): name for name in known}
    close = difflib.get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    return f"did you mean `{lowered[close[0]]}`?" if close else ""


def choices(names: Iterable[str]) -> str:
    """Show the names that are possible: "one of `a`, `b`"."""
    return "one of " + ", ".join(f"`{name}`" for name in names)


def schema() -> str:
    """Read the JSON Schema of `sdk.yaml`, which editors use too."""
    return files("anew.settings").joinpath("sdk.schema.json").read_text("utf-8")


@cache
def _validator() -> Draft202012Validator:
    # Importing it takes a while, and not everybody has an sdk.yaml.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema()))


def _diagnostics(source: Source, error: ValidationError) -> Iterator[Diagnostic]:
    """Say it in our words; unknown and missing keys give one each."""
    pointer = "".join(f"/{escape(str(part))}" for part in error.absolute_path)
    place = source.place(pointer)
    schema: Any = error.schema
    data: Any = error.instance
    value: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(source, pointer, data, schema)
        case "required":
            yield from _missing_keys(place, data, value)
        case "dependentRequired":
            yield Diagnostic(
                "`in`, `absent` and `matches` judge the value at a location", place, fix="add `at: /pointer`"
            )
        case "enum" | "const":
            yield _not_a_choice(place, data, value if error.validator == "enum" else [value])
        case "pattern" if error.absolute_schema_path and "propertyNames" in error.absolute_schema_path:
            yield _bad_name(source, pointer, error)
        case "minProperties":
            yield Diagnostic("this says nothing yet", place, expected=_keys(schema))
        case "minItems" | "minLength":
            yield Diagnostic("this is empty", place, expected=_expected(schema))
        case _:
            yield Diagnostic(f"{_show(error.instance)} does not fit", place, expected=_expected(schema))


def _unknown_keys(
    source: Source, pointer: str, data: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    known = list(schema["properties"])
    free = [key for key in known if key not in data]
    for key in data:
        if key not in known:
            place = source.key(f"{pointer}/{escape(key)}")
            yield Diagnostic(f"unknown key `{key}`", place, expected=choices(known), fix=suggest(key, free))


def _missing_keys(place: Place, data: Mapping[str, Any], required: Iterable[str]) -> Iterator[Diagnostic]:
    missing = [key for key in required if key not in data]
    return (Diagnostic(f"the key `{key}` is missing", place, fix=f"add `{key}: …`") for key in missing)


def _not_a_choice(place: Place, data: Any, possible: Iterable[Any]) -> Diagnostic:
    known = [str(one) for one in possible]
    expected = choices(known) if len(known) > 1 else f"`{known[0]}`"
    return Diagnostic(f"{_show(data)} is not possible here", place, expected=expected, fix=suggest(str(data), known))


def _bad_name(source: Source, pointer: str, error: ValidationError) -> Diagnostic:
    name = str(error.instance)
    return Diagnostic(f"`{name}` is no name", source.key(f"{pointer}/{escape(name)}"), expected=_expected(error.schema))


def _keys(schema: Mapping[str, Any]) -> str:
    return choices(schema["properties"])


def _expected(schema: Any) -> str:
    if "title" in schema:
        return str(schema["title"])
    kinds = schema.get("type", [])
    return " or ".join(_TYPES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _show(value: Any) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case _:
            text = json.dumps(value, ensure_ascii=False)
            return text if len(text) <= 60 else f"{text[:57]}…"
