"""States of the core to begin with, and what its decisions are taken for."""

from __future__ import annotations

from anew.runtime.session import LoginRequired, RefreshFailed, SessionOptions, TokenSet, core, events
from anew.runtime.session.core import Begin, Fail
from anew.runtime.session.state import Failure, State, Ticket

OPTIONS = SessionOptions()
NOW = 100.0
DOWN = Failure(RefreshFailed, "down")
DEAD = Failure(LoginRequired, "dead")


def tokens(gen: int = 1, lifetime: float | None = None) -> TokenSet:
    expires_at = None if lifetime is None else 1_000.0 + lifetime
    return TokenSet(f"a{gen}", f"r{gen}", expires_at, obtained=NOW, gen=gen, lifetime=lifetime)


def logged_in(lifetime: float | None = None) -> State:
    return events.logged_in(State(), tokens(lifetime=lifetime), OPTIONS)


def refreshing(state: State, now: float = NOW) -> tuple[State, Ticket]:
    state, decision = core.refused(state, state.snapshot, now, OPTIONS)
    assert isinstance(decision, Begin)
    return state, decision.ticket


def ahead(state: State) -> tuple[State, Ticket]:
    """Depart in the advisory window of a token that lives for a hundred seconds."""
    state, decision = core.admit(state, NOW + 95, OPTIONS)
    assert isinstance(decision, Begin)
    assert decision.send is state.snapshot
    return state, decision.ticket


def fails(step: core.Step) -> Failure:
    assert isinstance(step[1], Fail)
    return step[1].failure


def begins(step: core.Step) -> Ticket:
    assert isinstance(step[1], Begin)
    assert step[1].send is None
    return step[1].ticket
