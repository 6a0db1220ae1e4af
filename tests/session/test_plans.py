"""What a flight does, by what the store holds when it is read again: pure functions, no threads."""

from __future__ import annotations

import math

import pytest
from anew.runtime.session import (
    Record,
    TokenSet,
    events,
)
from anew.runtime.session.reread import Adopt, GiveUp, Spend, plan
from anew.runtime.session.state import Ticket
from attrs import evolve

from .states import NOW, OPTIONS, logged_in, refreshing, tokens

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
