"""What was tried becomes counts, and the first of each kind of failure."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

_KEPT = 5


@define
class Tally:
    """One direction of one operation, or of many."""

    tried: int = 0
    failed: int = 0
    left: int = 0
    """Cases that could not be tried, because no valid value was found."""
    failures: list[str] = field(factory=list[str])
    reasons: list[str] = field(factory=list[str])
    """Why cases were left."""

    def count(self, problems: Iterable[str], case: str) -> None:
        """Count a case, with all that is wrong with it."""
        found = list(problems)
        self.tried += 1
        self.failed += bool(found)
        if found and len(self.failures) < _KEPT:
            self.failures.append(f"{case}: {'; '.join(found[:3])}")

    def leave(self, reason: str) -> None:
        """Count a case that was not tried."""
        self.left += 1
        if reason not in self.reasons and len(self.reasons) < _KEPT:
            self.reasons.append(reason)

    def add(self, other: Tally) -> None:
        """Add the counts of another one."""
        self.tried += other.tried
        self.failed += other.failed
        self.left += other.left

    @property
    def share(self) -> float:
        """Per cent of the cases that are as they should be; 100 where there are none."""
        return 100 * (self.tried - self.failed) / self.tried if self.tried else 100.0
