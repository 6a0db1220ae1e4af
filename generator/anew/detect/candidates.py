"""Operations that may be login, refresh or logout become the likeliest one, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from anew.detect.findings import Found, Sure
from anew.detect.seen import Seen
from anew.detect.tokens import Held
from anew.model import Exchange


@frozen
class Candidate:
    """An operation that may be what is looked for."""

    seen: Seen
    score: int
    sure: Sure
    evidence: str
    exchange: Exchange


def best(candidates: Iterable[Candidate], near: str) -> Candidate | None:
    """Take the highest score; of equals the one whose path has most in common with `near`, then the shortest."""
    return max(candidates, key=lambda one: (one.score, _common(one.seen.path, near), -len(one.seen.path)), default=None)


def found(candidate: Candidate | None) -> Found[Exchange] | None:
    """Say what was found."""
    if candidate is None:
        return None
    return Found(candidate.exchange, candidate.sure, candidate.evidence, candidate.seen.at)


def evidence(seen: Seen, facts: Sequence[str]) -> str:
    """Name an operation with what speaks for it."""
    return ", ".join([f"{seen.method} {seen.path}", *facts])


def answered(held: Held) -> str:
    """Say which tokens an operation answers."""
    return " and ".join(f"`{place}`" for place in (*held.tokens.access, *held.tokens.refresh))


def _common(path: str, other: str) -> int:
    pairs = zip(path.split("/"), other.split("/"), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), 99)
