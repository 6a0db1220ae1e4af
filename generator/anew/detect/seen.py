"""The paths of a document become a flat list of operations with just what detection looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from anew.detect.view import View, listed, mapping
from anew.detect.vocabulary import SCALARS, plain
from anew.document.pointers import escape

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

Form = Literal["component", "allOf", "oneOf", "inline", ""]
"""How an answer's schema is written."""


@frozen
class Input:
    """A parameter, or a property of a request body."""

    name: str
    location: str
    """`path`, `query`, `header`, `cookie` or `body`."""
    schema: Mapping[str, Any] = field(repr=False)
    description: str = ""
    """Of a parameter."""


@frozen
class Answer:
    """What an operation may answer, in JSON."""

    status: str
    description: str = ""
    shapes: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """The properties of the object; of several objects in a union, those of each."""
    listed: bool = False
    """It is a list."""
    form: Form = ""
    component: str = ""
    """Name of the component that the schema is, if it is one."""
    examples: tuple[Any, ...] = field(default=(), repr=False)
    """Of the whole answer."""
    media: str = ""


NOTHING = Answer("")


@frozen
class Seen:
    """An operation as detection sees it."""

    id: str
    method: str
    path: str
    at: str
    """The spot where it stands."""
    words: str
    """Lower-case text to look for names in: operationId, path and summary."""
    inputs: tuple[Input, ...]
    good: Answer
    """The JSON of success; NOTHING where there is none."""
    raw: Mapping[str, Any] = field(repr=False)
    """The operation as written."""
    form: bool = False
    """Its body is that of an HTML form."""

    @property
    def is_silent(self) -> bool:
        """Neither inputs nor an answer are described."""
        return not (self.inputs or self.good.shapes or self.good.listed or self.good.examples)

    @property
    def properties(self) -> Mapping[str, Any]:
        """Of the successful answer; of a union the first, since people write errors last. Empty if it is no object."""
        return self.good.shapes[0] if self.good.shapes else {}

    def input(self, names: frozenset[str], locations: tuple[str, ...] = ("query", "body")) -> Input | None:
        """Get the first input with one of the names (compared by `plain`)."""
        return next((one for one in self.inputs if one.location in locations and plain(one.name) in names), None)


def operations(view: View, ids: Mapping[tuple[str, str], str]) -> Iterator[Seen]:
    """List the operations; they are called as `ids` says, by method and path, else by their operationId."""
    for path, raw in mapping(view.root.get("paths")).items():
        item = view.resolve(raw)
        for method in METHODS:
            if operation := view.resolve(item.get(method)):
                identifier = ids.get((method.upper(), str(path))) or str(operation.get("operationId", ""))
                yield _seen(view, str(path), method, item, operation, identifier)


def answers(view: View, seen: Seen) -> Iterator[Answer]:
    """Give all answers of an operation that are JSON, those of failure included."""
    for status, response in mapping(seen.raw.get("responses")).items():
        if answer := _answer(view, str(status), response):
            yield answer


def described(view: View, seen: Seen) -> Iterator[tuple[str, str]]:
    """Give the statuses of an operation with what is said of them, whatever is answered."""
    for status, raw in mapping(seen.raw.get("responses")).items():
        yield str(status), str(view.resolve(raw).get("description", ""))


def _seen(
    view: View, path: str, method: str, item: Mapping[str, Any], operation: Mapping[str, Any], identifier: str
) -> Seen:
    return Seen(
        id=identifier,
        method=method.upper(),
        path=path,
        at=f"#/paths/{escape(path)}/{method}",
        words=" ".join((identifier, path, str(operation.get("summary", "")))).lower(),
        inputs=tuple(_inputs(view, item, operation)),
        good=_good(view, operation),
        raw=operation,
        form=_is_form(view, operation),
    )


def _inputs(view: View, item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Input]:
    for raw in listed(item, "parameters") + listed(operation, "parameters"):
        yield from _parameter(view, view.resolve(raw))
    yield from _body(view, mapping(_content(view, operation)[1]).get("schema"))


def _content(view: View, operation: Mapping[str, Any]) -> tuple[str, Any]:
    """Get the media type and content of a body: JSON where there is a choice."""
    contents = mapping(view.resolve(operation.get("requestBody")).get("content"))
    return min(contents.items(), key=lambda one: "json" not in str(one[0]).lower(), default=("", {}))


def _is_form(view: View, operation: Mapping[str, Any]) -> bool:
    fields = (view.resolve(one).get("in") for one in listed(operation, "parameters"))
    return "urlencoded" in _content(view, operation)[0] or "formData" in fields


def _parameter(view: View, parameter: Mapping[str, Any]) -> Iterator[Input]:
    """Give a parameter; Swagger 2.0 has its type beside its name, and bodies among the parameters."""
    name, location = str(parameter.get("name", "")), str(parameter.get("in", ""))
    if location == "body":
        schema = view.resolve(parameter.get("schema"))
        # People list the properties of a body as if each was one.
        yield from [Input(name, "body", schema)] if schema.get("type") in SCALARS else _body(view, schema)
    elif name:
        schema = view.resolve(parameter["schema"]) if "schema" in parameter else parameter
        said = str(parameter.get("description", ""))
        yield Input(name, "body" if location == "formData" else location, schema, said)


def _body(view: View, schema: Any) -> Iterator[Input]:
    """Give the properties of a body, of a union those of all members, less those that are only in answers."""
    known = view.properties(schema)
    for member in () if known else view.members(schema):
        known = {**view.properties(member), **known}
    parts = ((name, view.resolve(part)) for name, part in known.items())
    return (Input(name, "body", part) for name, part in parts if part.get("readOnly") is not True)


def _good(view: View, operation: Mapping[str, Any]) -> Answer:
    """Get the first answer of success that is JSON."""
    responses = {str(code): response for code, response in mapping(operation.get("responses")).items()}
    codes = sorted(code for code in responses if code.startswith("2"))
    for code in codes or ["default"]:
        if found := _answer(view, code, responses.get(code)):
            return found
    return NOTHING


def _answer(view: View, status: str, raw: Any) -> Answer | None:
    """Read an answer, if it is JSON; in Swagger 2.0 the schema stands in the response itself."""
    response = view.resolve(raw)
    name, media = "", response
    if "schema" not in response:
        contents = mapping(response.get("content"))
        name = next((str(one) for one in contents if "json" in str(one).lower() or one == "*/*"), "")
        media = mapping(contents.get(name))
        if not name:
            return None
    schema = media.get("schema")
    return Answer(
        status=status,
        description=str(response.get("description", "")),
        shapes=tuple(_shapes(view, schema)),
        listed=view.kind(schema) == "array",
        form=_form(view, schema),
        component=_component(schema),
        examples=tuple(_examples(view, media)),
        media=name,
    )


def _shapes(view: View, schema: Any) -> Iterator[Mapping[str, Any]]:
    own = view.properties(schema)
    members = view.members(schema)
    if own or len(members) < 2:
        if own:
            yield own
        return
    yield from (found for member in members if (found := view.properties(member)))


def _form(view: View, schema: Any) -> Form:
    """Say how a schema is written: the name of a component hides what that is made of."""
    found = view.resolve(schema)
    if len(view.members(found)) > 1:
        return "oneOf"
    if _component(schema):
        return "component"
    return "allOf" if "allOf" in found else "inline" if found else ""


def _component(schema: Any) -> str:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    return reference.rpartition("/")[2] if isinstance(reference, str) else ""


def _examples(view: View, media: Mapping[str, Any]) -> Iterator[Any]:
    """Give the examples of an answer; Swagger 2.0 has them by media type."""
    if "example" in media:
        yield media["example"]
    for name, example in mapping(media.get("examples")).items():
        yield example if "/" in str(name) else view.resolve(example).get("value")
    schema = view.resolve(media.get("schema"))
    if "example" in schema:
        yield schema["example"]
    yield from listed(schema, "examples")
