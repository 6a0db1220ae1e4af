"""What a session knows, as one immutable object: published whole, read without a lock.

```
ANONYMOUS ──login──► FRESH ──expired, refused, or in good time──► REFRESHING ──tokens──► FRESH
                                                                      ├──for now──► BACKOFF ──later──► REFRESHING
                                                                      └──for good─► LOGIN_REQUIRED ──login──► FRESH
any ──logout──► ANONYMOUS        any ──close──► CLOSED
```

The phase says what the session is doing; whether calls may be sent meanwhile depends on the tokens alone (`usable`).
ANONYMOUS and LOGIN_REQUIRED pass through REFRESHING too, when a flight looks whether somebody logged in elsewhere.
"""

from __future__ import annotations

import math
from enum import Enum

from attrs import Factory, field, frozen

from .errors import LoginRequired, RefreshFailed, RefreshLoopError, SessionError
from .options import SessionOptions
from .tokens import Snapshot, TokenGrant, TokenSet


class Phase(Enum):
    """The states of the picture above."""

    ANONYMOUS = "anonymous"
    FRESH = "fresh"
    REFRESHING = "refreshing"
    BACKOFF = "backoff"
    LOGIN_REQUIRED = "login required"
    CLOSED = "closed"


class Kind(Enum):
    """What a flight is for."""

    REFRESH = "refresh"
    """Get past a generation: adopt a newer one, or spend the refresh token."""
    LOOK = "look"
    """See whether the store holds something newer; never spend the token of the generation at hand."""
    STORE = "store"
    """Make tokens current that the server handed out unasked."""


@frozen
class Ticket:
    """One flight, as the core calls it."""

    number: int
    principal: str
    epoch: int
    gen: int
    """The generation to get past."""
    kind: Kind = Kind.REFRESH
    grant: TokenGrant | None = None
    """What `Kind.STORE` is to store."""


@frozen
class Failure:
    """Why calls cannot go on; shared by all of them, each raises an exception of its own."""

    kind: type[SessionError]
    reason: str
    cause: BaseException | None = None
    retry_after: float | None = None

    def exception(self) -> SessionError:
        """Make an instance to raise: shared instances would collect everybody's traceback and context."""
        if issubclass(self.kind, RefreshFailed | RefreshLoopError):
            error: SessionError = self.kind(self.reason, self.retry_after)
        else:
            error = self.kind(self.reason)
        error.__cause__ = self.cause
        return error


NOT_LOGGED_IN = Failure(LoginRequired, "nobody is logged in: call login() first")


@frozen(kw_only=True)
class State:
    """All that a session knows. Times are instants on the monotonic clock."""

    phase: Phase = Phase.ANONYMOUS
    principal: str = "default"
    snapshot: Snapshot = field(factory=lambda: Snapshot(0, None))
    refused: bool = False
    """The server refused the current generation."""
    proven: bool = False
    """The server accepted it at least once."""
    flight: Ticket | None = None
    offer: TokenGrant | None = None
    """Tokens that the server handed out while others were being stored, and that are newer than those."""
    tickets: int = 0
    """How many flights there have been."""
    until: float = -math.inf
    """Before this instant no new flight leaves: the end of the backoff, or the time of the next look at the store."""
    failure: Failure | None = None
    """What calls are told until then."""
    look_at: float = -math.inf
    """From when on the store may be read again because a call came back with "nobody is logged in"."""
    failures: int = 0
    """Transient failures in a row."""
    streak: int = 0
    """Generations in a row that were refused and never accepted."""
    recent: tuple[float, ...] = ()
    """When flights brought new tokens though none were due."""
    breaker_until: float = -math.inf
    orphan: bool = False
    """Forked off with tokens that only memory holds."""
    jitter: float = 0.0
    """From 0 up to 1; drawn once in each process, so that processes do not refresh ahead all at once."""
    advisory: float = math.inf
    """From when on a flight may leave in the background."""
    due: float = math.inf
    """From when on a flight is what the token's life lets expect."""

    calm_until: float = field(init=False, repr=False, default=Factory(lambda self: _calm_until(self), takes_self=True))
    """Before this instant `admit` has nothing to decide: the snapshot may be sent. This is the whole happy path."""

    @property
    def tokens(self) -> TokenSet | None:
        """The current tokens."""
        return self.snapshot.tokens

    @property
    def gen(self) -> int:
        """The current generation, 0 if there is none."""
        return self.snapshot.gen

    @property
    def epoch(self) -> int:
        """The current epoch."""
        return self.snapshot.epoch

    @property
    def deadline(self) -> float:
        """When the current tokens expire."""
        return -math.inf if self.snapshot.tokens is None else self.snapshot.tokens.deadline

    def usable(self, now: float) -> bool:
        """Whether calls may be sent with the current tokens: neither refused nor expired."""
        return self.snapshot.tokens is not None and not self.refused and now < self.deadline


def _calm_until(state: State) -> float:
    if state.tokens is None or state.refused:
        return -math.inf
    advisory = state.advisory if state.offer is None else -math.inf
    match state.phase:
        case Phase.FRESH:
            return min(advisory, state.deadline)
        case Phase.BACKOFF:
            return min(max(advisory, state.until), state.deadline)
        case Phase.REFRESHING | Phase.LOGIN_REQUIRED:
            return state.deadline
        case Phase.ANONYMOUS | Phase.CLOSED:
            return -math.inf


LAST_PART = 0.2
"""The share of a token's life in which its renewal is a matter of course, and no sign of a loop."""
_SHORTEST_WINDOW = 1.0
"""Seconds. Refreshing ahead by less gains nothing and only makes short-lived tokens shorter."""
_SHORTEST_LIFE = 0.5
"""Seconds. A server that hands out tokens for less is a loop, whatever it says."""


def advisory_at(tokens: TokenSet, jitter: float, options: SessionOptions) -> float:
    """Tell from when on a flight may leave in the background; infinity for never."""
    if tokens.lifetime is None:
        return math.inf
    window = min(options.advisory, LAST_PART * tokens.lifetime) * (1 - jitter / 2)
    return tokens.deadline - window if window >= _SHORTEST_WINDOW else math.inf


def due_at(tokens: TokenSet) -> float:
    """Tell from when on a flight is no surprise; infinity if the server does not say how long tokens live."""
    if tokens.lifetime is None:
        return math.inf
    return tokens.obtained + max((1 - LAST_PART) * tokens.lifetime, _SHORTEST_LIFE)
