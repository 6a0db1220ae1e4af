"""I9 to I14: a failure reaches everybody at once, costs the server little, and is final only when it must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from anew.runtime.session import (
    MemoryStore,
    RefreshFailed,
    RefreshUnavailable,
    StoreKey,
    StoreUnavailable,
    TokenGrant,
)
from attrs import evolve

from .callers import KINDS, refused_at_once, run_all
from .support import OPTIONS, PATIENCE, Countdown, Endpoint, flight_of, renew, snapshot_of, world


class Broken(BaseException):
    """Something that no `except Exception` catches."""


class BrokenStore(MemoryStore):
    """A store whose named method fails once it is told to."""

    def __init__(self, method: str, error: BaseException) -> None:
        super().__init__()
        self.armed = False
        honest: Callable[..., object] = getattr(self, method)

        def failing(*args: object, **named: object) -> object:
            if self.armed:
                raise error
            return honest(*args, **named)

        setattr(self, method, failing)


@pytest.mark.parametrize("kind", KINDS)
def test_i9_everybody_who_waits_gets_the_same_failure(kind: str) -> None:
    """Each waiter raises an exception instance of its own, and all of them have one and the same cause."""
    everybody = Countdown(40)
    cause = RefreshUnavailable("HTTP 503", retry_after=10)
    w = world(Endpoint(hold=everybody.wait, script=[cause]))

    results = run_all(kind, refused_at_once(w.session, 40, everybody))

    assert {type(result) for result in results} == {RefreshFailed}
    assert len({id(result) for result in results}) == 40
    assert all(isinstance(result, RefreshFailed) and result.__cause__ is cause for result in results)


@pytest.mark.parametrize(
    "answer",
    [Broken("out"), SystemExit(1), KeyboardInterrupt(), ValueError("no"), None, "a token", TokenGrant("")],
    ids=repr,
)
def test_i9_nobody_hangs_whatever_the_refresher_does(answer: object) -> None:
    """Exceptions of any kind and answers that are no grant end the flight with `RefreshFailed`, and keep the tokens."""
    w = world(Endpoint(script=[answer]))

    with pytest.raises(RefreshFailed):
        renew(w.session)
    assert w.session.tokens is not None


@pytest.mark.parametrize("error", [OSError("disk"), Broken("out"), StoreUnavailable("down")], ids=repr)
@pytest.mark.parametrize("method", ["load", "lock", "save"])
def test_i9_nobody_hangs_if_the_store_throws(method: str, error: BaseException) -> None:
    """A store that fails before the token is spent ends the flight with `StoreUnavailable`, and nothing was spent."""
    store = BrokenStore(method, error)
    w = world(store=store)
    store.armed = True

    with pytest.raises(StoreUnavailable):
        renew(w.session)
    assert not w.endpoint.calls


def test_i9_no_thread_to_be_had_fails_the_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system gives no thread for the refresh, those who wait are told so."""
    w = world()
    snapshot = snapshot_of(w.session)

    def refuse(_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr("threading.Thread.start", refuse)
        flight = flight_of(w.session.refused(snapshot))

    with pytest.raises(RefreshFailed):
        flight.wait(PATIENCE)


def test_i9_a_refresher_that_never_returns_is_given_up() -> None:
    """Waiters without a time-out of their own wait as long as `flight_timeout`, then fail; so does the next call."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), options=evolve(OPTIONS, flight_timeout=0.01))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))

    with pytest.raises(RefreshFailed, match="has not ended within"):
        flight.wait()
    with pytest.raises(RefreshFailed):
        w.session.admit()
    gate.arrive()


def test_i9_a_flight_that_was_given_up_still_brings_its_tokens() -> None:
    """When a refresh that took too long ends at last, its tokens are current: the old ones are spent."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), options=evolve(OPTIONS, flight_timeout=0.01))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    with pytest.raises(RefreshFailed):
        flight.wait()

    gate.arrive()
    w.hooks.wait_for("refresh_done")

    assert snapshot_of(w.session).access == "a1"


def test_i9_a_waiter_with_a_time_out_of_its_own_leaves_alone() -> None:
    """A call's own time-out ends its wait only; the flight goes on and others get the tokens."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))

    with pytest.raises(RefreshFailed, match="that this call may wait"):
        flight.wait(0.01)
    gate.arrive()
    assert flight.wait(PATIENCE).access == "a1"


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_i10_a_failing_flight_costs_one_call_and_its_retries(retries: int) -> None:
    """However many wait, the server is asked at most `1 + retries` times."""
    everybody = Countdown(100)
    script: list[BaseException | TokenGrant | object] = [RefreshUnavailable("HTTP 503") for _ in range(10)]
    w = world(Endpoint(hold=everybody.wait, script=script), options=evolve(OPTIONS, retries=retries))

    run_all("mixed", refused_at_once(w.session, 100, everybody))

    assert len(w.endpoint.calls) == 1 + retries


@pytest.mark.parametrize(("asked", "paused"), [(None, 0.25), (0.3, 0.3), (0.5, 0.5)])
def test_i10_a_retry_within_the_flight_pauses_for_an_instant(asked: float | None, paused: float) -> None:
    """A random part of half a second, or what the server asks for if that is no longer."""
    w = world(Endpoint(script=[RefreshUnavailable("HTTP 503", asked)]))

    assert renew(w.session).access == "a2"
    assert w.clock.slept == [paused]


def test_i10_a_server_that_asks_for_longer_ends_the_flight() -> None:
    """Nobody is kept waiting for what the backoff is for."""
    w = world(Endpoint(script=[RefreshUnavailable("HTTP 503", 0.6)]))

    with pytest.raises(RefreshFailed):
        renew(w.session)
    assert len(w.endpoint.calls) == 1


def test_i11_a_transient_failure_is_remembered_and_keeps_the_tokens() -> None:
    """Calls right after a failure fail at once, with the same cause and without asking the server."""
    cause = RefreshUnavailable("connection reset", retry_after=7)
    w = world(Endpoint(script=[cause]))
    with pytest.raises(RefreshFailed):
        renew(w.session)

    with pytest.raises(RefreshFailed) as caught:
        w.session.admit()
    assert caught.value.__cause__ is cause
    assert len(w.endpoint.calls) == 1


def test_i11_after_the_backoff_the_next_call_refreshes_with_the_same_tokens() -> None:
    """The failure is forgotten after its time, and the kept refresh token is presented again."""
    w = world(Endpoint(script=[RefreshUnavailable("HTTP 503", retry_after=7)]))
    with pytest.raises(RefreshFailed):
        renew(w.session)
    w.clock.advance(7)

    assert flight_of(w.session.admit()).wait(PATIENCE).access == "a2"
    assert [tokens.refresh for tokens in w.endpoint.calls] == ["r0", "r0"]


@pytest.mark.parametrize(("asked", "waited"), [(0.2, 1.0), (7.0, 7.0), (3600.0, 30.0)])
def test_i11_retry_after_is_honoured_within_bounds(asked: float, waited: float) -> None:
    """What the server asks for counts, from one second up to thirty."""
    w = world(Endpoint(script=[RefreshUnavailable("HTTP 429", asked)]), options=evolve(OPTIONS, retries=0))

    with pytest.raises(RefreshFailed) as caught:
        renew(w.session)
    assert caught.value.retry_after == pytest.approx(waited)


def test_i11_failures_in_a_row_are_remembered_longer_with_full_jitter() -> None:
    """Without a wish of the server's the pause is random below a bound that doubles up to thirty seconds."""
    options = evolve(OPTIONS, retries=0, random=lambda: 0.999)
    w = world(Endpoint(script=[RefreshUnavailable("reset") for _ in range(6)]), options=options)
    snapshot = snapshot_of(w.session)
    pauses: list[float] = []
    for _ in range(6):
        with pytest.raises(RefreshFailed) as caught:
            flight_of(w.session.refused(snapshot)).wait(PATIENCE)
        pauses.append(round(caught.value.retry_after or 0))
        w.clock.advance(30)

    assert pauses == [2, 4, 8, 16, 30, 30]


def test_i11_calls_go_on_unharmed_while_the_token_is_still_valid() -> None:
    """A background refresh that fails does no harm before the token expires."""
    w = world(Endpoint(expires_in=100, script=[RefreshUnavailable("HTTP 503", retry_after=2)]))
    w.clock.advance(95)
    snapshot_of(w.session)
    w.hooks.wait_for("refresh_failed")

    assert [snapshot_of(w.session).access for _ in range(3)] == ["a0"] * 3
    assert len(w.endpoint.calls) == 1


def test_i11_a_background_refresh_that_failed_is_tried_again_after_the_backoff() -> None:
    """While the token is still valid the next attempt leaves in the background too."""
    w = world(Endpoint(expires_in=100, script=[RefreshUnavailable("HTTP 503", retry_after=2)]))
    w.clock.advance(95)
    snapshot_of(w.session)
    w.hooks.wait_for("refresh_failed")
    w.clock.advance(2)

    assert snapshot_of(w.session).access == "a0"
    w.hooks.wait_for("refresh_done")
    assert snapshot_of(w.session).access == "a2"


def test_i11_the_store_lock_timing_out_is_transient() -> None:
    """A lock that somebody else holds for too long keeps the tokens and spends nothing."""
    w = world(options=evolve(OPTIONS, lock_timeout=0.01))
    with w.store.lock(StoreKey("default"), 1), pytest.raises(StoreUnavailable, match="lock was not to be had"):
        renew(w.session)

    assert not w.endpoint.calls
    assert w.session.tokens is not None
