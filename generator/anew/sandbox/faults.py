"""A switch becomes something that goes wrong with a request, or with the answer to it.

A fault is written `KIND[=VALUE][ for TIMES][ at MATCH]`, for example `status=503 for 2 at GET /users/**`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, get_args

from attrs import define, field, frozen

from anew.errors import Diagnostic, UsageError
from anew.sandbox.plan import Endpoint

Kind = Literal[
    "delay",
    "drop",
    "lost",
    "status",
    "html",
    "limited",
    "truncate",
    "slow",
    "mediatype",
    "malformed",
    "empty",
    "envelope",
    "redirect",
    "expired",
    "anonymous",
    "stale",
    "twice",
]
KINDS: dict[Kind, str] = {
    "delay": "the answer waits; the value is seconds (1)",
    "drop": "the connection ends before anything is done",
    "lost": "everything is done, then the connection ends without the answer",
    "status": "a gateway answers in plain text; the value is the status (503)",
    "html": "a proxy answers with a page; the value is the status (502)",
    "limited": "too many requests; the value is Retry-After in seconds (1)",
    "truncate": "half of the announced body arrives",
    "slow": "the body trickles in; the value is seconds in all (1)",
    "mediatype": "the answer is called something else; the value is its name (text/html)",
    "malformed": "the answer is called JSON and is not",
    "empty": "a success without a body",
    "envelope": "JSON, but not the one that is documented",
    "redirect": "the answer sends the client elsewhere; the value is the URL",
    "expired": "the access token is refused as expired, whatever it is worth",
    "anonymous": "the access token is refused for good, whatever it is worth",
    "stale": "the refresh hands out an access token that is refused from the start",
    "twice": "the refresh token is exchanged twice, and the first pair is the one that arrives",
}
"""What each kind does."""

_VALUES: dict[Kind, str] = {
    "delay": "1",
    "status": "503",
    "html": "502",
    "limited": "1",
    "slow": "1",
    "mediatype": "text/html",
    "redirect": "http://elsewhere.invalid/",
}
_NUMBERS = ("delay", "limited", "slow")
_STATUSES = ("status", "html")
_TEXT = re.compile(r"(?P<kind>\w+)(?:=(?P<value>\S+))?(?:\s+for\s+(?P<times>\d+))?(?:\s+at\s+(?P<match>.+))?")


@frozen
class Fault:
    """What goes wrong, where, and how often."""

    kind: Kind
    value: str = ""
    match: str = ""
    """An operationId, a tag, `METHOD /glob` or `*`; empty: wherever it makes sense, see `Faults.take`."""
    times: int | None = None
    """None: until it is switched off."""

    @property
    def number(self) -> float:
        """The value of those whose value is a number."""
        return float(self.value)

    def __str__(self) -> str:
        """Write it as it is read."""
        value = f"={self.value}" if self.value else ""
        times = f" for {self.times}" if self.times is not None else ""
        return f"{self.kind}{value}{times}{f' at {self.match}' if self.match else ''}"


@define
class _Switch:
    fault: Fault
    client: str
    """It is about requests that name this client only; empty for all."""
    left: int | None

    def is_about(self, endpoint: Endpoint, client: str) -> bool:
        return self.left != 0 and self.client in ("", client) and _fits(self.fault, endpoint)


@define
class Faults:
    """The switches that are on; of those that fit, the one that was switched on first counts."""

    _switches: list[_Switch] = field(factory=list)

    def add(self, fault: Fault, client: str = "") -> None:
        """Switch one on, for everybody or for one client."""
        self._switches.append(_Switch(fault, client, fault.times))

    def clear(self, client: str | None = None) -> None:
        """Switch all off, or those of one client."""
        self._switches = [one for one in self._switches if client is not None and one.client != client]

    def take(self, endpoint: Endpoint, client: str = "") -> Fault | None:
        """Give what goes wrong with this request, and count it.

        Without a match, `stale` and `twice` are about the refresh, `expired` and `anonymous` about what needs a token,
        and all others about everything but login, refresh and logout.
        """
        for switch in self._switches:
            if switch.is_about(endpoint, client):
                switch.left = None if switch.left is None else switch.left - 1
                return switch.fault
        return None

    def as_json(self) -> list[dict[str, Any]]:
        """List those that are on."""
        return [{"fault": str(one.fault), "left": one.left} for one in self._switches if one.left != 0]


def _fits(fault: Fault, endpoint: Endpoint) -> bool:
    if fault.match:
        return fault.match == "*" or endpoint.is_named_by(fault.match)
    if fault.kind in ("stale", "twice"):
        return endpoint.role == "refresh"
    return endpoint.secured if fault.kind in ("expired", "anonymous") else not endpoint.role


def parse(text: str) -> Fault:
    """Read a fault; raises UsageError for one that there is not."""
    found = _TEXT.fullmatch(text.strip())
    kind = found["kind"] if found else ""
    if found is None or kind not in get_args(Kind):
        expected = "`KIND[=VALUE][ for TIMES][ at MATCH]` with one of " + ", ".join(KINDS)
        raise UsageError(Diagnostic(f"there is no fault `{text[:80]}`", expected=expected))
    times = int(found["times"]) if found["times"] else None
    known: Kind = next(one for one in KINDS if one == kind)
    return _checked(Fault(known, found["value"] or _VALUES.get(known, ""), (found["match"] or "").strip(), times))


def parse_all(text: str) -> tuple[Fault, ...]:
    """Read the faults of a header, which are separated by commas."""
    return tuple(parse(one) for one in text.split(",") if one.strip())


def of_kind(faults: Iterable[Fault], *kinds: Kind) -> Fault | None:
    """Give the first fault that is of one of the kinds."""
    return next((fault for fault in faults if fault.kind in kinds), None)


def _checked(fault: Fault) -> Fault:
    if fault.kind in _NUMBERS and not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", fault.value):
        raise UsageError(Diagnostic(f"the value of `{fault}` is no number of seconds", expected="for example 0.5"))
    if fault.kind in _STATUSES and not re.fullmatch(r"[2345]\d\d", fault.value):
        raise UsageError(Diagnostic(f"the value of `{fault}` is no HTTP status", expected="for example 503"))
    return fault
