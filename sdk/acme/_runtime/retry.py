"""Failures to pauses: whether an attempt is worth repeating, and after how long.

| what happened                                    | repeated for                |
|--------------------------------------------------|-----------------------------|
| no connection (nothing was sent)                 | every method                |
| connection lost before or during the answer      | idempotent methods          |
| HTTP 429, or a rule that raises `RateLimited`    | idempotent methods          |
| HTTP 500, 502, 503, 504                          | idempotent methods          |
| a time-out while sending or waiting for bytes    | never: patience is used up  |

Idempotent are GET, HEAD, OPTIONS, TRACE, PUT and DELETE, and every method with an `Idempotency-Key` header. A library
such as stamina would add a dependency to every SDK and wants to do the waiting; here the session, redirects and bodies
have a say between two attempts, and what is left of it are the few lines below.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from attrs import field, frozen

from .errors import ApiError, ConnectFailed, ConnectionLost, RateLimited, TransportError

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_STATUSES = frozenset({429, 500, 502, 503, 504})


@frozen(kw_only=True)
class Pace:
    """How long to wait between attempts. All times are in seconds."""

    base: float = 0.5
    """Upper bound of the first pause; it doubles with each attempt."""
    cap: float = 8.0
    """Upper bound of every pause."""
    patience: float = 60.0
    """If the server asks to wait for longer than this, the call fails instead."""
    random: Callable[[], float] = field(default=random.random, repr=False)
    """Source of jitter: numbers from 0 up to 1."""

    def pause(self, attempt: int, asked_for: float | None) -> float | None:
        """Choose the pause after a failed attempt, counted from 0; None if it would be too long.

        Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. What the server asks
        for is a lower bound, with jitter added, so that not everybody comes back at the same instant.
        """
        jitter = self.random() * min(self.cap, self.base * 2.0**attempt)
        if asked_for is None:
            return jitter
        return asked_for + min(jitter, self.base) if asked_for <= self.patience else None


def is_worth_it(fault: TransportError | ApiError, *, idempotent: bool) -> bool:
    """Whether a repetition may succeed and cannot do harm."""
    if isinstance(fault, ConnectFailed):
        return True
    if not idempotent:
        return False
    if isinstance(fault, ApiError):
        return isinstance(fault, RateLimited) or fault.status in _STATUSES
    return isinstance(fault, ConnectionLost)


def wait_asked_for(text: str, wall: Callable[[], float] = time.time) -> float | None:
    """Read `Retry-After` in both forms, seconds and an HTTP date, as seconds from now; None if it is neither."""
    text = text.strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, wall)
    return seconds if 0 <= seconds < float("inf") else None


def _until(date: str, wall: Callable[[], float]) -> float:
    try:
        return max(parsedate_to_datetime(date).timestamp() - wall(), 0.0)
    except ValueError:
        return -1.0
