"""I1 to I8: one refresh for everybody, one replay for each, and no loop."""

from __future__ import annotations

import pytest
from anew.runtime.session import (
    Flight,
    FreshTokenRefused,
    RefreshFailed,
    RefreshLoopError,
    SessionError,
    Snapshot,
    TokenGrant,
    TokenSet,
)
from attrs import evolve

from .callers import KINDS, Call, refused_at_once, run_all
from .support import OPTIONS, PATIENCE, Countdown, Endpoint, flight_of, renew, snapshot_of, world


def refuses_first(snapshot: Snapshot) -> bool:
    """Refuse the token of the login and no other."""
    return snapshot.access == "a0"


@pytest.mark.parametrize(("kind", "count"), [("threads", 100), ("asyncio", 1000), ("trio", 300), ("mixed", 400)])
def test_i1_refusals_at_once_cause_one_refresh_and_a_replay_each(kind: str, count: int) -> None:
    """N concurrent refusals of one generation cause one refresh call and N replays, each with the new token."""
    everybody = Countdown(count)
    w = world(Endpoint(hold=everybody.wait))
    calls = refused_at_once(w.session, count, everybody)

    results = run_all(kind, calls)

    assert len(w.endpoint.calls) == 1
    assert [call.sent for call in calls] == [["a0", "a1"]] * count
    assert {result.access for result in results if isinstance(result, Snapshot)} == {"a1"}


def test_i1_two_loops_trio_and_threads_share_one_session_over_many_expiries() -> None:
    """Every expiry costs one refresh, whoever notices it, and the session goes on from one to the next."""
    w = world(options=evolve(OPTIONS, breaker_flights=100))
    for _ in range(10):
        everybody = Countdown(40)
        w.endpoint.hold = everybody.wait
        run_all("mixed", refused_at_once(w.session, 40, everybody))

    assert len(w.endpoint.calls) == 10
    assert w.endpoint.reused == 0


@pytest.mark.parametrize("kind", KINDS)
def test_i2_the_call_that_triggered_the_flight_is_replayed_too(kind: str) -> None:
    """A single call that is refused waits for its own flight and goes out again with the new token."""
    w = world()
    call = Call(w.session, refuses_first)

    [result] = run_all(kind, [call])

    assert isinstance(result, Snapshot)
    assert call.sent == ["a0", "a1"]


def test_i3_a_late_refusal_is_replayed_at_once_without_a_refresh() -> None:
    """A refusal of a generation that is not current any more gives the current snapshot, and refreshes nothing."""
    w = world()
    old = snapshot_of(w.session)
    new = renew(w.session)

    assert w.session.refused(old) is new
    assert len(w.endpoint.calls) == 1


def test_i4_a_generation_is_refreshed_once_by_sessions_that_share_a_store() -> None:
    """Two sessions on one store that are refused at once make one refresh; the other adopts its tokens."""
    first = world()
    second = first.another()
    tokens = [snapshot_of(first.session), snapshot_of(second.session)]

    flights = [first.session.refused(tokens[0]), second.session.refused(tokens[1])]
    results = [flight_of(flight).wait(PATIENCE) for flight in flights]

    assert [result.access for result in results] == ["a1", "a1"]
    assert len(first.endpoint.calls) == 1


def test_i5_a_refused_replay_raises_and_is_not_replayed() -> None:
    """A replay that is refused with the token just obtained raises `FreshTokenRefused`; it starts no flight."""
    w = world()
    new = renew(w.session)

    with pytest.raises(FreshTokenRefused):
        w.session.refused_again(new)
    assert len(w.endpoint.calls) == 1


def test_i5_a_token_that_a_replay_found_refused_is_not_sent_by_others() -> None:
    """After a refused replay the next call waits for a new token."""
    w = world()
    new = renew(w.session)
    with pytest.raises(FreshTokenRefused):
        w.session.refused_again(new)

    assert flight_of(w.session.admit()).wait(PATIENCE).access == "a2"


def test_i6_three_refused_generations_open_the_breaker() -> None:
    """Against a server that refuses every token the session gives up after three of them, and stops refreshing."""
    w = world()
    errors: list[type[SessionError]] = []
    for _ in range(6):
        try:
            Call(w.session, lambda _: True).run()
        except SessionError as error:
            errors.append(type(error))

    assert errors == [FreshTokenRefused, RefreshLoopError, *[RefreshLoopError] * 4]
    assert len(w.endpoint.calls) == 2
    assert w.hooks.names.count("breaker_open") == 1


def test_i6_a_storm_of_calls_against_a_server_that_refuses_everything_ends() -> None:
    """A hundred calls at once all fail with the loop guard or a refused fresh token, after a handful of refreshes."""
    w = world()
    calls = [Call(w.session, lambda _: True) for _ in range(100)]

    results = run_all("mixed", calls)

    assert all(isinstance(result, FreshTokenRefused | RefreshLoopError) for result in results)
    assert len(w.endpoint.calls) <= 3


def test_i6_more_than_five_early_flights_in_thirty_seconds_open_the_breaker() -> None:
    """Tokens that work but are refused long before their time: the sixth flight in half a minute does not start."""
    w = world(Endpoint(expires_in=3600))
    for _ in range(5):
        w.clock.advance(2)
        w.session.accepted(renew(w.session))

    with pytest.raises(RefreshLoopError) as caught:
        w.session.refused(snapshot_of(w.session))
    assert len(w.endpoint.calls) == 5
    assert caught.value.retry_after == pytest.approx(22)


def test_i6_the_breaker_lets_one_flight_pass_after_a_while() -> None:
    """When the window has passed another attempt is made, so a long-running program heals by itself."""
    w = world()
    for _ in range(3):
        with pytest.raises((FreshTokenRefused, RefreshLoopError)):
            Call(w.session, lambda _: True).run()
    w.clock.advance(OPTIONS.breaker_window)

    assert Call(w.session, lambda _: False).run().access == "a3"


def test_i6_tokens_that_live_for_two_seconds_are_no_loop() -> None:
    """Flights that the token's own life lets expect do not count, however many there are."""
    w = world(Endpoint(expires_in=2))
    for _ in range(50):
        w.clock.advance(2)
        w.session.accepted(flight_of(w.session.admit()).wait(PATIENCE))

    assert len(w.endpoint.calls) == 50


def test_i6_one_success_resets_the_count_of_refused_generations() -> None:
    """Two refused generations, a success, and two more refused ones are no loop."""
    w = world()
    for _ in range(2):
        renew(w.session)
    w.session.accepted(snapshot_of(w.session))
    for _ in range(2):
        renew(w.session)

    assert len(w.endpoint.calls) == 4


@pytest.mark.parametrize("kind", KINDS)
def test_i7_a_call_that_starts_during_a_flight_is_sent_once(kind: str) -> None:
    """While the current token is known to be refused, a new call waits and goes out with the new one only."""
    everybody = Countdown(5)
    w = world(Endpoint(hold=everybody.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    calls = [Call(w.session, refuses_first, everybody.arrive) for _ in range(5)]

    run_all(kind, calls)

    assert [call.sent for call in calls] == [["a1"]] * 5
    assert flight.done


def test_i7_a_call_with_an_expired_token_waits() -> None:
    """An expiry that the clock knows of starts the flight before the call is sent."""
    w = world(Endpoint(expires_in=60))
    w.clock.advance(60)

    assert flight_of(w.session.admit()).wait(PATIENCE).access == "a1"


def test_i7_calls_go_out_at_once_while_a_refresh_ahead_of_time_is_under_way() -> None:
    """In the advisory window the flight leaves in the background and nobody waits for it."""
    gate = Countdown(1)
    w = world(Endpoint(expires_in=100, hold=gate.wait))
    w.clock.advance(95)

    assert [snapshot_of(w.session).access for _ in range(3)] == ["a0"] * 3
    gate.arrive()
    w.hooks.wait_for("refresh_done")
    assert snapshot_of(w.session).access == "a1"
    assert len(w.endpoint.calls) == 1


def test_i7_a_refusal_joins_the_flight_that_left_ahead_of_time() -> None:
    """A call that is refused during a background refresh waits for that one."""
    gate = Countdown(1)
    w = world(Endpoint(expires_in=100, hold=gate.wait))
    w.clock.advance(95)
    snapshot = snapshot_of(w.session)

    flight = flight_of(w.session.refused(snapshot))
    gate.arrive()

    assert flight.wait(PATIENCE).access == "a1"
    assert len(w.endpoint.calls) == 1


def test_i8_a_refresher_that_calls_through_its_own_session_fails_instead_of_hanging() -> None:
    """The refresh thread must not wait for itself: the mistake is named, and everybody gets it as the cause."""

    def refresher(tokens: TokenSet) -> TokenGrant:
        step = w.session.admit()
        assert isinstance(step, Flight)
        return TokenGrant(step.wait().access)

    w = world(refresher=refresher)

    with pytest.raises(RefreshFailed) as caught:
        renew(w.session)
    assert "its own client" in str(caught.value.__cause__)
