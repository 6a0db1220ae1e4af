"""Turn what `sdk.yaml` says into `_spec.py`: the same facts as constants of the runtime's classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import NOTHING, fields, frozen

from anew.model import Api, Envelope, ErrorRule, Exchange, Operation, Paging, SecurityScheme, Server, Session, Signal
from anew.names import Scope
from anew.render.environment import fill
from anew.render.imports import Imports
from anew.render.text import Code, literal

_HOME = "_runtime"
_SPEC = "_runtime.spec"


@frozen
class Constants:
    """How the envelopes and pagings are called in `_spec.py`."""

    envelopes: Mapping[str, str]
    pagings: Mapping[str, str]

    @classmethod
    def of(cls, api: Api) -> Constants:
        """Name them after `sdk.yaml`: envelope `main` is `MAIN`, paging `cursor` is `CURSOR_PAGING`."""
        scope = Scope({"API"})
        envelopes = {one.name: scope.take(_constant(one.name, "ENVELOPE")) for one in api.envelopes}
        pagings = {one.name: scope.take(_constant(f"{one.name}_paging", "PAGING")) for one in api.pagings}
        return cls(envelopes, pagings)

    def envelope(self, name: str, imports: Imports) -> Code:
        """Refer to an envelope from a module of the SDK."""
        return Code(f"{imports.own('_spec')}.{self.envelopes[name]}")

    def paging(self, name: str, imports: Imports) -> Code:
        """Refer to a paging from a module of the SDK."""
        return Code(f"{imports.own('_spec')}.{self.pagings[name]}")


def render_spec(api: Api, constants: Constants) -> str:
    """Write `_spec.py`."""
    writer = _Writer(Imports(package="."), {one.id: one for group in api.groups for one in group.operations}, constants)
    definitions = [
        *((constants.envelopes[one.name], writer.write(one)) for one in api.envelopes),
        *((constants.pagings[one.name], writer.write(one)) for one in api.pagings),
    ]
    facts = {
        "title": literal(api.title),
        "version": literal(api.version),
        "user_agent": literal(_user_agent(api)),
        "servers": literal(tuple(server.usual for server in api.servers)),
        "server": _server(api, writer.imports),
        "session": writer.write(api.session) if api.session else Code(""),
        "errors": writer.group(api.errors) if api.errors else Code(""),
        "schemes": writer.schemes(api.security_schemes) if api.security_schemes else Code(""),
        "envelopes": Code("".join(f"{name}, " for name in constants.envelopes.values())),
    }
    return fill(
        "spec.py.jinja",
        source=api.source,
        definitions=definitions,
        facts={name: value for name, value in facts.items() if value and name != "envelopes"},
        envelopes=facts["envelopes"],
        spec=writer.imports.own("ApiSpec", _HOME),
        imports=writer.imports.lines,
    )


@frozen
class _Writer:
    """Writes objects of the model as calls of the runtime's classes, less what is as by default."""

    imports: Imports
    operations: Mapping[str, Operation]
    constants: Constants

    def write(self, said: Any) -> Code:
        """Write `Paging(items="/list", page="pageNo")`."""
        name = {Session: "SessionSpec", SecurityScheme: "Scheme"}.get(type(said), type(said).__name__)
        arguments = ", ".join(f"{key}={value}" for key, value in self._arguments(said))
        return Code(f"{self.imports.own(name, _HOME)}({arguments})")

    def group(self, items: tuple[Any, ...]) -> Code:
        """Write `(Signal(…), Signal(…))`."""
        return Code("(" + "".join(f"{self.write(item)}, " for item in items) + ")")

    def schemes(self, schemes: tuple[SecurityScheme, ...]) -> Code:
        """Write them by name."""
        return Code("{" + ", ".join(f"{literal(one.name)}: {self.write(one)}" for one in schemes) + "}")

    def _arguments(self, said: Any) -> Iterator[tuple[str, Code]]:
        skipped = _SKIPPED.get(type(said), ())
        for field in fields(type(said)):
            value = getattr(said, field.name)
            if field.name not in skipped and (field.default is NOTHING or value != field.default):
                yield field.name, self._value(value, mapping=field.name in ("meta", "headers", "also"))
        if isinstance(said, Exchange) and said.operation:
            yield from self._called(self.operations[said.operation])

    def _called(self, operation: Operation) -> Iterator[tuple[str, Code]]:
        """Say how an operation is called that the document describes, and what its answer is wrapped in."""
        yield "method", literal(operation.method)
        yield "path", literal(operation.path)
        wrapped = next((answer.envelope for answer in operation.answers if answer.envelope), None)
        if wrapped is not None:
            yield "envelope", Code(self.constants.envelopes[wrapped])

    def _value(self, value: Any, *, mapping: bool) -> Code:
        if mapping:
            return literal(dict(value))
        if isinstance(value, tuple) and value and isinstance(value[0], Signal | ErrorRule):
            return self.group(value)
        if value is None or isinstance(value, str | int | float | tuple):
            return literal(value)
        return self.write(value)


_SKIPPED: Mapping[type, tuple[str, ...]] = {
    Envelope: ("document",),
    Exchange: ("operation",),
    Paging: ("name",),
    SecurityScheme: ("name",),
}
"""What only the generator needs to know."""


def _constant(name: str, fallback: str) -> str:
    """Make an upper-case name of whatever `sdk.yaml` calls it."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").upper()
    return plain if plain.isidentifier() else f"{fallback}_{plain}".rstrip("_")


def _server(api: Api, imports: Imports) -> Code:
    first = api.servers[0] if api.servers else None
    return server_of(first, imports.own("Server", _SPEC)) if first and first.variables else Code("")


def server_of(server: Server, name: str) -> Code:
    """Write a server by the runtime's class, called `name`: the values each variable may have, the default first."""
    listed = dict(server.choices)
    allowed = {name: tuple(dict.fromkeys((first, *listed.get(name, ())))) for name, first in server.variables}
    return Code(f"{name}(url={literal(server.url)}, variables={literal(allowed)})")


def _user_agent(api: Api) -> str:
    """Name the SDK and its generator, in the characters that a header may hold."""
    name = re.sub(r"[^!-~]+", "-", f"{api.package.distribution}/{api.package.version}")
    return f"{name} anew"
