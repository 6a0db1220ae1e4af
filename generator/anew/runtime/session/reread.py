"""What the store holds, read again under its lock → whether to adopt it, to spend a refresh token, or to give up."""

from __future__ import annotations

from attrs import frozen

from .errors import LoginRequired, StoreUnavailable
from .state import LAST_PART, NOT_LOGGED_IN, Failure, Kind, State, Ticket
from .stores.protocol import Intent, Record
from .tokens import TokenSet


@frozen
class Adopt:
    """Make the store's tokens current; somebody else did the work."""

    tokens: TokenSet


@frozen
class Spend:
    """Refresh (or store, for `Kind.STORE`) on top of these tokens."""

    tokens: TokenSet
    expected: int
    """Generation that the store holds now, 0 for nothing."""
    left: Intent | None = None
    """Somebody else's intent to spend the same refresh token, who never said how it ended."""


@frozen
class GiveUp:
    """Neither is possible."""

    failure: Failure


_LAST_INSTANTS = 2.0
"""Seconds: servers count in whole ones (the `exp` of a JWT), and from before their answer arrived."""

Plan = Adopt | Spend | GiveUp

LOGGED_OUT_ELSEWHERE = Failure(LoginRequired, "logged out by another client of this token store: call login() first")
FOREIGN = Failure(
    StoreUnavailable, "the token store holds the tokens of another principal under this session's key; nothing was done"
)


def plan(state: State, ticket: Ticket, record: Record | None, *, wall: float, now: float) -> Plan:
    """Decide what a flight does.

    Args:
        state: The session's state now; it may know of more refusals than when the flight left.
        ticket: The flight.
        record: What the store holds now.
        wall: The time that `expires_at` of the record is compared with.
        now: The same instant on the monotonic clock.
    """
    held, theirs = state.tokens, record.tokens if record else None
    if theirs and theirs.principal != state.principal:
        return GiveUp(FOREIGN)
    if record and theirs is None and record.gen >= ticket.gen:
        return GiveUp(LOGGED_OUT_ELSEWHERE if held else NOT_LOGGED_IN)
    past = state.gen if state.refused else ticket.gen
    expected = record.gen if record else 0
    if record and theirs and theirs.gen > past:
        theirs = theirs.rebased(wall=wall, now=now)
        # Of a generation that has expired while nobody looked only the refresh token is of use.
        usable = now < theirs.deadline - _last_instants(theirs) or ticket.kind is Kind.STORE
        return Adopt(theirs) if usable else Spend(theirs, expected, record.intent)
    if held is None:
        return GiveUp(NOT_LOGGED_IN)
    if ticket.kind is Kind.LOOK:
        return GiveUp(_sticky(state))
    return Spend(held, expected, record.intent if record and theirs and theirs.gen == held.gen else None)


def _last_instants(tokens: TokenSet) -> float:
    """Tell for how many seconds before its end a token is not worth sending: it would end on its way.

    It is renewed by then as a matter of course (I32), and a replay with it that is refused would be taken for a fresh
    token's (I5).
    """
    return 0.0 if tokens.lifetime is None else min(_LAST_INSTANTS, LAST_PART * tokens.lifetime)


def _sticky(state: State) -> Failure:
    """Nothing new in the store: what made a login necessary still does."""
    failure = state.failure
    return failure if failure and issubclass(failure.kind, LoginRequired) else NOT_LOGGED_IN
