"""A normalised document becomes a flat list of operations with just what detection looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

METHODS = ("get", "put", "post", "delete", "patch", "query")
_DEPTH = 8
"""Steps through `$ref`, `allOf` and nullable unions before giving up; real documents need three or four."""


@frozen
class Input:
    """A parameter, or a property of a request body."""

    name: str
    location: str
    """`path`, `query`, `header`, `cookie` or `body`."""
    schema: Mapping[str, Any] = field(repr=False)


@frozen
class Seen:
    """An operation as detection sees it."""

    id: str
    method: str
    path: str
    words: str
    """Lower-case text to look for names in: operationId, path and summary."""
    inputs: tuple[Input, ...]
    properties: Mapping[str, Any] = field(repr=False)
    """Of the successful JSON answer; empty if there is none or if it is no object."""
    answers_json: bool
    example: Any = field(repr=False)
    """An example of the whole answer, or None."""
    secured: bool
    """The document's `security` asks for something."""

    def input(self, names: frozenset[str], locations: tuple[str, ...] = ("query", "body")) -> Input | None:
        """Get the first input with one of the names (compared by `plain`)."""
        return next((one for one in self.inputs if one.location in locations and plain(one.name) in names), None)


class View:
    """A document with its references resolved on demand."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.operations = tuple(self._operations())

    def resolve(self, node: Any) -> Mapping[str, Any]:
        """Follow `$ref`s within the document; whatever leads nowhere is an empty mapping."""
        for _ in range(_DEPTH):
            if not isinstance(node, Mapping):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._target(reference)
        return {}

    def properties(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        """Get the properties of an object, those of `allOf` included, seen through "or null"."""
        schema = self.resolve(schema)
        if depth > _DEPTH:
            return {}
        found: dict[str, Any] = {}
        for part in _listed(schema, "allOf"):
            found.update(self.properties(part, depth + 1))
        members = [self.resolve(member) for member in _listed(schema, "oneOf") + _listed(schema, "anyOf")]
        real = [member for member in members if member.get("type") != "null"]
        if len(real) == 1:
            found.update(self.properties(real[0], depth + 1))
        own = schema.get("properties")
        return {**found, **own} if isinstance(own, Mapping) else found

    def kind(self, schema: Any) -> str:
        """Name the JSON type of a schema: `object`, `array`, `string` …, or "" where it says none."""
        schema = self.resolve(schema)
        for union in ("allOf", "oneOf", "anyOf"):
            kinds = [kind for member in _listed(schema, union) if (kind := self.kind(member)) not in ("", "null")]
            if kinds and "type" not in schema:
                return kinds[0]
        kind = schema.get("type", "")
        if isinstance(kind, list):
            kind = next((one for one in kind if one != "null"), "")
        return str(kind or ("object" if "properties" in schema else "array" if "items" in schema else ""))

    def _target(self, reference: str) -> Any:
        node: Any = self.document
        if not reference.startswith("#/"):
            return {}
        for part in reference[2:].split("/"):
            node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
        return node

    def _operations(self) -> Iterator[Seen]:
        default = self.document.get("security")
        for path, item in _mapping(self.document.get("paths")).items():
            item = self.resolve(item)
            for method in METHODS:
                operation = item.get(method)
                if isinstance(operation, Mapping):
                    yield self._seen(str(path), method, item, operation, default)

    def _seen(
        self, path: str, method: str, item: Mapping[str, Any], operation: Mapping[str, Any], default: Any
    ) -> Seen:
        answer = self._answer(operation)
        identifier = str(operation.get("operationId", ""))
        security = operation.get("security", default)
        return Seen(
            id=identifier,
            method=method.upper(),
            path=path,
            words=" ".join((identifier, path, str(operation.get("summary", "")))).lower(),
            inputs=tuple(self._inputs(item, operation)),
            properties=self.properties(answer.get("schema")),
            answers_json=bool(answer),
            example=self._example(answer),
            secured=bool(security),
        )

    def _inputs(self, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Input]:
        for raw in _listed(item, "parameters") + _listed(operation, "parameters"):
            parameter = self.resolve(raw)
            if "name" in parameter:
                yield Input(str(parameter["name"]), str(parameter.get("in", "")), self.resolve(parameter.get("schema")))
        for media in _mapping(self.resolve(operation.get("requestBody")).get("content")).values():
            for name, schema in self.properties(_mapping(media).get("schema")).items():
                yield Input(name, "body", self.resolve(schema))
            return

    def _answer(self, operation: Mapping[str, Any]) -> Mapping[str, Any]:
        """Get the JSON media type of the first answer of success."""
        responses = _mapping(operation.get("responses"))
        codes = sorted(str(code) for code in responses if str(code).startswith("2"))
        for code in codes or ["default"]:
            content = _mapping(self.resolve(responses.get(code)).get("content"))
            for name, media in content.items():
                if "json" in name.lower() or name == "*/*":
                    return _mapping(media)
        return {}

    def _example(self, media: Mapping[str, Any]) -> Any:
        if "example" in media:
            return media["example"]
        for example in _mapping(media.get("examples")).values():
            return self.resolve(example).get("value")
        return self.resolve(media.get("schema")).get("example")


def plain(name: str) -> str:
    """Make spellings of a name alike: `access_token`, `accessToken` and `Access-Token` are `accesstoken`."""
    return name.replace("_", "").replace("-", "").lower()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(schema: Mapping[str, Any], key: str) -> list[Any]:
    value = schema.get(key)
    return value if isinstance(value, list) else []
