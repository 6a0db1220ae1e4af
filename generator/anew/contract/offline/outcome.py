"""What was found about each operation becomes totals and a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import asdict, field, frozen

from anew.contract.offline.options import Thresholds
from anew.contract.offline.tally import Tally
from anew.errors import Place

DIRECTIONS = ("requests", "answers", "damaged")


@frozen
class Tried:
    """One operation."""

    id: str
    method: str
    path: str
    place: Place | None
    requests: Tally
    answers: Tally
    damaged: Tally
    lost: str = ""
    """Why the operation could not be tried to its end."""

    @property
    def is_good(self) -> bool:
        """Whether nothing at all was found."""
        return not self.lost and not any(getattr(self, one).failed for one in DIRECTIONS)


@frozen
class Outcome:
    """One run."""

    document: str
    package: str
    config: str
    """Empty where what `init` would write was taken."""
    operations: tuple[Tried, ...] = field(repr=False)
    seconds: float

    @property
    def lost(self) -> tuple[Tried, ...]:
        """The operations that nothing is known of."""
        return tuple(one for one in self.operations if one.lost)

    def total(self, direction: str) -> Tally:
        """Sum one direction."""
        return total(getattr(one, direction) for one in self.operations)

    def passes(self, thresholds: Thresholds) -> bool:
        """Tell whether every direction has its share, and every operation was tried to its end."""
        shares = (self.total(one).share >= getattr(thresholds, one) for one in DIRECTIONS)
        return all(shares) and not self.lost

    def as_json(self) -> dict[str, Any]:
        """Give everything for tools."""
        return {
            "document": self.document,
            "package": self.package,
            "config": self.config,
            "seconds": round(self.seconds, 1),
            "not_judged": [f"{one.method} {one.path}" for one in self.lost],
            "total": {one: _counts(self.total(one)) for one in DIRECTIONS},
            "operations": [_entry(one) for one in self.operations],
        }


def total(tallies: Iterable[Tally]) -> Tally:
    """Sum tallies."""
    found = Tally()
    for one in tallies:
        found.add(one)
    return found


def _counts(tally: Tally) -> dict[str, Any]:
    return {"tried": tally.tried, "failed": tally.failed, "left": tally.left, "share": round(tally.share, 2)}


def _entry(tried: Tried) -> Mapping[str, Any]:
    place = tried.place
    return {
        "id": tried.id,
        "method": tried.method,
        "path": tried.path,
        "place": str(place) if place else "",
        "pointer": place.pointer if place else "",
        "lost": tried.lost,
        **{one: asdict(getattr(tried, one)) for one in DIRECTIONS},
    }
