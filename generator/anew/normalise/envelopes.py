"""An answer's schema becomes the type of the payload inside the envelope, where the schema shows the envelope.

| the document shows | `document:` | what the caller gets |
|---|---|---|
| the envelope with a payload | `wrapped`, `untyped`, `auto` | the type of the payload |
| a union of envelopes | `wrapped`, `untyped`, `auto` | the payloads of those that are no failures |
| the envelope without a payload, such as `{code, msg}` | `wrapped`, `auto` | None: the answer is `empty`, but judged |
| the same, or a payload that may be anything | `untyped` | anything |
| the payload alone | `inner` | its type |
| nothing, or any object | `untyped`, `auto` | anything |
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from anew.document import Found
from anew.document.pointers import split
from anew.model import Envelope
from anew.names import pascal
from anew.normalise.facts import Tame
from anew.normalise.failures import is_failure, sounds_failed
from anew.normalise.forms import ANY, NULL, nullable, union
from anew.normalise.keywords import reference
from anew.normalise.objects import model
from anew.normalise.schemas import Reader
from anew.normalise.views import View


@frozen
class Unwrapped:
    """What is inside an envelope."""

    type: Tame | None
    """None where the document shows no payload."""
    envelope: str


class Envelopes:
    """Unwraps answers, and remembers which components were nothing but wrappers."""

    def __init__(self, reader: Reader, known: Iterable[Envelope]) -> None:
        """Know all envelopes of the API, the one that is meant by default first."""
        self._reader = reader
        self._known = tuple(known)
        self.wrappers: set[str] = set()

    def unwrap(self, schema: Found | None, wanted: tuple[Envelope, ...], hint: str) -> Unwrapped | None:
        """Read what is inside of an answer's envelope; None where it has none.

        `wanted` are the envelopes that the operation may have, by preference; one whose payload is shown goes before
        one that would have none, and what documents show the inside of has to be the first.
        """
        view = self._view(schema)
        first = next(iter(wanted), None)
        if first is not None and first.document == "inner":
            return Unwrapped(self._reader.safely(schema, hint) if schema else ANY, first.name)
        showing = [one for one in wanted if view is not None and one.document != "inner" and self._shows(view, one)]
        if schema is not None and view is not None and showing:
            envelope = next((one for one in showing if one.data and self._find(view, one.data)), showing[0])
            if not envelope.data and frozenset(envelope.drop).isdisjoint(view.properties):
                return Unwrapped(self._reader.safely(schema, hint), envelope.name)
            self._remember(schema)
            return Unwrapped(self._payload(view, envelope, self._hint(schema, hint)), envelope.name)
        if view is not None and (several := self._of_union(view, wanted, hint)):
            self._remember(schema)
            return several
        untyped = next((one for one in wanted if one.document in ("untyped", "auto")), None)
        return Unwrapped(ANY, untyped.name) if untyped and _says_nothing(schema, view) else None

    def is_wrapper(self, at: str) -> bool:
        """Tell whether a component that nobody refers to is a wrapper, used or not."""
        if at in self.wrappers:
            return True
        view = self._view(Found({"$ref": at}, at))
        showing = (one for one in self._known if one.document != "inner" and one.data)
        return view is not None and any(self._shows(view, one) and self._find(view, one.data) for one in showing)

    def _of_union(self, view: View, wanted: tuple[Envelope, ...], hint: str) -> Unwrapped | None:
        """Read a union of envelopes, as where one status stands for success and failure; None if it is none."""
        if len(view.choices) != 1 or view.properties:
            return None
        members = view.choices[0].members
        seen = [(member, self._view(member)) for member in members]
        for envelope in (one for one in wanted if one.document != "inner"):
            showing = [(member, one) for member, one in seen if one is not None and self._shows(one, envelope)]
            rest = [one for member, one in seen if all(member is not shown for shown, _ in showing)]
            if showing and all(one is not None and sounds_failed(self._find, one, envelope) for one in rest):
                fine = [(member, one) for member, one in showing if not is_failure(self._find, one, envelope)]
                payloads = [self._payload(one, envelope, self._hint(member, hint)) for member, one in fine]
                for member in members:
                    self._remember(member)
                return Unwrapped(_together(payloads), envelope.name)
        return None

    def _view(self, schema: Found | None) -> View | None:
        end = self._reader.views.end(schema.value, schema.at) if schema else None
        if end is None or not isinstance(end.value, dict):
            return None
        return self._reader.views.view(end.value, end.at)

    def _shows(self, view: View, envelope: Envelope) -> bool:
        """Tell whether a schema has what the envelope requires, or else its code, or else its payload."""
        if required := [where for where in envelope.require if where.startswith("/")]:
            return all(self._find(view, where) for where in required)
        # Where only failures have a code, the payload is all that the schema of a success has to show.
        coded = not (envelope.by_absence and envelope.data)
        if codes := [where for where in envelope.code if coded and where.startswith("/")]:
            return any(self._find(view, where) for where in codes)
        return bool(envelope.data and self._find(view, envelope.data))

    def _find(self, view: View, pointer: str) -> tuple[Found, ...]:
        """Give what a schema says about the value at a pointer; nothing where it does not name it."""
        parts: tuple[Found, ...] = ()
        for key in split(pointer):
            if parts:
                view = self._reader.views.of_parts(parts, parts[-1].at)
            parts = view.properties.get(key, ())
            if not parts:
                return ()
        return parts

    def _payload(self, view: View, envelope: Envelope, hint: str) -> Tame | None:
        untyped = envelope.document == "untyped"
        nothing = ANY if untyped else None
        if envelope.data:
            parts = self._find(view, envelope.data)
            if not parts or (untyped and self._is_any(parts)):
                return nothing
            return self._reader.read_parts(parts, hint + pascal(split(envelope.data)[-1]))
        omit = frozenset(envelope.drop)
        if omit.issuperset(view.properties):
            return nothing
        return self._reader.define(
            view, hint, lambda draft: model(self._reader, view, draft, omit=omit), variant=f"envelope {envelope.name}"
        )

    def _is_any(self, parts: tuple[Found, ...]) -> bool:
        """Tell whether a payload is an object without properties, whatever the values of such a map are said to be."""
        view = self._reader.views.of_parts(parts, parts[-1].at)
        kind = view.keywords.get("type", "object")
        return kind == "object" and not view.properties and not view.choices and "enum" not in view.keywords

    def _remember(self, schema: Found | None) -> None:
        """Note the components that the wrapper consists of: they vanish unless somebody else refers to them."""
        found = schema
        while found is not None and (target := reference(found.value)) is not None:
            found = self._reader.views.follow(target, found.at)
            if found is None or found.at in self.wrappers:
                return
            self.wrappers.add(found.at)
        if found is not None and isinstance(found.value, dict):
            self.wrappers |= self._reader.views.bases(found.value, found.at)

    def _hint(self, schema: Found | None, hint: str) -> str:
        """Name payloads that have no name after the wrapper, if that has one: it may be that of many operations."""
        end = self._reader.views.end(schema.value, schema.at) if schema else None
        return self._reader.hint(end.at) if end and end.at in self._reader.components else hint


def _together(payloads: list[Tame | None]) -> Tame | None:
    """Put the payloads of a union's members together; where all are missing there is none."""
    shown = [one for one in payloads if one is not None and one != NULL]
    if not shown:
        return None
    whole = union(shown)
    return nullable(whole) if len(shown) < len(payloads) and whole != ANY else whole


def _says_nothing(schema: Found | None, view: View | None) -> bool:
    if schema is None or schema.value in (True, {}):
        return True
    if view is None or view.properties or view.choices:
        return False
    return set(view.keywords) <= {"type", "description", "title", "additionalProperties", "example"} and (
        view.keywords.get("type", "object") == "object"
        and (view.additional is None or view.additional.value in (True, {}))
    )
