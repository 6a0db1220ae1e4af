"""Turn the parameters and bodies of an operation into a signature and the arguments of its `Call`."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from anew.model import Body, Field, Nullable, Operation, Parameter, ParameterLocation, Scalar, Type, Union
from anew.render.imports import Imports
from anew.render.text import Code, literal
from anew.render.types import alternatives, joined, or_unset


@frozen
class Argument:
    """One argument of a signature."""

    name: str
    annotation: Code
    assignment: str = ""
    """What follows the annotation, for example ` = UNSET`; may be empty."""

    @property
    def is_required(self) -> bool:
        """Whether a call must give it."""
        return not self.assignment


@frozen
class Signature:
    """What an endpoint and its methods are called with."""

    positional: tuple[Argument, ...]
    keyword: tuple[Argument, ...]

    @property
    def declared(self) -> Code:
        """Write what stands between the parentheses of a `def`."""
        star = (Code("*"),) if self.keyword else ()
        return Code(", ".join([*map(_declared, self.positional), *star, *map(_declared, self.keyword)]))

    @property
    def of_method(self) -> Code:
        """Write the same for a method."""
        return Code(f"self, {self.declared}" if self.declared else "self")

    @property
    def passed(self) -> Code:
        """Write the arguments as a method hands them on."""
        by_name = [f"{argument.name}={argument.name}" for argument in self.keyword]
        return Code(", ".join([*(argument.name for argument in self.positional), *by_name]))


def signature_of(operation: Operation, imports: Imports) -> Signature:
    """Put path and other required arguments and the body first; the rest can be given by name only."""
    required = [typed_argument(one, imports) for one in operation.parameters if one.required]
    optional = [typed_argument(one, imports) for one in operation.parameters if not one.required]
    bodies = _body(operation, imports) if operation.bodies else ()
    in_path = sum(one.required and one.location == "path" for one in operation.parameters)
    at = in_path if operation.body_required else len(required)
    return Signature(
        (*required[:at], *bodies, *required[at:]),
        (*optional, *(_content_type(operation.bodies, imports) if len(operation.bodies) > 1 else ())),
    )


def call_arguments(operation: Operation) -> Iterator[tuple[str, Code]]:
    """Give the arguments of `Call(…)` behind the operation."""
    for location in ("path", "query", "header", "cookie"):
        if table := _by_wire_name(operation, location):
            yield location, table
    if not operation.bodies:
        return
    yield "body", Code("body")
    if len(operation.bodies) > 1:
        yield "content_type", Code(f"content_type or _{operation.name.upper()}.media_type(body)")
    elif operation.bodies[0].media_type != "application/json" or _may_be_bytes(operation.bodies[0].type):
        yield "content_type", literal(operation.bodies[0].media_type)


def _may_be_bytes(type_: Type) -> bool:
    """Tell whether a body may be bytes, which would go as they are if nothing said that they are text in JSON."""
    match type_:
        case Nullable(inner):
            return _may_be_bytes(inner)
        case Union(members):
            return any(map(_may_be_bytes, members))
        case _:
            return type_ == Scalar("bytes")


def body_doc(operation: Operation) -> str:
    """Say what the body goes as, where that is not plain JSON."""
    if len(operation.bodies) > 1:
        media_types = ", ".join(f"`{body.media_type}`" for body in operation.bodies)
        return f"Sent as the first of {media_types} that can carry such a body, or as `content_type`."
    return "".join(f"Sent as `{one.media_type}`." for one in operation.bodies if one.media_type != "application/json")


def _declared(argument: Argument) -> Code:
    return Code(f"{argument.name}: {argument.annotation}{argument.assignment}")


def typed_argument(said: Parameter | Field, imports: Imports) -> Argument:
    """Write the argument for a parameter, or for a property of a body."""
    types = [*alternatives(said.type, imports, "str")]
    return Argument(said.name, joined(types)) if said.required else _optional(said.name, types, imports)


def _optional(name: str, types: list[str], imports: Imports) -> Argument:
    unset = imports.own("UNSET", "_runtime")
    return Argument(name, or_unset(types, imports), f" = {unset}")


def _body(operation: Operation, imports: Imports) -> tuple[Argument]:
    types = [part for body in operation.bodies for part in _body_types(body, imports)]
    return (Argument("body", joined(types)) if operation.body_required else _optional("body", types, imports),)


def _body_types(body: Body, imports: Imports) -> Iterator[str]:
    if body.kind == "binary":
        yield imports.builtin("bytes")
        yield imports.own("File", "_runtime")
        yield f"{imports.name('collections.abc', 'Iterable')}[{imports.builtin('bytes')}]"
        yield f"{imports.name('collections.abc', 'AsyncIterable')}[{imports.builtin('bytes')}]"
    elif body.kind == "text":
        yield imports.builtin("str")
    else:
        yield from alternatives(body.type, imports, "File" if body.kind == "multipart" else "str")


def _content_type(bodies: tuple[Body, ...], imports: Imports) -> tuple[Argument]:
    """Let the caller choose the media type, where the body does not say by its type what it goes as."""
    choices = dict.fromkeys(literal(body.media_type) for body in bodies)
    annotation = Code(f"{imports.name('typing', 'Literal')}[{', '.join(choices)}] | None")
    return (Argument("content_type", annotation, Code(" = None")),)


def _by_wire_name(operation: Operation, location: ParameterLocation | str) -> Code:
    names = [f"{literal(one.wire)}: {one.name}" for one in operation.parameters if one.location == location]
    return Code(f"{{{', '.join(names)}}}" if names else "")
