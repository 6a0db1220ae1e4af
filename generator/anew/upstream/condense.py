"""A tame document becomes a smaller one that says the same: no type of a schema twice, and no list of types twice.

Most properties of a large document are texts, and many of its schemas have the same types. What openapi-python-client
takes grows with the properties of a schema, squared, so it gets each type of a schema once, under a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

_Types = tuple[str, ...]


@frozen
class Condensed:
    """A smaller document, and the way back."""

    tame: dict[str, Any]
    same: Mapping[str, str]
    """Key of a schema → key of the one that carries its types."""
    names: Mapping[str, Mapping[str, str]]
    """Key of a schema → key of each property → name of its type in the schema that carries it."""


def condense(tame: dict[str, Any]) -> Condensed:
    """Write each type of a schema once, and the types of schemas that have the same ones in the first of them."""
    components: dict[str, Any] = {}
    carriers: dict[tuple[_Types, str], str] = {}
    same: dict[str, str] = {}
    names: dict[str, Mapping[str, str]] = {}
    for key, schema in tame["components"]["schemas"].items():
        spelled = {name: repr(type_) for name, type_ in schema["properties"].items()}
        types = dict(zip(spelled.values(), schema["properties"].values(), strict=True))
        called = {spelling: f"t{index}" for index, spelling in enumerate(sorted(types))}
        names[key] = {name: called[spelling] for name, spelling in spelled.items()}
        additional = schema["additionalProperties"]
        same[key] = carriers.setdefault((tuple(called), repr(additional)), key)
        components[key] = _EMPTY if same[key] != key else _schema(types, called, additional)
    return Condensed({**tame, "components": {"schemas": components}}, same, names)


def properties(condensed: Condensed, key: str, types: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each property of a schema the type that was made of it in the schema that carries it."""
    for name, called in condensed.names[key].items():
        if called in types:
            yield name, types[called]


_EMPTY = {"type": "object", "additionalProperties": False}
"""Still there, so that others can refer to it."""


def _schema(types: Mapping[str, Any], called: Mapping[str, str], additional: Any) -> dict[str, Any]:
    properties = {called[spelling]: type_ for spelling, type_ in types.items()}
    return {"type": "object", "properties": properties, "additionalProperties": additional}
