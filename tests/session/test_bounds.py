"""Boundaries of the core's numbers, and states that a session rarely passes through: pure functions again."""

from __future__ import annotations

import math
from typing import Any

import pytest
from anew.runtime.session import (
    FreshTokenRefused,
    Phase,
    Record,
    RefreshLoopError,
    Snapshot,
    TokenGrant,
    core,
    events,
)
from anew.runtime.session.core import Begin, Fail
from anew.runtime.session.reread import LOGGED_OUT_ELSEWHERE, Adopt, GiveUp, plan
from anew.runtime.session.state import NOT_LOGGED_IN, Failure, Kind, State, Ticket, due_at
from attrs import evolve

from .states import DEAD, DOWN, NOW, OPTIONS, tokens


def fresh(**changes: Any) -> State:
    return evolve(State(phase=Phase.FRESH, snapshot=Snapshot(1, tokens())), **changes)


def test_a_second_refusal_that_opens_the_breaker_says_so() -> None:
    """The third token in a row that a replay finds refused is a loop, and no accident of one token."""
    state = fresh(streak=2)

    decision = core.refused_again(state, state.snapshot, NOW, OPTIONS)[1]

    assert isinstance(decision, Fail)
    assert decision.failure.kind is RefreshLoopError
    assert decision.tripped


def test_a_breaker_that_closes_this_instant_is_closed() -> None:
    """At its last instant it says nothing about a second refusal any more."""
    state = fresh(breaker_until=NOW)

    decision = core.refused_again(state, state.snapshot, NOW, OPTIONS)[1]

    assert isinstance(decision, Fail)
    assert decision.failure.kind is FreshTokenRefused


def test_a_refusal_after_a_success_counts_nothing() -> None:
    """A token that worked and expired is no part of a streak."""
    state = fresh(proven=True)

    assert core.refused(state, state.snapshot, NOW, OPTIONS)[0].streak == 0


def test_a_flight_leaves_the_window_after_exactly_its_length() -> None:
    """Five flights of half a minute ago do not stop the next one."""
    state = fresh(refused=True, recent=(NOW - OPTIONS.breaker_window,) * 5)

    assert isinstance(core.admit(state, NOW, OPTIONS)[1], Begin)


def test_a_breaker_that_closes_is_opened_again_by_the_flights_meanwhile() -> None:
    """The instant at which it closes is one at which flights are counted."""
    state = fresh(refused=True, recent=(NOW - 1,) * 5, breaker_until=NOW)

    assert isinstance(core.admit(state, NOW, OPTIONS)[1], Fail)


def test_two_refused_tokens_are_a_row() -> None:
    """The breaker names the tokens in a row from the second on."""
    state = fresh(refused=True, streak=2, breaker_until=NOW + 7)

    decision = core.admit(state, NOW, OPTIONS)[1]

    assert isinstance(decision, Fail)
    assert "the last 2 tokens" in decision.failure.reason


def test_without_jitter_the_window_is_whole() -> None:
    """A state that nobody gave jitter to has none."""
    assert events.logged_in(State(), tokens(lifetime=100), OPTIONS).advisory == NOW + 80


def test_a_state_is_of_this_process_until_it_is_forked() -> None:
    """Nobody is an orphan by birth: an expired token is refreshed."""
    state = State(phase=Phase.FRESH, snapshot=Snapshot(1, tokens(lifetime=1)))

    assert isinstance(core.admit(state, NOW + 1, OPTIONS)[1], Begin)


def test_no_tokens_have_expired_for_ever() -> None:
    """The deadline of nothing has always been over."""
    assert State().deadline == -math.inf


def test_a_closed_session_has_no_fast_path() -> None:
    """After the end no call goes out, however long its token would be good."""
    assert events.closed(fresh()).calm_until == -math.inf


def test_a_life_of_an_instant_makes_no_flight_due() -> None:
    """Tokens that live for less than half a second are a loop, so their renewal counts as a surprise until then."""
    assert due_at(tokens(lifetime=0.1)) == NOW + 0.5


@pytest.mark.parametrize("phase", [Phase.BACKOFF, Phase.LOGIN_REQUIRED])
def test_a_late_landing_of_old_tokens_ends_no_backoff(phase: Phase) -> None:
    """A flight that was given up, and brings what is known already, leaves everything as it is."""
    state = fresh(phase=phase, failure=DOWN, until=NOW + 9)

    assert events.landed(state, Ticket(1, "default", 1, 0), tokens(1), NOW, OPTIONS) is state


def test_looking_in_vain_for_a_first_login_leaves_nobody_logged_in() -> None:
    """Without tokens a rejected look ends where it began."""
    state = core.admit(State(), NOW, OPTIONS)[0]
    assert state.flight is not None

    assert events.rejected(state, state.flight, NOT_LOGGED_IN, NOW + 1).phase is Phase.ANONYMOUS


def test_a_closed_session_is_not_logged_in_or_out() -> None:
    """A login or logout that was under way when the session ended changes nothing."""
    state = events.closed(fresh())

    assert events.logged_in(state, tokens(5), OPTIONS) is state
    assert events.logged_out(state, NOW) is state


@pytest.mark.parametrize("phase", [Phase.BACKOFF, Phase.LOGIN_REQUIRED, Phase.CLOSED])
def test_a_child_is_in_the_phase_of_its_parent(phase: Phase) -> None:
    """Only a flight stays behind; what is known is known to the child too."""
    assert events.forked(fresh(phase=phase), shared=True, jitter=0.0).phase is phase


def test_whose_logout_it_was_is_told_apart() -> None:
    """A mark in the store ended this session's login, or there was none here to end."""
    mark = Record(2, None)
    here = plan(fresh(), Ticket(1, "default", 1, 1), mark, wall=0.0, now=NOW)
    nobody = plan(State(), Ticket(1, "default", 0, 0, Kind.LOOK), mark, wall=0.0, now=NOW)

    assert (here, nobody) == (GiveUp(LOGGED_OUT_ELSEWHERE), GiveUp(NOT_LOGGED_IN))


def test_a_flight_adopts_what_landed_beside_it() -> None:
    """Its generation has been replaced meanwhile, and nobody refused the new one: nothing is spent."""
    state = fresh(snapshot=Snapshot(1, tokens(2)))

    assert isinstance(plan(state, Ticket(1, "default", 1, 1), Record(2, tokens(2)), wall=0.0, now=NOW), Adopt)


def test_with_no_tokens_anywhere_there_is_nothing_to_spend() -> None:
    """Neither memory nor store holds a login."""
    assert plan(State(), Ticket(1, "default", 0, 0), None, wall=0.0, now=NOW) == GiveUp(NOT_LOGGED_IN)


@pytest.mark.parametrize(("failure", "told"), [(DEAD, DEAD), (DOWN, NOT_LOGGED_IN), (None, NOT_LOGGED_IN)])
def test_looking_in_vain_repeats_why_a_login_is_required(failure: Failure | None, told: Failure) -> None:
    """A reason for a login stays; that the store was down once is none."""
    state = fresh(phase=Phase.LOGIN_REQUIRED, failure=failure)

    assert plan(state, Ticket(1, "default", 1, 1, Kind.LOOK), None, wall=0.0, now=NOW) == GiveUp(told)


def test_new_tokens_take_the_place_of_an_older_offer() -> None:
    """What waited to be stored is not stored after what came later."""
    state = fresh(offer=TokenGrant("older"))

    assert core.renewed(state, state.snapshot, TokenGrant("newer"))[0].offer is None


def test_what_is_being_stored_is_not_offered_again() -> None:
    """A second answer with the very same token brings nothing new."""
    state = core.renewed(fresh(), Snapshot(1, tokens()), TokenGrant("gift"))[0]

    assert core.renewed(state, state.snapshot, TokenGrant("gift"))[0] is state


def test_an_offer_that_leaves_is_no_offer_any_more() -> None:
    """The flight has it."""
    state, decision = core.admit(fresh(offer=TokenGrant("gift")), NOW, OPTIONS)

    assert isinstance(decision, Begin)
    assert (decision.ticket.grant, state.offer) == (TokenGrant("gift"), None)


def test_an_offer_ends_with_its_login() -> None:
    """Neither a rejected flight nor a logout leaves it behind."""
    ticket = Ticket(1, "default", 1, 1)
    state = fresh(offer=TokenGrant("gift"), phase=Phase.REFRESHING, flight=ticket)

    assert events.rejected(state, ticket, DEAD, NOW).offer is None
    assert events.logged_out(state, NOW).offer is None
    assert events.logged_in(state, tokens(5), OPTIONS).offer is None


@pytest.mark.parametrize(
    ("offer", "kept"),
    [
        (TokenGrant("a2"), False),
        (TokenGrant("other"), True),
        (TokenGrant("shorter", expires_at=50.0), False),
        (TokenGrant("longer", expires_at=70.0), True),
    ],
)
def test_an_offer_outlives_a_landing_if_it_is_newer(offer: TokenGrant, kept: bool) -> None:
    """The very tokens that landed, and those that end before them, are not stored again."""
    landed = evolve(tokens(2), expires_at=60.0)
    state = events.landed(fresh(offer=offer), Ticket(1, "default", 1, 1), landed, NOW, OPTIONS)

    assert (state.offer is offer) is kept
