"""What flights and people report, also too late, and what the state is after it: pure functions, no threads."""

from __future__ import annotations

import math

import pytest
from anew.runtime.session import (
    Phase,
    RefreshFailed,
    Snapshot,
    TokenGrant,
    core,
    events,
)
from anew.runtime.session.core import Begin, Peek, Send
from anew.runtime.session.state import State
from attrs import evolve

from .states import DEAD, DOWN, NOW, OPTIONS, fails, logged_in, refreshing, tokens


def test_late_reports_change_nothing() -> None:
    """A flight of an old epoch, or one that is over, cannot change the state."""
    state, ticket = refreshing(logged_in())
    after = events.logged_in(state, tokens(gen=5), OPTIONS)

    assert events.landed(after, ticket, tokens(gen=6), NOW, OPTIONS) is after
    assert events.failed(after, ticket, DOWN, NOW) is after
    assert events.rejected(after, ticket, DEAD, NOW) is after
    assert events.landed(events.closed(state), ticket, tokens(gen=2), NOW, OPTIONS).phase is Phase.CLOSED


def test_a_flight_that_was_given_up_lands_beside_the_next() -> None:
    """Its tokens become current while the next flight, which finds them, is still under way."""
    state, first = refreshing(logged_in())
    state = events.failed(state, first, DOWN, NOW)
    state, decision = core.admit(state, NOW, OPTIONS)
    assert isinstance(decision, Begin)
    landed = events.landed(state, first, tokens(gen=2), NOW, OPTIONS)
    both = events.landed(landed, decision.ticket, tokens(gen=2), NOW, OPTIONS)

    assert (landed.gen, landed.phase, landed.flight) == (2, Phase.REFRESHING, decision.ticket)
    assert (both.snapshot, both.phase, both.flight) == (landed.snapshot, Phase.FRESH, None)
    assert both.snapshot is landed.snapshot


def test_a_refusal_is_counted_once() -> None:
    """Ten thousand refusals of one generation are one."""
    state, _ = refreshing(logged_in())
    again = core.refused(state, state.snapshot, NOW, OPTIONS)[0]

    assert again is state
    assert state.streak == 1


def test_a_success_of_an_older_generation_proves_nothing() -> None:
    """Only the current token's success counts."""
    state = events.landed(*refreshing(logged_in()), tokens(gen=2), NOW, OPTIONS)

    assert core.accepted(state, Snapshot(state.epoch, tokens(gen=1))) is state
    assert core.accepted(state, state.snapshot).proven


def test_a_success_ends_a_streak_also_if_its_token_is_never_refused() -> None:
    """Two refused generations, one that is accepted and expires, one refused: that is no streak of three."""
    state = State(streak=2, phase=Phase.FRESH, snapshot=Snapshot(1, tokens(3, lifetime=10)))
    state = core.accepted(state, state.snapshot)
    state, decision = core.admit(state, NOW + 10, OPTIONS)
    assert isinstance(decision, Begin)
    state = events.landed(state, decision.ticket, tokens(gen=4), NOW + 10, OPTIONS)
    state, _ = core.refused(state, state.snapshot, NOW + 10, OPTIONS)

    assert (state.streak, state.phase) == (1, Phase.REFRESHING)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State(streak=3, breaker_until=NOW + 7), "the last 3 tokens were refused"),
        (State(streak=1, breaker_until=NOW + 7), "long before their time"),
    ],
)
def test_the_breaker_says_why_it_is_open(state: State, reason: str) -> None:
    """Tokens refused in a row, and tokens that work for a moment each, are different faults of a server."""
    state = evolve(state, phase=Phase.FRESH, snapshot=Snapshot(1, tokens()), refused=True)
    failure = fails(core.admit(state, NOW, OPTIONS))

    assert reason in failure.reason
    assert "next attempt in 7 s" in failure.reason


def test_looking_after_a_loss_is_a_flight_with_a_number_of_its_own() -> None:
    """A look in the background is not mistaken for a flight that departs after it."""
    state, decision = core.lost(logged_in(), Snapshot(1, tokens()), NOW, OPTIONS)
    assert isinstance(decision, Peek)

    assert refreshing(state)[1].number == decision.ticket.number + 1 == 2


def test_looking_after_a_loss_is_rationed() -> None:
    """Many calls that come back with "not logged in" look into the store once in a while."""
    state, first = core.lost(logged_in(), Snapshot(1, tokens()), NOW, OPTIONS)
    again, second = core.lost(state, state.snapshot, NOW, OPTIONS)

    assert isinstance(first, Peek)
    assert isinstance(second, Send)
    assert again is state
    assert state.flight is None
    assert isinstance(core.lost(state, state.snapshot, NOW + OPTIONS.look_every, OPTIONS)[1], Peek)


@pytest.mark.parametrize("phase", [Phase.REFRESHING, Phase.LOGIN_REQUIRED, Phase.CLOSED])
def test_tokens_handed_out_are_stored_only_when_nothing_else_happens(phase: Phase) -> None:
    """While a flight is under way, or after the end, a gift is ignored."""
    state = evolve(logged_in(), phase=phase)

    assert core.renewed(state, state.snapshot, TokenGrant("gift")) == (state, Send(state.snapshot))


def test_a_login_that_came_later_stays() -> None:
    """Of two logins at once the one with the higher generation in the store wins; one that was not stored always."""
    state = events.logged_in(logged_in(), tokens(gen=3), OPTIONS)

    assert events.logged_in(state, tokens(gen=2), OPTIONS) is state
    assert events.logged_in(state, tokens(gen=3), OPTIONS) is state
    assert events.logged_in(state, tokens(gen=2), OPTIONS, stored=False).gen == 4


def test_a_login_starts_with_a_clean_slate() -> None:
    """What was counted against the old tokens is not held against the new ones."""
    state = State(streak=3, recent=(NOW,), breaker_until=NOW + 30, orphan=True, refused=True, proven=True)
    state = events.logged_in(evolve(state, until=NOW + 9, failure=DEAD, failures=4), tokens(), OPTIONS)

    assert state == State(phase=Phase.FRESH, snapshot=Snapshot(1, tokens()))


def test_a_logout_forgets_the_tokens_and_what_was_known_of_them() -> None:
    """Nothing of the old login is left but its number."""
    state, _ = refreshing(evolve(logged_in(), orphan=False))
    state = events.logged_out(evolve(state, orphan=True), NOW)

    assert (state.phase, state.snapshot, state.flight) == (Phase.ANONYMOUS, Snapshot(2, None), None)
    assert not state.refused
    assert not state.orphan


def test_new_tokens_end_the_backoff() -> None:
    """After a success the next failure is the first again."""
    state, first = refreshing(logged_in())
    state = events.failed(state, first, DOWN, NOW + 30)
    state = events.landed(state, first, tokens(gen=2), NOW, OPTIONS)

    assert (state.phase, state.failure, state.failures, state.until) == (Phase.FRESH, None, 0, -math.inf)


def test_a_renewal_in_the_last_fifth_of_a_life_is_no_surprise() -> None:
    """From then on flights do not count towards the breaker; before, they do."""
    state = logged_in(lifetime=100)
    early = events.landed(*refreshing(state), tokens(gen=2), NOW + 79, OPTIONS)
    due = events.landed(*refreshing(state), tokens(gen=2), NOW + 80, OPTIONS)

    assert (early.recent, due.recent) == ((NOW + 79,), ())


def test_nobody_logged_in_and_a_store_that_is_down_stays_nobody_logged_in() -> None:
    """A failed look leaves an anonymous session anonymous, and calls hear why until the next look."""
    state, decision = core.admit(State(), NOW, OPTIONS)
    assert isinstance(decision, Begin)
    state = events.failed(state, decision.ticket, DOWN, NOW + 1)

    assert state.phase is Phase.ANONYMOUS
    assert fails(core.admit(state, NOW, OPTIONS)).kind is RefreshFailed
