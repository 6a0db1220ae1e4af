"""Turns the backend's counters before and after a run into what the run cost."""

from __future__ import annotations

import time
from copy import deepcopy

from attrs import define, field, frozen

from tests.backend import Backend, Counters

OURS = frozenset({"login", "refreshToken"})
"""Calls of the session itself."""


@frozen
class Row:
    """One line of the table."""

    name: str
    calls: int
    expiries: int
    refusals: int
    refreshes: int
    """Refreshes that were asked for; with a sound session there is one for each expiry."""
    replays: int
    failures: int
    seconds: float
    reasons: tuple[str, ...] = ()
    """Why calls failed."""


@define
class Tally:
    """Counts from its making on."""

    name: str
    backend: Backend
    calls: int = 0
    failures: list[BaseException] = field(factory=list)
    _begun: float = field(factory=time.perf_counter)
    _before: Counters = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._before = deepcopy(self.backend.counters)

    def row(self) -> Row:
        """Return what happened since."""
        now, before = self.backend.counters, self._before
        return Row(
            name=self.name,
            calls=self.calls,
            expiries=(now.refreshes - now.early) - (before.refreshes - before.early),
            refusals=now.refusals - before.refusals,
            refreshes=now.refresh_calls - before.refresh_calls,
            replays=_sent(now) - _sent(before) - self.calls,
            failures=len(self.failures),
            seconds=time.perf_counter() - self._begun,
            reasons=tuple(f"{type(error).__name__}: {error}" for error in self.failures),
        )


def _sent(counters: Counters) -> int:
    return sum(number for name, number in counters.requests.items() if name not in OURS)
