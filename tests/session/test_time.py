"""I31 to I34: clocks, refreshing ahead, what it costs, and outcomes that nobody knows."""

from __future__ import annotations

import asyncio
import math
import time
import timeit
from collections.abc import Callable

import pytest
import trio
from anew.runtime.session import (
    LoginRequired,
    RefreshFailed,
    RefreshRejected,
    RefreshUncertain,
    Session,
    SessionOptions,
    Snapshot,
    TokenGrant,
)
from attrs import evolve

from .support import OPTIONS, PATIENCE, Countdown, Endpoint, flight_of, renew, snapshot_of, world


@pytest.mark.parametrize("jump", [-10 * 365 * 86_400.0, 10 * 365 * 86_400.0])
def test_i31_setting_the_clock_changes_nothing_for_tokens_at_hand(jump: float) -> None:
    """Lifetimes are measured on the monotonic clock: years forth or back cause no refresh and no wait."""
    w = world(Endpoint(expires_in=100))
    w.clock.date += jump

    assert snapshot_of(w.session).access == "a0"
    w.clock.advance(100)
    assert flight_of(w.session.admit()).wait(PATIENCE).access == "a1"
    assert snapshot_of(w.session).access == "a1"


def test_i31_a_process_whose_clock_is_wrong_refreshes_once_and_goes_on() -> None:
    """Tokens from the store that look expired by a wrong clock cost one refresh, not one with every call."""
    first = world(Endpoint(expires_in=100))
    first.clock.date += 86_400
    second = first.another()

    assert flight_of(second.session.admit()).wait(PATIENCE).access == "a1"
    assert [snapshot_of(second.session).access for _ in range(3)] == ["a1"] * 3


@pytest.mark.parametrize(
    "grant",
    [
        TokenGrant("a", expires_in=0),
        TokenGrant("a", expires_in=-5),
        TokenGrant("a", expires_in=math.nan),
        TokenGrant("a", expires_in=math.inf),
        TokenGrant("a", expires_at=0),
        TokenGrant("a"),
    ],
    ids=repr,
)
def test_i31_an_expiry_that_makes_no_sense_is_not_believed(grant: TokenGrant) -> None:
    """A token that is expired as it arrives is used until it is refused: believing it would refresh for ever."""
    w = world()
    w.session.login(grant)
    w.clock.advance(10 * 365 * 86_400)

    assert snapshot_of(w.session).access == "a"


def test_i31_an_expiry_at_an_instant_counts_from_now() -> None:
    """`expires_at` is turned into a remaining time once, when the tokens arrive."""
    w = world()
    w.session.login(TokenGrant("a", "r0", expires_at=w.clock.date + 50))
    w.clock.advance(30)
    snapshot_of(w.session)
    w.clock.advance(20)

    assert flight_of(w.session.admit()).wait(PATIENCE).access == "a1"


@pytest.mark.parametrize(
    ("lifetime", "configured", "jitter", "window"),
    [
        (3600.0, 300.0, 0.0, 300.0),
        (3600.0, 300.0, 0.5, 225.0),
        (1000.0, 300.0, 0.0, 200.0),
        (100.0, 300.0, 0.0, 20.0),
        (10.0, 300.0, 0.0, 2.0),
        (5.0, 300.0, 0.0, 1.0),
    ],
)
def test_i32_the_window_is_a_fifth_of_the_life_at_most(
    lifetime: float, configured: float, jitter: float, window: float
) -> None:
    """The refresh leaves min(configured, 20 % of the life) before the end, less a jitter, and no sooner."""
    options = SessionOptions(advisory=configured, random=lambda: jitter)
    w = world(Endpoint(expires_in=lifetime), options=options)
    w.clock.advance(lifetime - window - 0.01)
    snapshot_of(w.session)
    assert not w.hooks.events
    w.clock.advance(0.02)
    snapshot_of(w.session)

    w.hooks.wait_for("refresh_done")


@pytest.mark.parametrize("lifetime", [0.1, 1.0, 4.0])
def test_i32_a_short_lived_token_is_not_refreshed_ahead(lifetime: float) -> None:
    """A token that lives for a few seconds is used to its end, then refreshed because somebody asks."""
    w = world(Endpoint(expires_in=lifetime))
    w.clock.advance(lifetime * 0.99)

    assert snapshot_of(w.session).access == "a0"
    assert not w.hooks.events


def test_i32_refreshing_ahead_can_be_switched_off() -> None:
    """With `advisory=0` only an expiry or a refusal starts a flight."""
    w = world(Endpoint(expires_in=100), options=evolve(OPTIONS, advisory=0))
    w.clock.advance(99.9)

    assert snapshot_of(w.session).access == "a0"
    assert not w.hooks.events


def test_i32_a_hundred_calls_in_the_window_start_one_flight() -> None:
    """However many calls find the time has come, one refresh leaves."""
    gate = Countdown(1)
    w = world(Endpoint(expires_in=100, hold=gate.wait))
    w.clock.advance(95)
    for _ in range(100):
        snapshot_of(w.session)
    gate.arrive()
    w.session.close(PATIENCE)

    assert len(w.endpoint.calls) == 1


class NoLock:
    """A lock that must not be taken."""

    def __enter__(self) -> None:
        raise AssertionError("the happy path took a lock")

    def __exit__(self, *args: object) -> None: ...


def test_i33_the_happy_path_takes_no_lock() -> None:
    """Admitting a call with a good token, and hearing that it was accepted, touches no lock."""
    w = world(Endpoint(expires_in=100))
    w.session.accepted(snapshot_of(w.session))
    w.session._cell._lock = NoLock()  # type: ignore[assignment]

    w.session.accepted(snapshot_of(w.session))


def test_i33_the_happy_path_costs_less_than_a_microsecond() -> None:
    """`admit` with the real clock is a comparison and two attributes; measured at its best to be deaf to noise."""
    session = Session()
    session.login(TokenGrant("a0", expires_in=3600))
    number = 2_000

    best = min(timeit.repeat(session.admit, number=number, repeat=50)) / number

    assert best < 1e-6


def test_i33_over_an_expiry_a_session_adds_less_than_a_millisecond() -> None:
    """From the refusal to the new token it takes what the refresh takes; measured at its best to be deaf to noise."""
    session = Session(lambda tokens: TokenGrant("a1", "r1"), options=evolve(OPTIONS, breaker_flights=10_000))
    session.login(TokenGrant("a0", "r0"))

    def expire() -> None:
        snapshot = flight_of(session.refused(snapshot_of(session))).wait(PATIENCE)
        session.accepted(snapshot)

    best = min(timeit.repeat(expire, number=1, repeat=200))

    assert best < 1e-3


@pytest.mark.parametrize("run", [asyncio.run, trio.run], ids=["asyncio", "trio"])
def test_i33_a_task_waits_no_longer_than_a_thread(run: Callable[..., object]) -> None:
    """The thread of the refresh, and the way back into the loop, are part of that millisecond."""
    session = Session(lambda tokens: TokenGrant("a1", "r1"), options=evolve(OPTIONS, breaker_flights=10_000))
    session.login(TokenGrant("a0", "r0"))
    taken: list[float] = []

    async def main() -> None:
        for _ in range(200):
            begun = time.perf_counter()
            snapshot = await flight_of(session.refused(snapshot_of(session))).wait_async(PATIENCE)
            taken.append(time.perf_counter() - begun)
            session.accepted(snapshot)

    run(main if run is trio.run else main())

    assert min(taken) < 1e-3


def test_i33_all_calls_get_the_same_snapshot_object() -> None:
    """Nothing is made for a call: the published object is handed out."""
    w = world()

    assert snapshot_of(w.session) is snapshot_of(w.session)


def test_i34_an_uncertain_outcome_is_tried_again_at_once_with_the_same_token() -> None:
    """No answer after the request was written: the same refresh token goes out once more without a pause."""
    w = world(Endpoint(script=[RefreshUncertain("read time-out")]))

    assert renew(w.session).access == "a2"
    assert [tokens.refresh for tokens in w.endpoint.calls] == ["r0", "r0"]
    assert not w.clock.slept


def test_i34_an_uncertain_outcome_is_tried_again_once_only() -> None:
    """Twice no answer is a failure for now, also if more retries are allowed."""
    w = world(Endpoint(script=[RefreshUncertain("1"), RefreshUncertain("2")]), options=evolve(OPTIONS, retries=5))

    with pytest.raises(RefreshFailed):
        renew(w.session)
    assert len(w.endpoint.calls) == 2


def test_i34_an_uncertain_outcome_that_proves_spent_requires_a_login() -> None:
    """If the second attempt is told that the token was used, the answer to the first was lost for good."""
    w = world(Endpoint(script=[RefreshUncertain("read time-out"), RefreshRejected("used before")]))

    with pytest.raises(LoginRequired):
        renew(w.session)


def test_a_refresh_answer_without_refresh_token_keeps_the_old_one() -> None:
    """A server that renews the access token only goes on to be asked with the first refresh token."""
    w = world(Endpoint(script=[TokenGrant("x1"), TokenGrant("x2")]))
    renew(w.session)
    snapshot: Snapshot = renew(w.session)

    assert snapshot.access == "x2"
    assert [tokens.refresh for tokens in w.endpoint.calls] == ["r0", "r0"]
