"""I15 to I19: requesters, loops and processes come and go, and the refresh does not care."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import trio
from anew.runtime.session import FileStore, Record, RefreshFailed, SessionClosed, StoreKey

from .support import PATIENCE, Countdown, Endpoint, World, flight_of, join, renew, snapshot_of, spawn, world


def test_i15_a_cancelled_task_disturbs_neither_the_refresh_nor_others() -> None:
    """A third of the waiting tasks is cancelled; the others get the tokens of the one refresh."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))

    async def main() -> list[object]:
        flight = flight_of(w.session.refused(snapshot_of(w.session)))
        tasks = [asyncio.ensure_future(flight.wait_async(PATIENCE)) for _ in range(30)]
        await asyncio.sleep(0)  # let each of them begin to wait
        for task in tasks[::3]:
            task.cancel()
        gate.arrive()
        return list(await asyncio.gather(*tasks, return_exceptions=True))

    results = asyncio.run(main())

    assert [isinstance(result, asyncio.CancelledError) for result in results] == [True, False, False] * 10
    assert len(w.endpoint.calls) == 1


def test_i15_the_task_that_started_the_flight_may_be_cancelled() -> None:
    """Cancelling the very call that triggered the refresh leaves the refresh alone."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))

    async def main() -> None:
        flight = flight_of(w.session.refused(snapshot_of(w.session)))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await flight.wait_async(PATIENCE)
        gate.arrive()

    asyncio.run(main())
    w.hooks.wait_for("refresh_done")

    assert snapshot_of(w.session).access == "a1"


def test_i15_a_cancelled_trio_task_disturbs_nobody() -> None:
    """Under trio too a cancelled scope ends its own wait only."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))

    async def main() -> str:
        flight = flight_of(w.session.refused(snapshot_of(w.session)))
        with trio.move_on_after(0):
            await flight.wait_async(PATIENCE)
        gate.arrive()
        return (await flight.wait_async(PATIENCE)).access

    assert trio.run(main) == "a1"


def test_i15_a_loop_that_is_closed_in_the_middle_of_a_refresh_harms_nobody() -> None:
    """Waiters of another loop and of threads are woken though one loop is gone."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))

    async def leave() -> None:
        task = asyncio.ensure_future(flight.wait_async(PATIENCE))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    results: list[str] = []
    waiter = spawn(lambda: results.append(flight.wait(PATIENCE).access))
    gate.arrive()
    join([waiter])

    assert results == ["a1"]


def test_i15_a_trio_run_that_is_over_harms_nobody() -> None:
    """A trio run that ended in the middle of a refresh is skipped when the others are woken."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))

    async def leave() -> None:
        with trio.move_on_after(0):
            await flight.wait_async(PATIENCE)

    trio.run(leave)
    gate.arrive()

    assert flight.wait(PATIENCE).access == "a1"


@pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)], ids=["asyncio", "trio"])
def test_i15_a_time_out_under_a_loop_ends_that_wait_only(run: Callable[..., object]) -> None:
    """`wait_async` with a time-out raises for its caller, and the flight lands."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))

    with pytest.raises(RefreshFailed):
        run(flight.wait_async(0.01))
    gate.arrive()
    assert flight.wait(PATIENCE).access == "a1"


_EXIT_IN_MID_REFRESH = """
    import sys, threading
    from anew.runtime.session import FileStore, Session, SessionOptions, TokenGrant

    sent = threading.Event()

    def refresher(tokens):
        sent.set()
        {hold}
        return TokenGrant("a1", "r1")

    session = Session(refresher, store=FileStore(sys.argv[1]), options=SessionOptions(exit_timeout={patience}))
    session.login(TokenGrant("a0", "r0"))
    session.refused(session.admit())
    assert sent.wait(20)
"""


def _record_after_exit_in_mid_refresh(directory: Path, hold: str, patience: float) -> Record:
    script = textwrap.dedent(_EXIT_IN_MID_REFRESH.format(hold=hold, patience=patience))
    subprocess.run([sys.executable, "-c", script, str(directory)], check=True, timeout=PATIENCE)
    record = FileStore(directory).load(StoreKey("default"))
    assert record is not None
    return record


def test_i16_the_interpreters_exit_waits_for_a_refresh_on_the_wire(tmp_path: Path) -> None:
    """A program that ends in the middle of a refresh, with nobody waiting, still stores the new tokens."""
    until_the_program_is_over = "threading.main_thread().join()"
    record = _record_after_exit_in_mid_refresh(tmp_path, until_the_program_is_over, PATIENCE)

    assert record.tokens is not None
    assert record.tokens.access == "a1"


def test_i16_the_interpreters_exit_does_not_wait_for_ever(tmp_path: Path) -> None:
    """A refresh that hangs holds the exit up for `exit_timeout` only; the intent tells what was going on."""
    for_ever = "threading.Event().wait()"
    record = _record_after_exit_in_mid_refresh(tmp_path, for_ever, 0.1)

    assert record.gen == 1
    assert record.intent is not None


def test_i16_close_waits_for_the_refresh_and_its_tokens_are_stored() -> None:
    """Closing fails those who wait, lets the refresh end, and its tokens are in the store."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    closing = spawn(w.session.close, PATIENCE)
    with pytest.raises(SessionClosed):
        flight.wait(PATIENCE)
    gate.arrive()
    join([closing])

    record = w.store.load(StoreKey("default"))
    assert record is not None
    assert record.tokens is not None
    assert record.tokens.access == "a1"


def test_i16_nobody_waits_and_the_tokens_are_stored_all_the_same() -> None:
    """A refresh whose requester never came back ends as any other."""
    w = world()
    w.session.refused(snapshot_of(w.session))
    w.hooks.wait_for("refresh_done")

    assert snapshot_of(w.session).access == "a1"


def test_i17_a_session_outlives_its_loops() -> None:
    """One session serves loop after loop, each with an expiry, and nothing of the old loops is left in it."""
    w = world()

    async def once() -> str:
        step = w.session.refused(snapshot_of(w.session))
        return (await flight_of(step).wait_async(PATIENCE)).access

    accesses: list[object] = []
    for _ in range(2):
        accesses += [asyncio.run(once()), trio.run(once)]
        w.session.accepted(snapshot_of(w.session))

    assert accesses == ["a1", "a2", "a3", "a4"]


def test_i17_an_async_refresher_runs_in_a_loop_of_its_own() -> None:
    """An async refresher serves threads as well, and never sees the loop of the call that triggered it."""
    loops: list[asyncio.AbstractEventLoop] = []

    async def refresher(tokens: object) -> object:
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return world_.endpoint.grant()

    world_: World = world(refresher=refresher)

    async def main() -> None:
        await flight_of(world_.session.refused(snapshot_of(world_.session))).wait_async(PATIENCE)
        assert loops[0] is not asyncio.get_running_loop()

    asyncio.run(main())
    renew(world_.session)
    assert len(set(loops)) == 2


def test_i18_hooks_and_stores_are_called_without_a_lock() -> None:
    """From inside a hook, the store and the refresher every method of the session can be called by another thread."""
    w = world()

    def everything_answers() -> None:
        def touch() -> None:
            snapshot = w.session.tokens
            assert snapshot is not None
            w.session.accepted(old)
            w.session.admit()
            w.session.refused(old)

        join([spawn(touch)])

    old = snapshot_of(w.session)
    w.endpoint.hold = everything_answers
    w.hooks.refresh_started = lambda event: everything_answers()  # type: ignore[method-assign]

    assert renew(w.session).access == "a1"
