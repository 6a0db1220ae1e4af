"""An answer to what its envelope says: which signals it matches, whether it is a success, where its payload is.

Nothing here looks at types: an error envelope whose `data` is null must be seen as what it is before anybody tries to
make a model of it. And nothing is an envelope by accident: what `require` names must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from ._http import httpx
from .jsontext import is_object
from .locate import MISSING, first, located, pointed, segments
from .serialise import text_of
from .spec import Envelope, Signal


@frozen
class Seen:
    """One answer, as far as signals look at it."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: Any = field(default=MISSING, repr=False)
    """Decoded JSON; MISSING for everything else."""
    envelope: Envelope | None = None
    """The one that the body was recognised as."""
    access: str = field(default="", repr=False)

    @property
    def code(self) -> Any:
        """The envelope's code as the server wrote it, or None."""
        return self._first(self.envelope.code) if self.envelope else None

    @property
    def message(self) -> str:
        """The envelope's message, or nothing."""
        found = self._first(self.envelope.message) if self.envelope else None
        return "" if found is None else text_of(found)

    @property
    def payload(self) -> Any:
        """What the envelope is around; MISSING if it holds nothing."""
        if self.envelope is None:
            return self.body
        if self.envelope.data:
            return pointed(self.envelope.data, self.body)
        if is_object(self.body):
            return {name: value for name, value in self.body.items() if name not in self.envelope.drop}
        return self.body

    def facts(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
        """Collect the facts that are there, by name."""
        found = {name: self._first(locations) for name, locations in wanted.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _first(self, locations: Iterable[str]) -> Any:
        found = first(locations, self.body, self.headers, self.access)
        return None if found is MISSING else found

    def matches(self, signals: Iterable[Signal]) -> bool:
        """Whether one of the signals is there."""
        return any(self._matches(signal) for signal in signals)

    def _matches(self, signal: Signal) -> bool:
        if not (signal.http or signal.code or signal.at or signal.message or signal.header):
            return False
        if signal.http and not _among(self.status, signal.http):
            return False
        if signal.code and not _among(self.code, signal.code):
            return False
        if signal.message and not re.search(signal.message, self.message):
            return False
        if signal.header and signal.header not in self.headers:
            return False
        return not signal.at or self._matches_at(signal)

    def _matches_at(self, signal: Signal) -> bool:
        found = located(signal.at, self.body, self.headers, self.access)
        if signal.absent:
            # Without JSON nothing can be said about what is in it: an HTML page is no success for lack of an error.
            return (found is MISSING or found is None) and (self.body is not MISSING or not signal.at.startswith("/"))
        if found is MISSING:
            return False
        if signal.among and not _among(found, signal.among):
            return False
        return not signal.matches or re.search(signal.matches, text_of(found)) is not None

    @property
    def successful(self) -> bool:
        """Whether the envelope, if there is one, speaks of success."""
        return self.envelope is None or self.matches(self.envelope.success)


def _among(value: Any, patterns: Iterable[str]) -> bool:
    """Compare as text: servers mix `401` and `"401"`. A trailing `*` makes a prefix."""
    if value is None or isinstance(value, dict | list):
        return False
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else text_of(value)
    return any(text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern for pattern in patterns)


def is_wrapped(envelope: Envelope, body: Any) -> bool:
    """Whether a body is this envelope: everything that `require` names is there."""
    if not is_object(body):
        return False
    return all(pointed(pointer, body) is not MISSING for pointer in envelope.require)


def looks_wrapped(envelope: Envelope, body: Any) -> bool:
    """Whether a body is this envelope where none is documented: code and message must be there as well.

    A bare `{"code": "USD", "rate": 1.1}` is not taken for a failure with the code `USD`.
    """
    if not envelope.code or not is_wrapped(envelope, body):
        return False
    wanted = [locations for locations in (envelope.code, envelope.message) if locations]
    return all(any(_in_body(location, body) for location in locations) for locations in wanted)


def _in_body(location: str, body: Any) -> bool:
    return location.startswith("/") and pointed(location, body) is not MISSING


def data_path(envelope: Envelope | None) -> tuple[str, ...]:
    """Give the path of the payload inside the body, for the path of a DecodeError."""
    return segments(envelope.data) if envelope else ()
