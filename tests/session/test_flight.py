"""The latch by itself: who waits for it how long, and what he is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import trio
from anew.runtime.session import Flight, RefreshFailed, Snapshot
from anew.runtime.session.state import Failure, Ticket
from attrs import evolve

from .support import OPTIONS, PATIENCE, Countdown, Endpoint, flight_of, snapshot_of, world

DOWN = Failure(RefreshFailed, "down")


def latch(limit: float = PATIENCE) -> Flight:
    """Make a flight that settles as failed when it is overdue."""
    return Flight(Ticket(1, "default", 1, 1), limit=limit, overdue=lambda flight: flight.settle(DOWN))


def test_the_first_outcome_counts() -> None:
    """A flight that was given up and lands all the same has failed for those who waited."""
    flight = latch()
    flight.settle(DOWN)
    flight.settle(Snapshot(1, None))

    with pytest.raises(RefreshFailed):
        flight.wait(PATIENCE)


def test_an_overdue_flight_is_not_waited_for() -> None:
    """Whoever comes after the limit hears at once that it is over, whatever time he brought along."""
    flight = latch(limit=-1.0)

    assert flight._patience(None) == flight._patience(PATIENCE) == 0.0
    with pytest.raises(RefreshFailed, match="down"):
        flight.wait(PATIENCE)


def test_a_flight_that_lands_while_it_is_given_up_counts() -> None:
    """Between the end of one's time and the look at it the outcome may have come."""
    flight = latch()
    flight.settle(Snapshot(1, None))
    flight._give_up(0.0)

    assert flight.wait(0.0) == Snapshot(1, None)


def test_a_flight_that_nobody_settles_still_ends_the_wait() -> None:
    """Whatever is done about an overdue flight, waiting for it is over."""
    flight = Flight(Ticket(1, "default", 1, 1), limit=0.0, overdue=lambda flight: None)

    with pytest.raises(RefreshFailed, match="did not end in time"):
        flight.wait()


def in_asyncio(wait: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(wait())


@pytest.mark.parametrize("run", [in_asyncio, trio.run])
def test_a_task_is_told_whose_time_ran_out(run: Callable[..., Any]) -> None:
    """Its own, or that of the flight."""
    with pytest.raises(RefreshFailed, match="that this call may wait"):
        run(lambda: latch().wait_async(0.001))
    with pytest.raises(RefreshFailed, match="down"):
        run(lambda: latch(limit=0.001).wait_async())


@pytest.mark.parametrize("run", [in_asyncio, trio.run])
def test_a_task_that_comes_as_the_flight_lands_does_not_wait(run: Callable[..., Any]) -> None:
    """Whether it has landed is looked at once more with the lock held, after which nobody would be woken."""
    flight = latch()
    flight.settle(Snapshot(1, None))

    assert run(lambda: flight._landing(0.001)) is True
    assert (flight._loops, flight._trios) == ({}, {})


@pytest.mark.parametrize("run", [in_asyncio, trio.run])
def test_a_task_hears_whether_the_flight_has_landed(run: Callable[..., Any]) -> None:
    """Woken by the flight, yes; woken by the time, no."""
    flight, landing = latch(), threading.Event()

    def land() -> None:
        landing.wait(PATIENCE)
        flight.settle(Snapshot(1, None))

    thread = threading.Thread(target=land)
    thread.start()

    assert run(lambda: flight._landing(0.001)) is False
    landing.set()
    assert run(lambda: flight._landing(PATIENCE)) is True
    thread.join()


def test_a_task_that_was_woken_leaves_no_timer_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop with thousands of waiters is not kept busy by their time-outs afterwards."""
    flight, timers = latch(), list[asyncio.TimerHandle]()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        honest = loop.call_later

        def noted(*args: Any) -> asyncio.TimerHandle:
            timers.append(honest(*args))
            return timers[-1]

        monkeypatch.setattr(loop, "call_later", noted)
        waiting = asyncio.ensure_future(flight.wait_async(PATIENCE))
        await asyncio.sleep(0)
        flight.settle(Snapshot(1, None))
        await waiting

    asyncio.run(main())
    assert [timer.cancelled() for timer in timers] == [True]


def test_a_task_waits_no_longer_than_the_flight_takes() -> None:
    """The outcome is given as soon as it is there, without a word of time."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), options=evolve(OPTIONS, flight_timeout=PATIENCE))

    async def main() -> str:
        waiting = asyncio.ensure_future(flight_of(w.session.refused(snapshot_of(w.session))).wait_async())
        await asyncio.sleep(0)
        gate.arrive()
        return (await waiting).access

    assert asyncio.run(main()) == "a1"


def test_i15_a_cancelled_waiter_is_not_woken() -> None:
    """Settling a flight that a cancelled task waited for leaves its loop undisturbed."""
    gate, complaints = Countdown(1), list[object]()
    w = world(Endpoint(hold=gate.wait))

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context))
        flight = flight_of(w.session.refused(snapshot_of(w.session)))
        gone, stays = (asyncio.ensure_future(flight.wait_async(PATIENCE)) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        gate.arrive()
        assert (await stays).access == "a1"

    asyncio.run(main())
    assert complaints == []
