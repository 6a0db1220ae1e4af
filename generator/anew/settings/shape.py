"""What `sdk.yaml` says, as frozen data; operations ask it for the rule that holds for them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from attrs import evolve, field, frozen

from anew.errors import Place
from anew.model import Envelope, ErrorRule, Package, Paging, Session

NONE = "none"
"""As an envelope's or a paging's name in an operation's rule: this operation has none."""


@frozen
class OperationRule:
    """What holds for the operations that `match` names; a member that is None or empty says nothing."""

    match: str = ""
    """An operationId, a tag, or `METHOD /glob` where `*` is one segment, `**` any number, and METHOD may be `*`."""
    envelope: str | None = None
    """Name of an envelope, or `NONE`."""
    paging: str | None = None
    """Name of a paging, or `NONE`."""
    name: str = ""
    """Python name of the endpoint."""
    group: str = ""
    """Name of the group (tag) it belongs to."""
    authenticated: bool | None = None
    """Whether the session's token goes with it, whatever the document's `security` says."""
    replay: bool | None = None
    """Whether it may be sent again after a refresh."""
    skip: bool | None = None
    """Leave it out of the SDK."""
    place: Place | None = field(default=None, eq=False)
    """None for the rules of a preset, which may match nothing."""

    def matches(self, operation_id: str, tags: tuple[str, ...], method: str, path: str) -> bool:
        """Tell whether the rule is about this operation."""
        wanted, _, glob = self.match.partition(" ")
        if glob.startswith("/"):
            return wanted.upper() in ("*", method.upper()) and bool(_glob(glob).fullmatch(path))
        return self.match == operation_id or self.match in tags


@frozen
class Mention:
    """A name that `sdk.yaml` has for something of the document, so that it can be looked for there."""

    name: str
    place: Place


@frozen
class Settings:
    """All of `sdk.yaml`, with the preset underneath and the defaults filled in."""

    document: Path | None
    """The OpenAPI document; relative paths in `sdk.yaml` start from its own folder. None where it names none."""
    package: Package
    overlays: tuple[Path, ...] = ()
    """OpenAPI Overlay files that correct the document, in their order."""
    envelopes: tuple[Envelope, ...] = ()
    """The one called `main`, else the first, is meant where no rule says otherwise."""
    operations: tuple[OperationRule, ...] = ()
    errors: tuple[ErrorRule, ...] = ()
    session: Session | None = None
    pagings: tuple[Paging, ...] = ()
    """Each is tried on every operation in turn; it fits where payload and parameters have what it names."""
    enums: Literal["open", "closed"] = "open"
    lenient: bool = False
    """Decode scalars that contradict the document: numbers as text, dates as epoch milliseconds."""
    references: Literal["strict", "lenient"] = "strict"
    """Whether a reference that leads nowhere is an error, or what needs it is left out or less typed."""
    hosts: tuple[str, ...] = ()
    """Where documents on the network may be fetched from that references name."""
    mentions: tuple[Mention, ...] = field(default=(), eq=False)
    """The operationIds outside of `operations`."""
    scheme: Mention | None = field(default=None, eq=False)
    """The security scheme whose token endpoint the session asks."""
    file: Path | None = None
    """`sdk.yaml` itself; None where there is none."""

    @property
    def envelope(self) -> Envelope | None:
        """The envelope that holds where no rule says otherwise."""
        return next(
            (envelope for envelope in self.envelopes if envelope.name == "main"), next(iter(self.envelopes), None)
        )

    def rule(self, operation_id: str, tags: tuple[str, ...], method: str, path: str) -> OperationRule:
        """Merge the rules that match an operation, member by member: the last that says something wins."""
        merged = OperationRule()
        for rule in self.operations:
            if rule.matches(operation_id, tags, method, path):
                merged = _overlay(merged, rule)
        return merged


def _overlay(below: OperationRule, above: OperationRule) -> OperationRule:
    names = ("match", "envelope", "paging", "name", "group", "authenticated", "replay", "skip", "place")
    said = {name: value for name in names if (value := getattr(above, name)) not in (None, "")}
    return evolve(below, **said)


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """Compile a path's glob: `*` stays inside a segment, `**` crosses them, and `/**` matches nothing at all too."""
    parts = re.split(r"(/\*\*|\*\*|\*)", pattern)
    meaning = {"/**": r"(?:/.*)?", "**": r".*", "*": r"[^/]*"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts))
