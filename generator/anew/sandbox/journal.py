"""Requests become lines that people may see: nothing in them is a secret."""

from __future__ import annotations

from collections import deque
from typing import Any

from attrs import asdict, define, field, frozen

_KEPT = 100


@frozen
class Line:
    """One request and what became of it."""

    at: float
    """By the sandbox's clock."""
    method: str
    path: str
    """Without the query, in which some APIs put tokens."""
    operation: str
    status: int | None
    """None where the connection ended without an answer."""
    family: int | None
    """The number of the family whose access token came with it."""
    fault: str
    note: str
    """What the sandbox made of it: `expired`, `reused refresh token` …"""


@define
class Journal:
    """The last requests, the newest first."""

    total: int = field(default=0, init=False)
    _lines: deque[Line] = field(factory=lambda: deque(maxlen=_KEPT), init=False)

    def add(self, line: Line) -> None:
        """Note a request."""
        self.total += 1
        self._lines.appendleft(line)

    def clear(self) -> None:
        """Forget all."""
        self.total = 0
        self._lines.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Give all lines."""
        return [asdict(line) for line in self._lines]


def shortened(secret: str) -> str:
    """Show as much of a token as it takes to tell it from others: four characters before its last quarter."""
    middle = len(secret) // 2
    return f"…{secret[middle : middle + 4]}…" if len(secret) >= 16 else "…"
