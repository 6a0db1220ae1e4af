"""A document of any version becomes a flat list of operations with just what detection looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from anew.document import Document
from anew.document.faults import DanglingError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
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
    example: Any = field(repr=False)
    """An example of the whole answer, or None."""

    def input(self, names: frozenset[str], locations: tuple[str, ...] = ("query", "body")) -> Input | None:
        """Get the first input with one of the names (compared by `plain`)."""
        return next((one for one in self.inputs if one.location in locations and plain(one.name) in names), None)


class View:
    """A document with its references resolved on demand."""

    def __init__(self, document: Document, ids: Mapping[tuple[str, str], str]) -> None:
        """Look at a document whose operations are called as `ids` says, by method and path."""
        self.document = document
        self.root = document.root
        self._ids = ids
        self._files: dict[int, str] = {}
        self._mapped = {""}
        self.operations = tuple(self._operations())

    @property
    def security_schemes(self) -> Mapping[str, Any]:
        """The security schemes by name."""
        schemes = _mapping(self.root.get("components")).get("securitySchemes", self.root.get("securityDefinitions"))
        return _mapping(schemes)

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

    def _operations(self) -> Iterator[Seen]:
        for path, raw in _mapping(self.root.get("paths")).items():
            item = self.resolve(raw)
            for method in METHODS:
                operation = self.resolve(item.get(method))
                if operation:
                    yield self._seen(str(path), method.upper(), item, operation)

    def _seen(self, path: str, method: str, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Seen:
        answer = self._answer(operation)
        identifier = self._ids.get((method, path)) or str(operation.get("operationId", ""))
        return Seen(
            id=identifier,
            method=method,
            path=path,
            words=" ".join((identifier, path, str(operation.get("summary", "")))).lower(),
            inputs=tuple(self._inputs(item, operation)),
            properties=self.properties(answer.get("schema")),
            example=self._example(answer),
        )

    def _inputs(self, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Input]:
        for raw in _listed(item, "parameters") + _listed(operation, "parameters"):
            yield from self._parameter(self.resolve(raw))
        for media in _mapping(self.resolve(operation.get("requestBody")).get("content")).values():
            yield from self._body(_mapping(media).get("schema"))
            return

    def _parameter(self, parameter: Mapping[str, Any]) -> Iterator[Input]:
        """Give a parameter; Swagger 2.0 has its type beside its name, and bodies among the parameters."""
        name, location = str(parameter.get("name", "")), str(parameter.get("in", ""))
        if location == "body":
            yield from self._body(parameter.get("schema"))
        elif name:
            schema = self.resolve(parameter["schema"]) if "schema" in parameter else parameter
            yield Input(name, "body" if location == "formData" else location, schema)

    def _body(self, schema: Any) -> Iterator[Input]:
        return (Input(name, "body", self.resolve(part)) for name, part in self.properties(schema).items())

    def _answer(self, operation: Mapping[str, Any]) -> Mapping[str, Any]:
        """Get the JSON media type of the first answer of success; in Swagger 2.0, the answer itself."""
        responses = _mapping(operation.get("responses"))
        codes = sorted(code for code in responses if code.startswith("2"))
        for code in codes or ["default"]:
            response = self.resolve(responses.get(code))
            if "schema" in response:
                return response
            for name, media in _mapping(response.get("content")).items():
                if "json" in name.lower() or name == "*/*":
                    return _mapping(media)
        return {}

    def _example(self, media: Mapping[str, Any]) -> Any:
        """Get an example of an answer; Swagger 2.0 has them by media type."""
        if "example" in media:
            return media["example"]
        if "schema" in media and "application/json" in _mapping(media.get("examples")):
            return media["examples"]["application/json"]
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
