"""I1, I9, I15 and I17 at full size: ten thousand tasks, hundreds of threads, several loops, and many who leave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import trio
import trio.testing
from anew.runtime.session import Flight, RefreshFailed, RefreshUnavailable, Snapshot

from .callers import Result, refused_at_once, run_all
from .support import PATIENCE, Countdown, Endpoint, flight_of, join, snapshot_of, spawn, world

SIZES = [("asyncio", 10_000), ("trio", 5_000), ("threads", 500)]


@pytest.mark.parametrize(("kind", "count"), SIZES)
def test_i1_a_crowd_costs_one_refresh(kind: str, count: int) -> None:
    """Ten thousand tasks, or five hundred threads, refused at once: one refresh, one replay each with the new token."""
    everybody = Countdown(count)
    w = world(Endpoint(hold=everybody.wait))
    calls = refused_at_once(w.session, count, everybody)

    results = run_all(kind, calls)

    assert len(w.endpoint.calls) == 1
    assert all(call.sent == ["a0", "a1"] for call in calls)
    assert len(results) == count


def test_i1_i17_four_loops_and_two_hundred_threads_share_one_refresh() -> None:
    """Three asyncio loops, a trio run and 200 threads on one session, all refused at once: one refresh for all."""
    everybody = Countdown(600)
    w = world(Endpoint(hold=everybody.wait))
    calls = refused_at_once(w.session, 600, everybody)
    parts = [("asyncio", calls[:100]), ("asyncio", calls[100:200]), ("asyncio", calls[200:300])]
    parts += [("trio", calls[300:400]), ("threads", calls[400:])]
    results: list[Result] = []

    join([spawn(lambda kind, part: results.extend(run_all(kind, part)), kind, part) for kind, part in parts])

    assert len(w.endpoint.calls) == 1
    assert all(call.sent == ["a0", "a1"] for call in calls)
    assert len(results) == 600


def test_i9_i10_a_crowd_costs_one_failure() -> None:
    """If the token endpoint is down, 30 threads cost it one call and one retry, and not 30, serial or parallel."""
    down = [RefreshUnavailable("HTTP 503") for _ in range(100)]
    everybody = Countdown(30)
    w = world(Endpoint(hold=everybody.wait, script=list(down)))

    results = run_all("threads", refused_at_once(w.session, 30, everybody))

    assert all(isinstance(result, RefreshFailed) for result in results)
    assert len({id(result) for result in results}) == 30
    assert len({id(result.__cause__) for result in results if isinstance(result, RefreshFailed)}) == 1
    assert len(w.endpoint.calls) == 2


class Mixed:
    """Those who wait for one flight in loops of every kind, a third of whom leave before it lands."""

    def __init__(self, flight: Flight, each: int) -> None:
        self.flight = flight
        self.each = each
        self.left = Countdown(4)
        """Loops whose third is gone."""
        self.got: list[str] = []
        self.gone = 0

    def run(self) -> list[Callable[[], None]]:
        """Give what is to run on threads of its own: two asyncio loops, a trio run, and threads."""
        return [lambda: asyncio.run(self._tasks()), lambda: asyncio.run(self._tasks()), self._trio, self._threads]

    async def _tasks(self) -> None:
        tasks = [asyncio.ensure_future(self.flight.wait_async(PATIENCE)) for _ in range(self.each)]
        await asyncio.sleep(0)
        for task in tasks[::3]:
            task.cancel()
        self.left.arrive()
        self._count(await asyncio.gather(*tasks, return_exceptions=True))

    def _trio(self) -> None:
        results: list[object] = []

        async def leave(scope: trio.CancelScope) -> None:
            with scope:
                results.append(await self.flight.wait_async(PATIENCE))
            if scope.cancelled_caught:
                results.append(asyncio.CancelledError())

        async def main() -> None:
            scopes = [trio.CancelScope() for _ in range(self.each)]
            async with trio.open_nursery() as nursery:
                for scope in scopes:
                    nursery.start_soon(leave, scope)
                await trio.testing.wait_all_tasks_blocked()
                for scope in scopes[::3]:
                    scope.cancel()
                self.left.arrive()

        trio.run(main)
        self._count(results)

    def _threads(self) -> None:
        results: list[object] = []

        def wait(number: int) -> None:
            try:
                results.append(self.flight.wait(0 if number % 3 == 0 else PATIENCE))
            except RefreshFailed as error:  # a thread is not cancelled, but has had enough
                results.append(error)

        threads = [spawn(wait, number) for number in range(self.each)]
        join(threads[::3])
        self.left.arrive()
        join(threads)
        self._count(results)

    def _count(self, results: list[object]) -> None:
        self.got += [result.access for result in results if isinstance(result, Snapshot)]
        self.gone += sum(isinstance(result, asyncio.CancelledError | RefreshFailed) for result in results)


def test_i15_a_third_leaves_and_nobody_else_notices() -> None:
    """Of 4 × 60 who wait in two asyncio loops, trio and threads a third is cancelled: one refresh, nobody hangs."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    mixed = Mixed(flight_of(w.session.refused(snapshot_of(w.session))), 60)

    threads = [spawn(part) for part in mixed.run()]
    mixed.left.wait()
    gate.arrive()
    join(threads)

    assert (len(mixed.got), set(mixed.got), mixed.gone) == (160, {"a1"}, 80)
    assert len(w.endpoint.calls) == 1


def test_i15_a_loop_that_is_closed_under_its_waiters_harms_nobody() -> None:
    """One loop stops and is closed in mid-refresh with tasks still waiting in it; those of the other loops go on."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    doomed = asyncio.new_event_loop()
    stranded = [doomed.create_task(flight.wait_async(PATIENCE)) for _ in range(10)]
    doomed.run_until_complete(asyncio.sleep(0))
    doomed.close()
    mixed = Mixed(flight, 30)

    threads = [spawn(part) for part in mixed.run()]
    mixed.left.wait()
    gate.arrive()
    join(threads)

    assert [task.done() for task in stranded] == [False] * 10
    assert (len(mixed.got), set(mixed.got)) == (80, {"a1"})
    assert len(w.endpoint.calls) == 1
    for task in stranded:
        task.get_coro().close()  # so that nobody warns of what was left here on purpose
        task._log_destroy_pending = False  # type: ignore[attr-defined]
