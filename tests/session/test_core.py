"""The core's table, row by row, and reports that come too late: pure functions, no threads."""

from __future__ import annotations

import math

import pytest
from anew.runtime.session import (
    LoginRequired,
    Phase,
    Record,
    RefreshFailed,
    SessionClosed,
    SessionOptions,
    Snapshot,
    TokenGrant,
    TokenSet,
    UnsharedTokenStore,
    core,
    events,
)
from anew.runtime.session.core import Begin, Fail, Peek, Send, Wait
from anew.runtime.session.reread import Adopt, GiveUp, Spend, plan
from anew.runtime.session.state import NOT_LOGGED_IN, Failure, Kind, State, Ticket
from attrs import evolve

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


PAST_ONE = Ticket(1, "default", 1, 1)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (None, Spend(tokens(1), 0)),
        (Record(1, tokens(1)), Spend(tokens(1), 1)),
        (Record(2, None), GiveUp),
        (Record(1, None), GiveUp),
        (Record(3, tokens(3)), Adopt),
        (Record(3, tokens(3, lifetime=50)), Adopt),
        (Record(3, tokens(3, lifetime=-50)), Spend),
        (Record(3, evolve(tokens(3), principal="bob")), GiveUp),
    ],
)
def test_the_plan_follows_from_what_the_store_holds(record: Record | None, expected: object) -> None:
    """Nothing or the same: spend ours. Newer: adopt it, or spend it if expired. Logged out or foreign: give up."""
    found = plan(logged_in(), PAST_ONE, record, wall=1_000.0, now=NOW)

    assert found == expected if isinstance(expected, Spend) else type(found) is expected


def test_the_plan_does_not_adopt_what_was_refused_meanwhile() -> None:
    """A flight past generation 1 finds generation 2, which the session knows to be refused: it is spent."""
    state = events.landed(logged_in(), PAST_ONE, tokens(gen=2), NOW, OPTIONS)
    state, _ = refreshing(state)

    assert plan(state, PAST_ONE, Record(2, tokens(2)), wall=1_000.0, now=NOW) == Spend(state.tokens or tokens(), 2)


def test_the_plan_of_an_older_record_is_to_spend_what_memory_holds() -> None:
    """Tokens that could not be stored are newer than the record; it will be overwritten."""
    state = events.landed(*refreshing(logged_in()), tokens(gen=2), NOW, OPTIONS)
    ticket = Ticket(2, "default", 1, 2)

    assert plan(state, ticket, Record(1, tokens(1)), wall=1_000.0, now=NOW) == Spend(tokens(2), 1)


def test_tokens_from_a_store_keep_what_is_left_of_their_life() -> None:
    """A remaining time on the wall clock becomes an instant on the monotonic clock, and the whole life stays known."""
    rebased = TokenSet("a", expires_at=1_030.0, lifetime=100.0).rebased(wall=1_000.0, now=NOW)
    unknown = TokenSet("a").rebased(wall=1_000.0, now=NOW)
    foreign = TokenSet("a", expires_at=1_030.0).rebased(wall=1_000.0, now=NOW)

    assert (rebased.deadline, rebased.obtained, foreign.deadline) == (130.0, 30.0, 130.0)
    assert (unknown.deadline, unknown.obtained) == (math.inf, NOW)
    assert TokenSet("a", lifetime=60.0).rebased(wall=1_000.0, now=NOW).deadline == math.inf
