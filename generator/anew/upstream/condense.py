"""A tame document becomes a smaller one that says the same: each type of its schemas stands in it once.

Most properties of a large document are texts, and many of its schemas have the same types. What openapi-python-client
takes grows with the properties of a schema, squared. So it gets schemas that carry a few types each, every type under a
name of its own, and the schemas of the document empty: they are there for others to refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from openapi_python_client.schema import Schema

_ROOM = 20
"""Types that a schema carries."""

_OBJECT = {"type": "object", "additionalProperties": False}
_EMPTY = Schema.model_validate(_OBJECT)
"""Checked once for all that are."""


@frozen
class Whole:
    """A schema by the names of its types."""

    properties: Mapping[str, str]
    additional: str | bool
    """Whether there may be others, or their type."""


@frozen
class Condensed:
    """A smaller document, and the way back."""

    tame: dict[str, Any]
    whole: Mapping[str, Whole]
    """What each schema of the document is, by key."""
    carriers: tuple[str, ...]
    """Keys of the schemas that carry the types."""


def condense(tame: dict[str, Any]) -> Condensed:
    """Write each type of the schemas once."""
    pool = _Pool()
    whole = {key: pool.schema(schema) for key, schema in tame["components"]["schemas"].items()}
    carriers = pool.carriers()
    components = {"schemas": dict.fromkeys(whole, _EMPTY) | carriers}
    return Condensed({**tame, "components": components}, whole, tuple(carriers))


@frozen
class _Pool:
    """The types that have been met, by name."""

    types: dict[str, Any] = field(factory=dict)
    _names: dict[str, str] = field(factory=dict)
    """How the types are called, by how they are spelled."""

    def schema(self, schema: Mapping[str, Any]) -> Whole:
        additional = schema["additionalProperties"]
        return Whole(
            {key: self.name(type_) for key, type_ in schema["properties"].items()},
            additional if isinstance(additional, bool) else self.name(additional),
        )

    def name(self, type_: Mapping[str, Any]) -> str:
        spelled = repr(type_)
        name = self._names.get(spelled)
        if name is None:
            name = self._names[spelled] = f"t{len(self._names)}"
            self.types[name] = type_
        return name

    def carriers(self) -> dict[str, Any]:
        types = list(self.types.items())
        parts = [dict(types[start : start + _ROOM]) for start in range(0, len(types), _ROOM)]
        return {f"T{index}": {**_OBJECT, "properties": part} for index, part in enumerate(parts)}
