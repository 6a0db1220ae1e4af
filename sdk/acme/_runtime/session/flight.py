"""A one-shot latch that threads, asyncio tasks of any loop and trio tasks can wait for at once.

```
settle(outcome) ─┬─ threading.Event.set()                 every waiting thread
                 ├─ loop.call_soon_threadsafe(wake all)   once for each asyncio loop, however many tasks wait in it
                 └─ token.run_sync_soon(wake all)         once for each trio run
```

Nothing in it belongs to a loop except the list of those who wait in that loop now. A waiter that is cancelled leaves
its entry behind, which waking then skips; neither the flight nor any other waiter notices.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from .errors import RefreshFailed, SessionError
from .state import Failure, Ticket
from .tokens import Snapshot

Outcome = Snapshot | Failure


class _AsyncioWakes:
    """Those who wait in one loop; `notify` is called from another thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.futures: list[asyncio.Future[None]] = []

    def notify(self) -> None:
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for future in self.futures:
            _resolve(future)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():  # its task may have been cancelled
        future.set_result(None)


class _TrioWakes:
    """Those who wait in one trio run."""

    def __init__(self, token: Any) -> None:
        self._token = token
        self.events: list[Any] = []

    def notify(self) -> None:
        self._token.run_sync_soon(self._wake)

    def _wake(self) -> None:
        for event in self.events:
            event.set()


class Flight:
    """One attempt to get past a generation, as those see it who wait for its end."""

    def __init__(self, ticket: Ticket, *, limit: float, overdue: Callable[[Flight], None]) -> None:
        """Make an unsettled flight.

        Args:
            ticket: What the core calls it.
            limit: Seconds from now after which waiters give it up.
            overdue: Called by the waiter who finds that it is; it settles the flight.
        """
        self.ticket = ticket
        self.pilot: int | None = None
        """Identity of the thread that flies it, which must not wait for it."""
        self._limit = time.monotonic() + limit
        self._overdue = overdue
        self._lock = threading.Lock()
        self._outcome: Outcome | None = None
        self._landed = threading.Event()
        self._loops: dict[asyncio.AbstractEventLoop, _AsyncioWakes] = {}
        self._trios: dict[Any, _TrioWakes] = {}

    @property
    def done(self) -> bool:
        """Whether it is settled."""
        return self._outcome is not None

    def settle(self, outcome: Outcome) -> None:
        """Give everybody who waits, or comes to wait, the same outcome. The first one counts."""
        with self._lock:
            if self._outcome is not None:
                return
            self._outcome = outcome
            wakes: list[_AsyncioWakes | _TrioWakes] = [*self._loops.values(), *self._trios.values()]
            self._loops, self._trios = {}, {}
        self._landed.set()
        for waiters in wakes:
            try:
                waiters.notify()
            except RuntimeError:
                continue  # that loop is closed, or that trio run over: nobody waits there any more

    def wait(self, timeout: float | None = None) -> Snapshot:
        """Block this thread until the end.

        Args:
            timeout: Seconds; None waits as long as the session's `flight_timeout` allows.

        Raises:
            SessionError: the flight failed; every waiter gets an instance of its own with the same `__cause__`.
            RefreshFailed: `timeout` passed first; the flight goes on.
        """
        if self._outcome is None and not self._landed.wait(self._patience(timeout)):
            self._give_up(timeout)
        return self._result()

    async def wait_async(self, timeout: float | None = None) -> Snapshot:
        """Wait in a task of asyncio or trio; like `wait` in everything else."""
        if self._outcome is None and not await self._landing(self._patience(timeout)):
            self._give_up(timeout)
        return self._result()

    def _patience(self, timeout: float | None) -> float:
        if self.pilot == threading.get_ident():
            raise SessionError(
                "the refresher made a call through the session that it refreshes: give it its own client"
            )
        left = max(self._limit - time.monotonic(), 0.0)
        return left if timeout is None else min(timeout, left)

    def _give_up(self, timeout: float | None) -> None:
        if timeout is None or time.monotonic() >= self._limit:
            self._overdue(self)
        elif self._outcome is None:
            raise RefreshFailed(f"the refresh did not end within the {timeout:g} s that this call may wait")

    def _result(self) -> Snapshot:
        outcome = self._outcome
        if isinstance(outcome, Snapshot):
            return outcome
        if outcome is None:  # only an `overdue` that does not settle leads here
            raise RefreshFailed("the refresh did not end in time")
        raise outcome.exception()

    async def _landing(self, timeout: float) -> bool:
        # A program that runs under trio has imported it; nobody else pays for the import.
        trio = sys.modules.get("trio")
        if trio is not None and trio.lowlevel.in_trio_task():
            return await self._landing_in_trio(trio, timeout)
        return await self._landing_in_asyncio(timeout)

    async def _landing_in_asyncio(self, timeout: float) -> bool:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if self._outcome is not None:
                return True
            wakes = self._loops.get(loop)
            if wakes is None:
                wakes = self._loops[loop] = _AsyncioWakes(loop)
            wakes.futures.append(future)
        timer = loop.call_later(timeout, _resolve, future)
        try:
            await future
        finally:
            timer.cancel()
        return self._outcome is not None

    async def _landing_in_trio(self, trio: Any, timeout: float) -> bool:
        event = trio.Event()
        token = trio.lowlevel.current_trio_token()
        with self._lock:
            if self._outcome is not None:
                return True
            wakes = self._trios.get(token)
            if wakes is None:
                wakes = self._trios[token] = _TrioWakes(token)
            wakes.events.append(event)
        with trio.move_on_after(timeout):
            await event.wait()
        return self._outcome is not None
