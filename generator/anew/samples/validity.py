"""A schema and a value become whether the value is valid, as a JSON Schema validator sees it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from anew.errors import Diagnostic, UsageError
from anew.samples.keywords import NOTHING
from anew.samples.schemas import Schemas

if TYPE_CHECKING:
    import jsonschema_rs

_ONE = ("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then")
_UNEVALUATED = ("unevaluatedItems", "unevaluatedProperties")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")
_LEFT_OUT = frozenset({"default", "discriminator", "example", "examples", "nullable", "readOnly", "writeOnly"})
_BASE = "anew:///"
_KEPT = 64
"""Compiled schemas; each may take ten megabytes where all schemas of a large document hang together."""


class Validity:
    """Judges values; a schema is compiled once for each direction, and forgotten when it was not used for long."""

    def __init__(self, schemas: Schemas) -> None:
        """Judge by the schemas of one document."""
        self._schemas = schemas
        self._registries: dict[str, jsonschema_rs.Registry] = {}
        self._known: OrderedDict[tuple[int, str], tuple[Any, jsonschema_rs.Validator | None]] = OrderedDict()

    def valid(self, schema: Any, value: Any, direction: str) -> bool:
        """Tell whether a value is valid; False as well where the schema itself makes no sense."""
        validator = self._validator(schema, direction)
        return validator is not None and validator.is_valid(value)

    def reason(self, schema: Any, value: Any, direction: str) -> str:
        """Say why a value is not valid."""
        validator = self._validator(schema, direction)
        if validator is None:
            return "the schema cannot be compiled"
        return next((error.message for error in validator.iter_errors(value)), "")

    def _validator(self, schema: Any, direction: str) -> jsonschema_rs.Validator | None:
        key = (id(schema), direction)
        if key not in self._known:
            self._known[key] = (schema, self._compile(schema, direction))
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key][1]

    def _compile(self, schema: Any, direction: str) -> jsonschema_rs.Validator | None:
        validator: jsonschema_rs.Validator
        library = _library()
        if direction not in self._registries:
            targets = {target: self._strict(self._schemas.follow(target), direction) for target in self._targets}
            # One resource: with one for each schema, compiling what refers to itself in circles takes gigabytes.
            resource = {"$defs": {str(number): targets[target] for number, target in enumerate(targets)}}
            self._registries[direction] = library.Registry([(_BASE, resource)], draft=library.Draft202012)
        try:
            validator = library.Draft202012Validator(
                self._strict(schema, direction),
                registry=self._registries[direction],
                validate_formats=True,
                offline=True,
            )
        except (ValueError, library.ReferencingError, library.ValidationError):
            return None
        return validator

    @cached_property
    def _targets(self) -> dict[str, int]:
        """Number the schemas that are referred to; pointers may lead through what is no schema."""
        found = dict.fromkeys(_references(self._schemas.root))
        return {target: number for number, target in enumerate(found)}

    def _strict(self, schema: Any, direction: str) -> Any:
        """Write a schema in the words of JSON Schema 2020-12."""
        own = self._schemas.modern(schema)
        if own == NOTHING or isinstance(schema, bool):
            return own != NOTHING
        found = {key: value for key, value in own.items() if key not in _LEFT_OUT}
        for key in _ONE:
            if key in found:
                found[key] = self._strict(found[key], direction)
        for key in _MANY:
            if key in found:
                found[key] = [self._strict(one, direction) for one in found[key]]
        if "oneOf" in found and isinstance(own.get("discriminator"), dict):
            # The discriminator tells which one is meant, even where others fit as well.
            found["anyOf" if "anyOf" not in found else "x-oneOf"] = found.pop("oneOf")
        for key in _NAMED:
            if key in found:
                found[key] = {name: self._strict(one, direction) for name, one in found[key].items()}
        return self._finished(schema, own, found, direction)

    def _finished(self, schema: Any, own: dict[str, Any], found: dict[str, Any], direction: str) -> Any:
        for key in _UNEVALUATED:
            if key in found:
                found[key] = self._strict(found[key], direction)
        if "$ref" in found:
            self._refer(found, found.pop("$ref"), direction)
        if "required" in found:
            found["required"] = [name for name in found["required"] if self._wanted(schema, name, direction)]
        if not sound(found.get("pattern", "")):
            del found["pattern"]
        if isinstance(own.get("items"), list):
            found.pop("items", None)
        return {"anyOf": [{"type": "null"}, found]} if own.get("nullable") else found

    def _refer(self, found: dict[str, Any], target: str, direction: str) -> None:
        """Let a schema refer to one of the registry; what nothing in the document refers to is not there."""
        if target in self._targets:
            found["$ref"] = f"{_BASE}#/$defs/{self._targets[target]}"
        else:
            found["allOf"] = [*found.get("allOf", ()), self._strict(self._schemas.follow(target), direction)]

    def _wanted(self, schema: Any, name: str, direction: str) -> bool:
        part = self._schemas.whole(schema).get("properties", {}).get(name)
        return part is None or self._schemas.directed(part, direction)


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)


@cache
def sound(pattern: str) -> bool:
    """Tell whether a pattern is a regular expression."""
    library = _library()
    try:
        library.Draft202012Validator({"pattern": pattern})
    except (ValueError, library.ValidationError):
        return False
    return True


def _library() -> Any:
    try:
        import jsonschema_rs
    except ImportError:
        fix = "`pip install 'anew[contract]'` or `pip install 'anew[sandbox]'`"
        raise UsageError(Diagnostic("jsonschema-rs is not installed, by which values are checked", fix=fix)) from None
    return jsonschema_rs
