"""Turn an operation of the model into what its endpoint states once: its answers, styles and rules."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from anew.model import ANY, Answer, Group, Operation, Parameter, Part, Server
from anew.names import Scope
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.spec import Constants, server_of
from anew.render.text import Code, literal
from anew.render.types import alternatives, joined

STREAMS = ("sse", "jsonl")
_TYPICAL = {
    "json": "application/json",
    "text": "text/plain",
    "binary": "application/octet-stream",
    "sse": "text/event-stream",
    "jsonl": "application/x-ndjson",
}
"""Media types that the runtime assumes for a kind of answer where an `Answer` names none."""

_USUAL = {"path": ("simple", False), "header": ("simple", False), "query": ("form", True), "cookie": ("form", True)}
"""OpenAPI's style and explode by the place of a parameter."""


def endpoints_of(group: Group) -> list[Operation]:
    """List what a group offers; an operation that answers in JSON or as a stream becomes an endpoint for each."""
    scope = Scope(operation.name for operation in group.operations)
    return [variant for operation in group.operations for variant in _variants(operation, scope)]


def _variants(operation: Operation, scope: Scope) -> Iterator[Operation]:
    streams = tuple(answer for answer in operation.answers if answer.kind in STREAMS)
    others = tuple(answer for answer in operation.answers if answer.kind not in STREAMS)
    if not streams or all(answer.kind == "empty" for answer in others):
        yield operation
        return
    yield evolve(operation, answers=others)
    yield evolve(operation, name=scope.take(f"{operation.name}_events"), answers=streams, paged=None)


def is_stream(operation: Operation) -> bool:
    """Tell whether the answer is a stream of events."""
    return any(answer.kind in STREAMS for answer in operation.answers)


@frozen
class Facts:
    """Writes what is constant about the operations of one module."""

    imports: Imports
    expressions: Expressions
    constants: Constants

    def result(self, operation: Operation) -> Code:
        """Write what a successful call gives; of a stream, what the data of one event is."""
        answers = [one for one in operation.answers if not (is_stream(operation) and one.kind == "empty")]
        return joined(part for one in answers for part in self._gives(one)) or Code(self._any)

    def arguments(self, operation: Operation) -> Iterator[tuple[str, Code]]:
        """Give the arguments of `Operation(…)` that are not as usual, beside id, method and path."""
        if operation.answers:
            yield "answers", _tuple([self._answer(one, operation.answers) for one in operation.answers])
        if errors := [self._answer(one, operation.errors) for one in operation.errors if self._decoder(one)]:
            yield "errors", _tuple(errors)
        if styles := [one for parameter in operation.parameters for one in self._style(parameter)]:
            yield "styles", _table(styles)
        if len(operation.bodies) > 1:
            yield "bodies", self._bodies(operation)
        if parts := [self._part(part) for body in operation.bodies for part in body.parts]:
            yield "parts", _table(parts)
        if operation.security is not None:
            yield "security", literal(operation.security)
        if not operation.authenticated:
            yield "authenticated", literal(value=False)
        if not operation.replay:
            yield "replay", literal(value=False)
        if operation.server is not None:
            yield "server", self._server(operation.server)

    def _bodies(self, operation: Operation) -> Code:
        """Write the models that go as each media type, by which an endpoint tells how a body is meant."""
        models = self.expressions.lookup.models_of
        plain = ("text", "binary")
        return literal({one.media_type: () if one.kind in plain else models(one.type) for one in operation.bodies})

    def _server(self, server: Server) -> Code:
        if not server.variables:
            return literal(server.url)
        return server_of(server, self.imports.own("Server", "_runtime.spec"))

    @property
    def _any(self) -> str:
        return self.imports.name("typing", "Any")

    def _gives(self, answer: Answer) -> Iterator[str]:
        if answer.kind in ("text", "binary"):
            yield self.imports.builtin("str" if answer.kind == "text" else "bytes")
        elif answer.kind == "empty":
            yield "None"
        elif answer.type is None:
            yield self._any
        else:
            yield from alternatives(answer.type, self.imports, "str")

    def _decoder(self, answer: Answer) -> Code:
        """Write how the payload is decoded; empty if it is taken as it is."""
        if answer.kind not in ("json", *STREAMS) or answer.type in (None, ANY):
            return Code("")
        return self.expressions.decoder(answer.type, lazy=True)

    def _answer(self, answer: Answer, all_: tuple[Answer, ...]) -> Code:
        """Write `Answer("200", "json", codec.string, envelope=_spec.MAIN)`."""
        parts = [literal(answer.status), literal(answer.kind)]
        if decoder := self._decoder(answer):
            parts.append(decoder)
        alone = sum((one.status, one.kind) == (answer.status, answer.kind) for one in all_) == 1
        if answer.media_type and not (alone and answer.media_type == _TYPICAL.get(answer.kind)):
            parts.append(Code(f"media_type={literal(answer.media_type)}"))
        if answer.envelope is not None:
            parts.append(Code(f"envelope={self.constants.envelope(answer.envelope, self.imports)}"))
        return Code(f"{self._runtime('Answer')}({', '.join(parts)})")

    def _style(self, parameter: Parameter) -> Iterator[tuple[Code, Code]]:
        place = "form" if parameter.style == "cookie" and parameter.location == "cookie" else parameter.style
        usual = (place, parameter.explode) == _USUAL[parameter.location]
        if not usual or parameter.allow_reserved or parameter.media_type:
            key = literal((parameter.location, parameter.wire))
            yield key, self._write_style(parameter)

    def _part(self, part: Part) -> tuple[Code, Code]:
        return literal(part.wire), self._write_style(part)

    def _write_style(self, said: Parameter | Part) -> Code:
        """Write `Style("form", explode=False)`; where there is a media type, the style does not count."""
        arguments = [] if said.media_type and said.style == "form" else [literal(said.style)]
        if not said.explode:
            arguments.append(Code("explode=False"))
        if isinstance(said, Parameter) and said.allow_reserved:
            arguments.append(Code("allow_reserved=True"))
        if said.media_type:
            arguments.append(Code(f"media_type={literal(said.media_type)}"))
        return Code(f"{self._runtime('Style')}({', '.join(arguments)})")

    def _runtime(self, name: str) -> str:
        return self.imports.own(name, "_runtime")


def _tuple(items: list[Code]) -> Code:
    return Code("(" + "".join(f"{item}, " for item in items) + ")")


def _table(items: list[tuple[Code, Code]]) -> Code:
    return Code("{" + ", ".join(f"{key}: {value}" for key, value in dict(items).items()) + "}")
