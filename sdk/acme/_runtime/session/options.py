"""The numbers that a session goes by, with defaults that suit a server one does not know."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Literal

from attrs import field, frozen
from attrs.validators import ge, in_


@frozen(kw_only=True)
class SessionOptions:
    """How early, how often and how long. All times are in seconds."""

    advisory: float = field(default=300.0, validator=ge(0))
    """How long before the expiry a refresh may start in the background.

    An upper bound: a fifth of the token's life counts if that is shorter. 0 switches it off.
    """
    retries: int = field(default=1, validator=ge(0))
    """How often a failed refresh call is repeated within one flight, at most."""
    retry_pause: float = field(default=0.5, validator=ge(0))
    """Upper bound of the random pause before such a repetition; a server that asks for longer ends the flight."""
    backoff_min: float = field(default=1.0, validator=ge(0))
    """For how long a failure is remembered, so that calls fail at once instead of asking again: at least this."""
    backoff_max: float = field(default=30.0, validator=ge(0))
    """… and at most this, also if the server asks for more."""
    lock_timeout: float = field(default=20.0, validator=ge(0))
    """How long to wait while another process refreshes."""
    flight_timeout: float = field(default=60.0, validator=ge(0))
    """How long calls without a time-out of their own wait for a flight."""
    exit_timeout: float = field(default=10.0, validator=ge(0))
    """How long `close()` and the interpreter's exit wait for a refresh that is on the wire."""
    breaker_flights: int = field(default=5, validator=ge(1))
    """How many flights are allowed in `breaker_window`; those that were due by the token's own life do not count."""
    breaker_window: float = field(default=30.0, validator=ge(0))
    """Also how long the breaker stays open before one more flight is allowed."""
    breaker_generations: int = field(default=3, validator=ge(1))
    """How many generations in a row may be refused without one success."""
    look_every: float = field(default=1.0, validator=ge(0))
    """How often the store is read, at most, to see whether somebody logged in elsewhere."""
    persist_retries: int = field(default=8, validator=ge(0))
    """How often writing a rotated token is repeated in the background, with growing pauses."""
    isolation: Literal["thread", "process"] = field(default="thread", validator=in_(("thread", "process")))
    """Where refreshes run: in a thread, or in a process of their own, which goes on if this one is killed.

    That closes the one window in which a sudden death can lose a login: after the server gave new tokens, and before
    they are stored. It costs the start of an interpreter for each refresh, about 0.2 s of processor time, and needs a
    store that is shared and a refresher that can be imported.
    """
    helper_timeout: float = field(default=120.0, validator=ge(0))
    """How long such a process may live."""
    refresh_after_fork: bool = False
    """Let a forked child spend a refresh token that lives in memory only. The parent must then not refresh any more."""
    random: Callable[[], float] = field(default=random.SystemRandom().random, repr=False)
    """Source of jitter: numbers from 0 up to 1. A generator with a seed would repeat itself in forked children."""
