"""A state and what a flight, a person or the system reports → the next state, without I/O, locks or clocks.

A report that comes too late, from another epoch or from a flight that is over, changes nothing.
"""

from __future__ import annotations

import math

from attrs import evolve

from .errors import LoginRequired
from .options import SessionOptions
from .state import Failure, Kind, Phase, State, Ticket, advisory_at, due_at
from .tokens import Snapshot, TokenSet, outlives

LOGGED_OUT = Failure(LoginRequired, "logged out: call login() first")


def landed(state: State, ticket: Ticket, tokens: TokenSet, now: float, options: SessionOptions) -> State:
    """Make tokens current that a flight brought: its own, or those of another process.

    A flight that was given up may still land, and its tokens count: the server has forgotten the old ones.
    """
    if ticket.epoch != state.epoch or state.phase is Phase.CLOSED:
        return state
    flight = None if state.flight == ticket else state.flight
    phase = Phase.FRESH if flight is None else Phase.REFRESHING
    if tokens.gen <= state.gen:
        return state if state.flight != ticket else evolve(state, phase=phase, flight=None)
    expected = now >= state.due or state.tokens is None or ticket.kind is not Kind.REFRESH
    recent = state.recent if expected else (*state.recent, now)[-options.breaker_flights :]
    state = evolve(state, phase=phase, flight=flight, recent=recent)
    return _with_tokens(state, Snapshot(state.epoch, tokens), options)


def failed(state: State, ticket: Ticket, failure: Failure, until: float) -> State:
    """Note that a flight failed for now; the tokens stay, and the next one leaves at `until` at the earliest."""
    if state.flight != ticket:
        return state
    after = evolve(state, phase=Phase.BACKOFF, flight=None, failure=failure, failures=state.failures + 1, until=until)
    if state.tokens is None:
        return evolve(after, phase=Phase.ANONYMOUS)
    if ticket.kind is Kind.LOOK:
        # The store could not be looked at; why a login is required has not changed.
        return evolve(after, phase=Phase.LOGIN_REQUIRED, failure=state.failure)
    return after


def rejected(state: State, ticket: Ticket, failure: Failure, until: float) -> State:
    """Note that a flight failed for good: only a login helps, here or elsewhere; the store is read from `until` on."""
    if state.flight != ticket:
        return state
    phase = Phase.ANONYMOUS if state.tokens is None else Phase.LOGIN_REQUIRED
    return evolve(state, phase=phase, flight=None, offer=None, failure=failure, until=until)


def logged_in(state: State, tokens: TokenSet, options: SessionOptions, *, stored: bool = True) -> State:
    """Start a new epoch with the tokens of a login; calls of the old one are not replayed under it.

    The store's generations tell which of two logins at once came later. One that could not be stored just wins.
    """
    if tokens.principal == state.principal and tokens.gen <= state.gen:
        if stored:
            return state
        tokens = evolve(tokens, gen=state.gen + 1)
    if state.phase is Phase.CLOSED:
        return state
    state = evolve(
        state,
        phase=Phase.FRESH,
        principal=tokens.principal,
        flight=None,
        offer=None,
        streak=0,
        recent=(),
        breaker_until=-math.inf,
        orphan=False,
    )
    return _with_tokens(state, Snapshot(state.epoch + 1, tokens), options)


def logged_out(state: State, until: float) -> State:
    """Forget the tokens and start a new epoch; the store is read from `until` on, for a login elsewhere."""
    if state.phase is Phase.CLOSED:
        return state
    return evolve(
        state,
        phase=Phase.ANONYMOUS,
        snapshot=Snapshot(state.epoch + 1, None),
        refused=False,
        flight=None,
        offer=None,
        failure=LOGGED_OUT,
        until=until,
        orphan=False,
    )


def closed(state: State) -> State:
    """End it."""
    return evolve(state, phase=Phase.CLOSED, flight=None)


def opened(state: State, tokens: TokenSet | None, now: float, options: SessionOptions) -> State:
    """Start with what the store holds, where looking costs nothing."""
    if tokens is None:
        return evolve(state, until=now + options.look_every)
    return _with_tokens(evolve(state, phase=Phase.FRESH), Snapshot(state.epoch, tokens), options)


def forked(state: State, *, shared: bool, jitter: float) -> State:
    """Go on in a child process, where no thread flies the parent's flight."""
    tokens = state.tokens
    orphan = state.orphan or (not shared and tokens is not None and tokens.refresh is not None)
    phase = state.phase
    if phase is Phase.REFRESHING:
        looking = state.flight is not None and state.flight.kind is Kind.LOOK
        phase = Phase.LOGIN_REQUIRED if looking else Phase.FRESH
        phase = phase if tokens else Phase.ANONYMOUS
    return evolve(state, phase=phase, flight=None, orphan=orphan, jitter=jitter)


def _with_tokens(state: State, snapshot: Snapshot, options: SessionOptions) -> State:
    """Make a snapshot current and forget what was known of the one before."""
    assert snapshot.tokens is not None  # noqa: S101 - callers pass tokens
    offer = state.offer
    if offer and (offer.access == snapshot.tokens.access or outlives(offer, snapshot.tokens.expires_at) is False):
        offer = None
    return evolve(
        state,
        snapshot=snapshot,
        offer=offer,
        refused=False,
        proven=False,
        until=-math.inf,
        failure=None,
        failures=0,
        advisory=advisory_at(snapshot.tokens, state.jitter, options),
        due=due_at(snapshot.tokens),
    )
