"""The core's table, row by row, and reports that come too late: pure functions, no threads."""

from __future__ import annotations

import pytest
from anew.runtime.session import (
    Phase,
    SessionClosed,
    UnsharedTokenStore,
    core,
    events,
)
from anew.runtime.session.core import Begin, Send, Wait
from anew.runtime.session.state import NOT_LOGGED_IN, Kind, State
from attrs import evolve

from .states import DEAD, DOWN, NOW, OPTIONS, ahead, begins, fails, logged_in, refreshing


def test_row_anonymous_looks_elsewhere() -> None:
    """Nobody is logged in here: look into the store, at intervals, and fail in between."""
    assert begins(core.admit(State(), NOW, OPTIONS)).kind is Kind.LOOK
    assert fails(core.admit(State(until=NOW + 1), NOW, OPTIONS)) is NOT_LOGGED_IN


def test_row_fresh_and_usable_sends() -> None:
    """A good token is sent, and the state comes back as it is."""
    state = logged_in()

    assert core.admit(state, NOW, OPTIONS) == (state, Send(state.snapshot))


def test_row_fresh_and_in_the_window_sends_and_refreshes_ahead() -> None:
    """In the advisory window the call is sent and a flight begins."""
    state, ticket = ahead(logged_in(100))

    assert (state.phase, state.flight, ticket.kind) == (Phase.REFRESHING, ticket, Kind.REFRESH)


def test_row_fresh_and_expired_refreshes() -> None:
    """An expired token starts a flight that the call waits for."""
    assert begins(core.admit(logged_in(100), NOW + 100, OPTIONS)).gen == 1


def test_row_refreshing_and_usable_sends() -> None:
    """During a flight that left ahead of time calls go out."""
    state, _ = ahead(logged_in(100))

    assert core.admit(state, NOW + 96, OPTIONS) == (state, Send(state.snapshot))


def test_row_refreshing_and_not_usable_waits() -> None:
    """During a flight with a refused token calls wait for it."""
    state, ticket = refreshing(logged_in())

    assert core.admit(state, NOW, OPTIONS) == (state, Wait(ticket))
    assert core.refused(state, state.snapshot, NOW, OPTIONS) == (state, Wait(ticket))


def test_row_backoff_and_usable_sends_and_refreshes_ahead_later() -> None:
    """After a failed flight calls go out with a token that is still good; the next flight leaves after the backoff."""
    state, ticket = ahead(logged_in(100))
    state = events.failed(state, ticket, DOWN, NOW + 97)

    assert core.admit(state, NOW + 96, OPTIONS) == (state, Send(state.snapshot))
    assert isinstance(core.admit(state, NOW + 97, OPTIONS)[1], Begin)


def test_row_backoff_and_not_usable_fails_until_it_is_over() -> None:
    """After a failed flight calls fail with what is left of the backoff, then refresh."""
    state, ticket = refreshing(logged_in())
    state = events.failed(state, ticket, DOWN, NOW + 5)

    assert fails(core.admit(state, NOW + 2, OPTIONS)) == evolve(DOWN, retry_after=3.0)
    assert begins(core.admit(state, NOW + 5, OPTIONS)).number == ticket.number + 1


def test_row_login_required_and_usable_sends() -> None:
    """A refresh token that died ahead of time leaves the access token its last minutes."""
    state, ticket = ahead(logged_in(100))
    state = events.rejected(state, ticket, DEAD, NOW + 96)

    assert core.admit(state, NOW + 99, OPTIONS) == (state, Send(state.snapshot))


def test_row_login_required_and_not_usable_looks_elsewhere() -> None:
    """A dead session fails with its reason, and looks into the store at intervals."""
    state, ticket = refreshing(logged_in())
    state = events.rejected(state, ticket, DEAD, NOW + 1)

    assert fails(core.admit(state, NOW, OPTIONS)) is DEAD
    assert begins(core.admit(state, NOW + 1, OPTIONS)).kind is Kind.LOOK


@pytest.mark.parametrize("state", [State(), logged_in()])
def test_row_closed_fails(state: State) -> None:
    """After the end nothing is sent."""
    state = events.closed(state)

    assert fails(core.admit(state, NOW, OPTIONS)).kind is SessionClosed
    assert fails(core.refused(state, state.snapshot, NOW, OPTIONS)).kind is SessionClosed
    assert fails(core.refused_again(state, state.snapshot, NOW, OPTIONS)).kind is SessionClosed


def test_the_table_has_a_row_for_every_phase() -> None:
    """Every phase is answered for, usable or not; those that have no tokens need one row only."""
    rows = set(core._ADMIT)

    assert rows == {(phase, usable) for phase in Phase for usable in (True, False)} - {(Phase.ANONYMOUS, True)}


def test_an_orphan_does_not_refresh() -> None:
    """A forked child with memory-only tokens sends a good token and refreshes none."""
    state = events.forked(logged_in(100), shared=False, jitter=0.0)

    assert core.admit(state, NOW + 95, OPTIONS)[1] == Send(state.snapshot)
    assert fails(core.admit(state, NOW + 100, OPTIONS)).kind is UnsharedTokenStore


@pytest.mark.parametrize("shared", [True, False])
def test_a_child_flies_no_flight(shared: bool) -> None:
    """Forked in the middle of a flight the child starts without one."""
    state = events.forked(refreshing(logged_in())[0], shared=shared, jitter=0.25)

    assert (state.phase, state.flight, state.jitter) == (Phase.FRESH, None, 0.25)


def test_a_child_of_a_process_that_looks_elsewhere_still_requires_a_login() -> None:
    """Forked while looking, the child is where its parent was before."""
    state, ticket = refreshing(logged_in())
    state = events.rejected(state, ticket, DEAD, NOW)
    dead = events.forked(core.admit(state, NOW, OPTIONS)[0], shared=True, jitter=0.0)
    anonymous = events.forked(core.admit(State(), NOW, OPTIONS)[0], shared=True, jitter=0.0)

    assert (dead.phase, anonymous.phase) == (Phase.LOGIN_REQUIRED, Phase.ANONYMOUS)


def test_the_store_that_cannot_be_looked_at_leaves_the_reason_for_a_login() -> None:
    """A failed look does not turn a dead session into one that may recover."""
    state, ticket = refreshing(logged_in())
    state = events.rejected(state, ticket, DEAD, NOW)
    state, decision = core.admit(state, NOW, OPTIONS)
    assert isinstance(decision, Begin)
    state = events.failed(state, decision.ticket, DOWN, NOW + 1)

    assert (state.phase, state.failure) == (Phase.LOGIN_REQUIRED, DEAD)
