"""Turns "what time is it" into something a test can decide."""

from __future__ import annotations

import time
from typing import Protocol

from attrs import define

MONDAY_MORNING = 1_767_603_600.0
"""2026-01-05 09:00 UTC, where virtual time begins."""


class Clock(Protocol):
    """Tells the time in seconds since 1970."""

    def now(self) -> float:
        """Return the present moment."""

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""


@define
class VirtualClock:
    """Stands still until told otherwise, so that nothing expires because a machine is slow."""

    moment: float = MONDAY_MORNING

    def now(self) -> float:
        """Return the present moment."""
        return self.moment

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self.moment += seconds


@define
class RealClock:
    """Goes on by itself, and jumps when told to."""

    ahead: float = 0.0

    def now(self) -> float:
        """Return the present moment."""
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Let time pass at once."""
        self.ahead += seconds
