"""Signals of `sdk.yaml`, which say how an answer is recognised, become an answer that is recognised so.

Whether that worked is asked of the runtime itself: what an SDK does not see is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import httpx
from attrs import frozen

from anew.model import Envelope, Signal
from anew.runtime import spec
from anew.runtime.envelope import Seen
from anew.runtime.locate import MISSING as NOTHING
from anew.sandbox.reply import MISSING, Reply, uprooted

_WORDS = ("ok", "success", "error", "401", "400", "0", "expired", "invalid token")
_PLAIN = ("401", "400", "403", "404", "422", "500")
"""Which of several statuses is taken, if it is among them."""


@frozen
class Likeness:
    """Makes answers look like something, and tells what they look like."""

    text: Callable[[str], str]
    """Gives a text that a regular expression matches."""

    def apply(self, reply: Reply, signal: Signal, envelope: Envelope | None) -> None:
        """Put into an answer what a signal looks for."""
        if signal.http:
            reply.status = int(_whole(_preferred(signal.http)))
        if signal.code and envelope and envelope.code:
            place = self.place(reply, envelope.code)
            reply.put(place, typed(_whole(_preferred(signal.code)), reply.seen(place)))
        if signal.message and envelope and envelope.message:
            reply.put(self.place(reply, envelope.message), self.text(signal.message))
        if signal.header:
            reply.headers.setdefault(signal.header, "1")
        if signal.at:
            self._at(reply, signal)

    def _at(self, reply: Reply, signal: Signal) -> None:
        if signal.absent:
            reply.body = uprooted(reply.body, signal.at)
        elif signal.among:
            reply.put(signal.at, typed(_whole(_preferred(signal.among)), reply.seen(signal.at)))
        elif signal.matches:
            held = reply.seen(signal.at)
            reply.put(signal.at, typed(self._matching(signal.matches, held), held))

    def _matching(self, pattern: str, held: Any) -> str:
        """Give a text that a pattern is found in: what is there, a plain word, else one made for it."""
        words = (held, *_WORDS) if isinstance(held, str) else _WORDS
        return next((word for word in words if re.search(pattern, word)), None) or self.text(pattern)

    def place(self, reply: Reply, locations: Iterable[str]) -> str:
        """Choose the location at which an answer has something already, else the first."""
        listed = [one for one in locations if not one.startswith("jwt:")]
        return next((one for one in listed if reply.seen(one) not in (MISSING, None)), listed[0] if listed else "")

    def shows(self, reply: Reply, signals: Iterable[Signal], envelope: Envelope | None) -> bool:
        """Tell whether an SDK sees one of the signals in an answer."""
        return seen(reply, envelope).matches(spec.Signal(**attrs.asdict(one)) for one in signals)

    def succeeds(self, reply: Reply, envelope: Envelope | None) -> bool:
        """Tell whether an SDK takes an answer for a success."""
        return 200 <= reply.status < 300 and seen(reply, envelope).successful


def seen(reply: Reply, envelope: Envelope | None) -> Seen:
    """Look at an answer as an SDK does."""
    body = NOTHING if reply.body is MISSING else reply.body
    return Seen(reply.status, httpx.Headers(reply.headers), body, as_spec(envelope) if envelope else None)


def as_spec(envelope: Envelope) -> spec.Envelope:
    """Say of an envelope what the runtime needs to know."""
    return spec.Envelope(
        name=envelope.name,
        require=envelope.require,
        success=tuple(spec.Signal(**attrs.asdict(one)) for one in envelope.success),
        code=envelope.code,
        message=envelope.message,
        data=envelope.data,
        drop=envelope.drop,
        empty=envelope.empty,
        meta=dict(envelope.meta),
    )


def typed(text: str, like: Any) -> Any:
    """Write a value of `sdk.yaml`, which knows texts only, as the kind of value that stands there already.

    Where nothing stands there `200` is a number, `true` a truth value, and `00000` a text.
    """
    if isinstance(like, str):
        return text
    if text in ("true", "false"):
        return text == "true"
    try:
        number = int(text)
    except ValueError:
        return text
    return number if str(number) == text else text


def _preferred(patterns: tuple[str, ...]) -> str:
    return next((one for one in _PLAIN if one in patterns), patterns[0])


def _whole(pattern: str) -> str:
    """Make a value of a pattern such as `4*`: numbers become as long as a status is."""
    if not pattern.endswith("*"):
        return pattern
    prefix = pattern[:-1]
    return prefix.ljust(3, "0") if prefix.isdecimal() else prefix or "error"
