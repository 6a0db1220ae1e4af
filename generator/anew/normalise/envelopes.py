"""An answer's schema becomes the type of the payload inside the envelope, where the schema shows the envelope.

| the document shows | `document:` | what the caller gets |
|---|---|---|
| the envelope with a payload | `wrapped`, `auto` | the type of the payload |
| the envelope without one, such as `{code, msg}` | `wrapped`, `auto` | None: the answer is `empty`, but judged |
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
from anew.normalise.forms import ANY
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

        `wanted` are the envelopes that the operation may have, by preference.
        """
        view = self._view(schema)
        for envelope in wanted:
            if envelope.document == "inner":
                return Unwrapped(self._reader.safely(schema, hint) if schema else ANY, envelope.name)
            if envelope.document in ("wrapped", "auto") and view is not None and self._shows(view, envelope):
                self._remember(schema)
                return Unwrapped(self._payload(view, envelope, self._hint(schema, hint)), envelope.name)
        untyped = next((one for one in wanted if one.document in ("untyped", "auto")), None)
        return Unwrapped(ANY, untyped.name) if untyped and _says_nothing(schema, view) else None

    def is_wrapper(self, at: str) -> bool:
        """Tell whether a component that nobody refers to is a wrapper, used or not."""
        if at in self.wrappers:
            return True
        view = self._view(Found({"$ref": at}, at))
        showing = (one for one in self._known if one.document in ("wrapped", "auto") and one.data)
        return view is not None and any(self._shows(view, one) and self._find(view, one.data) for one in showing)

    def _view(self, schema: Found | None) -> View | None:
        end = self._reader.views.end(schema.value, schema.at) if schema else None
        if end is None or not isinstance(end.value, dict):
            return None
        return self._reader.views.view(end.value, end.at)

    def _shows(self, view: View, envelope: Envelope) -> bool:
        """Tell whether a schema has what the envelope requires, or else its code, or else its payload."""
        required = [where for where in envelope.require if where.startswith("/")]
        # Where only failures have a code, the payload is all that the schema of a success has to show.
        coded = not (envelope.by_absence and envelope.data)
        codes = [where for where in envelope.code if coded and where.startswith("/")]
        if required or codes:
            found = all(self._find(view, where) for where in required)
            return found and (not codes or any(self._find(view, where) for where in codes))
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
        if envelope.data:
            parts = self._find(view, envelope.data)
            return self._reader.read_parts(parts, hint + pascal(split(envelope.data)[-1])) if parts else None
        omit = frozenset(envelope.drop)
        if omit.issuperset(view.properties):
            return None
        return self._reader.define(
            view, hint, lambda draft: model(self._reader, view, draft, omit=omit), variant=f"@{envelope.name}"
        )

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


def _says_nothing(schema: Found | None, view: View | None) -> bool:
    if schema is None or schema.value in (True, {}):
        return True
    if view is None or view.properties or view.choices:
        return False
    return set(view.keywords) <= {"type", "description", "title", "additionalProperties", "example"} and (
        view.keywords.get("type", "object") == "object"
        and (view.additional is None or view.additional.value in (True, {}))
    )
