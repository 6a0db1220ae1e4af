"""A document of any version becomes schemas that can be asked for their properties and kinds, references resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from anew.document import Document
from anew.document.faults import DanglingError

_DEPTH = 8
"""Steps through `$ref`, `allOf` and nullable unions before giving up; real documents need three or four."""


class View:
    """A document with its references resolved on demand."""

    def __init__(self, document: Document) -> None:
        """Look at a document."""
        self.document = document
        self.root = document.root
        self._files: dict[int, str] = {}
        self._mapped = {""}

    @property
    def security_schemes(self) -> Mapping[str, Any]:
        """The security schemes by name."""
        schemes = mapping(self.root.get("components")).get("securitySchemes", self.root.get("securityDefinitions"))
        return mapping(schemes)

    def resolve(self, node: Any) -> Mapping[str, Any]:
        """Follow `$ref`s; whatever leads nowhere, or nowhere in the end, is an empty mapping."""
        for _ in range(_DEPTH):
            if not isinstance(node, Mapping):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._target(reference, self._files.get(id(node), ""))
        return {}

    def properties(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Get the properties of an object, those of `allOf` included, seen through "or null"."""
        schema = self.resolve(schema)
        if depth > _DEPTH:
            return {}
        found: dict[str, Any] = {}
        for part in listed(schema, "allOf"):
            found.update(self.properties(part, depth + 1))
        members = self.members(schema)
        if len(members) == 1:
            found.update(self.properties(members[0], depth + 1))
        own = schema.get("properties")
        return {**found, **own} if isinstance(own, Mapping) else found

    def members(self, schema: Any) -> list[Any]:
        """List what a union is made of, less null."""
        schema = self.resolve(schema)
        both = listed(schema, "oneOf") + listed(schema, "anyOf")
        named = any("$ref" in mapping(member) for member in both)
        null = {"type": "object", "nullable": True} if named else {"type": "null"}
        return [member for member in both if member != null and self.resolve(member).get("type") != "null"]

    def kind(self, schema: Any, depth: int = 0) -> str:
        """Name the JSON type of a schema: `object`, `array`, `string` …, or "" where it says none."""
        schema = self.resolve(schema)
        if "type" not in schema and depth < _DEPTH:
            parts = [part for union in ("allOf", "oneOf", "anyOf") for part in listed(schema, union)]
            kinds = (self.kind(part, depth + 1) for part in parts)
            if found := next((kind for kind in kinds if kind not in ("", "null")), ""):
                return found
        kind = schema.get("type", "")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), "")
        return str(kind or ("object" if "properties" in schema else "array" if "items" in schema else ""))

    def says_nothing(self, schema: Any) -> bool:
        """Tell whether a schema leaves open what is there: no type, or an object without properties."""
        if schema is True or self.kind(schema) == "":
            return not self.members(schema)
        return self.kind(schema) == "object" and not self.properties(schema) and not self.members(schema)

    def _target(self, reference: str, base: str) -> Any:
        try:
            found = self.document.follow(reference, f"{base}#")
            file = found.at.partition("#")[0]
            if file not in self._mapped:
                self._mapped.add(file)
                self._map(self.document.follow("#", f"{file}#").value, file)
        except DanglingError:
            return {}
        return found.value

    def _map(self, node: Any, file: str) -> None:
        """Note which file everything below a node is in, since references start from there."""
        if isinstance(node, Mapping):
            self._files[id(node)] = file
        for child in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
            self._map(child, file)


def mapping(value: Any) -> Mapping[str, Any]:
    """Give a mapping as it is, and an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def listed(schema: Mapping[str, Any], key: str) -> list[Any]:
    """Give the list under a key, or an empty one."""
    value = schema.get(key)
    return value if isinstance(value, list) else []


def texts(node: Any) -> Iterator[str]:
    """Walk through all texts that describe something below a node."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in ("description", "summary") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
