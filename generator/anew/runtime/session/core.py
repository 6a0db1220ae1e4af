"""A state and a call's question → the next state and what the call is to do, without I/O, locks or clocks.

Where nothing changes the state comes back as it is, and at once: every one of ten thousand refused calls asks.
What flights and people report is in `events`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve, frozen

from .errors import (
    FreshTokenRefused,
    RefreshFailed,
    RefreshLoopError,
    SessionChanged,
    SessionClosed,
    UnsharedTokenStore,
)
from .options import SessionOptions
from .state import NOT_LOGGED_IN, Failure, Kind, Phase, State, Ticket
from .tokens import Snapshot, TokenGrant, outlives


@frozen
class Send:
    """Send the call now."""

    snapshot: Snapshot


@frozen
class Wait:
    """Wait for the flight that is under way."""

    ticket: Ticket


@frozen
class Begin:
    """Start a flight; `send` is given if the call need not wait for it."""

    ticket: Ticket
    send: Snapshot | None = None


@frozen
class Peek:
    """Look into the store in the background. It is not the state's flight, so that a refresh may leave meanwhile."""

    ticket: Ticket
    send: Snapshot


@frozen
class Fail:
    """The call cannot be made."""

    failure: Failure
    tripped: bool = False
    """The breaker opened with this very decision."""


Decision = Send | Wait | Begin | Peek | Fail
Step = tuple[State, Decision]
_Rule = Callable[[State, float, SessionOptions], Step]

CHANGED = Failure(SessionChanged, "somebody logged in or out while this call was on its way; it was not sent again")
CLOSED = Failure(SessionClosed, "the session is closed")
ORPHAN = Failure(
    UnsharedTokenStore,
    "this process was forked and its refresh token lives in memory only, so its parent may spend it too: "
    "use a store that both share, log in anew, or set SessionOptions.refresh_after_fork",
)
REFUSED_AGAIN = Failure(
    FreshTokenRefused,
    "the server refused the call as expired, and again with a token just obtained: "
    "its clock, this operation's rights or the session's `expired` signals are at fault",
)


def admit(state: State, now: float, options: SessionOptions) -> Step:
    """Decide for a call that is about to be sent."""
    return _noticed(state, _ADMIT[state.phase, state.usable(now)](state, now, options))


def refused(state: State, snapshot: Snapshot, now: float, options: SessionOptions) -> Step:
    """Decide for a call whose answer was that the snapshot's token has expired."""
    if blocked := _outdated(state, snapshot):
        return state, Fail(blocked)
    return _noticed(state, admit(_marked(state, snapshot, now, options), now, options))


def refused_again(state: State, snapshot: Snapshot, now: float, options: SessionOptions) -> Step:
    """Decide for a replay that was refused: it fails, and the token counts as refused for everybody else too."""
    if blocked := _outdated(state, snapshot):
        return state, Fail(blocked)
    after = _marked(state, snapshot, now, options)
    return _noticed(state, (after, Fail(_loop(after, now) if now < after.breaker_until else REFUSED_AGAIN)))


def accepted(state: State, snapshot: Snapshot) -> State:
    """Note that the server took the token: what came before was no loop."""
    if state.proven or snapshot.epoch != state.epoch or snapshot.gen != state.gen:
        return state
    return evolve(state, proven=True, streak=0)


def renewed(state: State, snapshot: Snapshot, grant: TokenGrant) -> Step:
    """Store tokens that came unasked with an answer, unless newer ones are there or on their way.

    Calls that are under way together may each be handed others. Those that come while a first one is being stored are
    offers: the newest of them leaves with the next call.
    """
    if snapshot.epoch != state.epoch or state.tokens is None or not _is_newer(state, snapshot, grant):
        return state, Send(snapshot)
    if state.phase in (Phase.FRESH, Phase.BACKOFF):
        state, ticket = _departed(evolve(state, offer=None), Kind.STORE, grant)
        return state, Begin(ticket, send=snapshot)
    storing = state.flight is not None and state.flight.kind is Kind.STORE
    return evolve(state, offer=grant) if storing else state, Send(snapshot)


def _is_newer(state: State, snapshot: Snapshot, grant: TokenGrant) -> bool:
    """Tell which of two tokens the server handed out later: the one that lives longer, if that is known."""
    rival = state.offer or (state.flight.grant if state.flight else None)
    if rival is not None:
        return grant.access != rival.access and outlives(grant, rival.expires_at) is not False
    assert state.tokens is not None  # noqa: S101 - `renewed` asked
    if snapshot.gen == state.gen:
        return grant.access != state.tokens.access
    # It was handed out for a token that has been replaced since; without an expiry nobody knows in which order.
    return bool(outlives(grant, state.tokens.expires_at))


def lost(state: State, snapshot: Snapshot, now: float, options: SessionOptions) -> Step:
    """Look whether somebody logged in elsewhere, after the server said that nobody is logged in here."""
    if _outdated(state, snapshot) or now < state.look_at:
        return state, Send(snapshot)
    number = state.tickets + 1
    ticket = Ticket(number, state.principal, state.epoch, state.gen, Kind.LOOK)
    return evolve(state, tickets=number, look_at=now + options.look_every), Peek(ticket, snapshot)


def _send(state: State, now: float, options: SessionOptions) -> Step:  # noqa: ARG001 - one signature for all rules
    return state, Send(state.snapshot)


def _send_and_refresh_ahead(state: State, now: float, options: SessionOptions) -> Step:
    if now < state.calm_until or _barred(state, now, options):
        return state, Send(state.snapshot)
    state, ticket = _next(state)
    return state, Begin(ticket, send=state.snapshot)


def _refresh(state: State, now: float, options: SessionOptions) -> Step:
    if barred := _barred(state, now, options):
        return barred
    state, ticket = _next(state)
    return state, Begin(ticket)


def _refresh_after_backoff(state: State, now: float, options: SessionOptions) -> Step:
    if now < state.until:
        return state, Fail(_remembered(state, now))
    return _refresh(state, now, options)


def _look_elsewhere(state: State, now: float, options: SessionOptions) -> Step:  # noqa: ARG001
    if now < state.until:
        return state, Fail(_remembered(state, now))
    state, ticket = _departed(state, Kind.LOOK)
    return state, Begin(ticket)


def _wait(state: State, now: float, options: SessionOptions) -> Step:  # noqa: ARG001
    assert state.flight is not None  # noqa: S101 - REFRESHING means that there is one
    return state, Wait(state.flight)


def _closed(state: State, now: float, options: SessionOptions) -> Step:  # noqa: ARG001
    return state, Fail(CLOSED)


_ADMIT: Mapping[tuple[Phase, bool], _Rule] = {
    # phase                 usable
    (Phase.ANONYMOUS, False): _look_elsewhere,
    (Phase.FRESH, True): _send_and_refresh_ahead,
    (Phase.FRESH, False): _refresh,
    (Phase.REFRESHING, True): _send,
    (Phase.REFRESHING, False): _wait,
    (Phase.BACKOFF, True): _send_and_refresh_ahead,
    (Phase.BACKOFF, False): _refresh_after_backoff,
    (Phase.LOGIN_REQUIRED, True): _send,
    (Phase.LOGIN_REQUIRED, False): _look_elsewhere,
    (Phase.CLOSED, True): _closed,
    (Phase.CLOSED, False): _closed,
}


def _noticed(before: State, step: Step) -> Step:
    """Point out the one decision with which the breaker opened."""
    after, decision = step
    if isinstance(decision, Fail) and after.breaker_until > before.breaker_until:
        return after, Fail(decision.failure, tripped=True)
    return step


def _outdated(state: State, snapshot: Snapshot) -> Failure | None:
    """Never replay under another login; nor after the end."""
    if state.phase is Phase.CLOSED:
        return CLOSED
    return CHANGED if snapshot.epoch != state.epoch else None


def _marked(state: State, snapshot: Snapshot, now: float, options: SessionOptions) -> State:
    """Note a refusal of the current generation, once; refusals of older ones say nothing new."""
    if snapshot.gen != state.gen or state.refused:
        return state
    streak = 0 if state.proven else state.streak + 1
    looping = streak >= options.breaker_generations
    until = now + options.breaker_window if looping else state.breaker_until
    return evolve(state, refused=True, streak=streak, breaker_until=until)


def _barred(state: State, now: float, options: SessionOptions) -> Step | None:
    """Tell why no flight may leave, if so: a forked child's unshared token, or the breaker."""
    if state.orphan and not options.refresh_after_fork:
        return state, Fail(ORPHAN)
    counted = [instant for instant in state.recent if instant > now - options.breaker_window]
    if now >= state.breaker_until and len(counted) >= options.breaker_flights:
        # It closes when the oldest flight has left the window.
        state = evolve(state, breaker_until=counted[-options.breaker_flights] + options.breaker_window)
    return (state, Fail(_loop(state, now))) if now < state.breaker_until else None


def _loop(state: State, now: float) -> Failure:
    left = state.breaker_until - now
    why = (
        f"the last {state.streak} tokens were refused one after the other, none was accepted"
        if state.streak > 1
        else "tokens expire again and again long before their time"
    )
    return Failure(RefreshLoopError, f"refreshing does not help: {why}; next attempt in {left:.0f} s", retry_after=left)


def _remembered(state: State, now: float) -> Failure:
    """Repeat what the last flight ended with; when the next may leave has changed since."""
    failure = state.failure or NOT_LOGGED_IN
    if not issubclass(failure.kind, RefreshFailed):
        return failure
    return evolve(failure, retry_after=state.until - now)


def _next(state: State) -> tuple[State, Ticket]:
    """Let the flight leave that is due: what the server offers costs nobody a refresh token."""
    if state.offer is not None:
        return _departed(evolve(state, offer=None), Kind.STORE, state.offer)
    return _departed(state, Kind.REFRESH)


def _departed(state: State, kind: Kind, grant: TokenGrant | None = None) -> tuple[State, Ticket]:
    number = state.tickets + 1
    ticket = Ticket(number, state.principal, state.epoch, state.gen, kind, grant)
    return evolve(state, phase=Phase.REFRESHING, flight=ticket, tickets=number), ticket
