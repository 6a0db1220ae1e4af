"""The one place where a session's state is replaced: under a lock, for an instant, and published last.

The lock guards the pair (state, flight): whoever is told to wait gets the flight that belongs to the state he was
judged by. Nothing is called under it but the pure functions of `core` and `events`; waking, hooks and threads come
after. Readers of `state` take no lock: they see one whole object or the next.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from .core import Begin, Decision, Step
from .flight import Flight
from .state import State, Ticket


class Cell:
    """Holds the state."""

    def __init__(self, state: State, make_flight: Callable[[Ticket], Flight]) -> None:
        self.state = state
        self._make_flight = make_flight
        self._flight: Flight | None = None
        self._lock = threading.Lock()

    def decide(self, rule: Callable[[State], Step]) -> tuple[Decision, Flight | None]:
        """Apply a rule of `core`.

        Returns:
            The decision, and the flight that is under way after it.
        """
        with self._lock:
            state, decision = rule(self.state)
            if isinstance(decision, Begin):
                self._flight = self._make_flight(decision.ticket)
            self.state = state
            return decision, self._flight

    def report(self, event: Callable[[State], State]) -> tuple[State, State, Flight | None]:
        """Apply a report of `events`.

        Returns:
            The state before, the state after, and the flight that ended with it, which the caller settles.
        """
        with self._lock:
            before = self.state
            after = self.state = event(before)
            ended = None
            if before.flight is not None and after.flight is None:
                ended, self._flight = self._flight, None
        return before, after, ended

    def renew(self, event: Callable[[State], State]) -> None:
        """Start over in a forked child: the lock may be held by a thread that is not there any more."""
        self._lock = threading.Lock()
        self._flight = None
        self.state = event(self.state)
