"""Webhooks and callbacks become facts: what the server sends by itself, and the name of what parses it."""

from __future__ import annotations

from attrs import evolve

from anew.names import Scope, function_name
from anew.normalise.bodies import bodies
from anew.normalise.facts import BodyFact, PayloadFact
from anew.normalise.keywords import flag, text
from anew.normalise.ledger import Line
from anew.normalise.paths import Called
from anew.normalise.schemas import Reader


class Payloads:
    """Reads what the server sends; a callback that several operations share is read once."""

    def __init__(self, reader: Reader) -> None:
        """Start with none."""
        self.facts: list[PayloadFact] = []
        self._reader = reader
        self._scope = Scope()
        self._read: set[str] = set()

    def add(self, called: Called, line: Line, hint: str) -> None:
        """Read one; what carries no body needs no function."""
        raw = called.raw
        with self._reader.ledger.about(line):
            found = _as_json(bodies(self._reader, raw.payload, hint, suffix="Payload"))
            self._reader.finish()
        if not found or raw.at in self._read:
            return
        self._read.add(raw.at)
        key = f"w{len(self.facts)}"
        names = (function_name(f"parse {one}") for one in (called.title, f"{called.title} {raw.method.lower()}"))
        self.facts.append(
            PayloadFact(
                key=key,
                name=self._scope.choose(names),
                wire=called.name,
                kind=called.kind,
                method=raw.method,
                path=raw.path,
                bodies=found,
                summary=text(raw.value.get("summary")),
                description=text(raw.value.get("description")),
                deprecated=flag(raw.value.get("deprecated")),
            )
        )
        line.key = key


def _as_json(found: tuple[BodyFact, ...]) -> tuple[BodyFact, ...]:
    """Give each media type a name that lets upstream read its type."""
    return tuple(evolve(one, key=f"application/b{index}+json") for index, one in enumerate(found))
