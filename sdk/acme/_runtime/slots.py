"""One transport each to callers who take turns: last in first out while there are free ones, in line when not.

```
take ──► free slots, the warmest connection first ──► else a new slot ──► else wait in line
give ──► the first in line, else the free slots
```

Taking and giving are O(1), and nobody is woken who does not get one.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Transport = TypeVar("Transport")


class Slots(Generic[Transport]):
    """At most `size` transports for threads."""

    def __init__(self, make: Callable[[], Transport], size: int) -> None:
        self._make = make
        self._room = threading.Semaphore(size)
        self._free: list[Transport] = []

    def take(self) -> Transport:
        """Wait for a slot."""
        self._room.acquire()
        try:
            return self._free.pop()
        except IndexError:
            return self._made()

    def _made(self) -> Transport:
        try:
            return self._make()
        except BaseException:
            self._room.release()
            raise

    def give(self, slot: Transport) -> None:
        """Hand a slot back."""
        self._free.append(slot)
        self._room.release()

    def drain(self) -> list[Transport]:
        """Give up all free slots, to be closed."""
        free, self._free = self._free, []
        return free


class AsyncSlots(Generic[Transport]):
    """At most `size` transports for the tasks of one loop."""

    def __init__(self, make: Callable[[], Transport], size: int) -> None:
        self._make = make
        self._left = size
        self._free: list[Transport] = []
        self._line: deque[Place[Transport]] = deque()

    async def take(self) -> Transport:
        """Wait for a slot."""
        if self._free:
            return self._free.pop()
        if self._left:
            slot = self._make()
            self._left -= 1
            return slot
        return await self._wait()

    async def _wait(self) -> Transport:
        place: Place[Transport] = _TrioPlace() if in_trio() else _AsyncioPlace()
        self._line.append(place)
        try:
            return await place.wait()
        except BaseException:
            # Cancelled: what was handed over in the same instant goes to the next in line.
            slot = place.leave()
            if slot is not None:
                self.give(slot)
            raise

    def give(self, slot: Transport) -> None:
        """Hand a slot back."""
        while self._line:
            if self._line.popleft().hand(slot):
                return
        self._free.append(slot)

    def drain(self) -> list[Transport]:
        """Give up all free slots, to be closed."""
        free, self._free = self._free, []
        self._left += len(free)
        return free


class Place(Generic[Transport]):
    """Somebody's place in line."""

    async def wait(self) -> Transport:
        """Stand here until a slot is handed over."""
        raise NotImplementedError

    def hand(self, slot: Transport) -> bool:
        """Hand over a slot; False if nobody stands here any more."""
        raise NotImplementedError

    def leave(self) -> Transport | None:
        """Stand here no longer; gives back what was handed over and not taken."""
        raise NotImplementedError


class _AsyncioPlace(Place[Transport]):
    def __init__(self) -> None:
        self._future: asyncio.Future[Transport] = asyncio.get_running_loop().create_future()

    async def wait(self) -> Transport:
        return await self._future

    def hand(self, slot: Transport) -> bool:
        if self._future.done():
            return False
        self._future.set_result(slot)
        return True

    def leave(self) -> Transport | None:
        if self._future.cancelled() or not self._future.done():
            self._future.cancel()
            return None
        return self._future.result()


class _TrioPlace(Place[Transport]):
    def __init__(self) -> None:
        self._event: Any = sys.modules["trio"].Event()
        self._slot: Transport | None = None
        self._left = False

    async def wait(self) -> Transport:
        await self._event.wait()
        slot, self._slot = self._slot, None
        assert slot is not None  # noqa: S101 - `hand` sets it before the event
        return slot

    def hand(self, slot: Transport) -> bool:
        if self._left:
            return False
        self._slot = slot
        self._event.set()
        return True

    def leave(self) -> Transport | None:
        self._left = True
        return self._slot


def in_trio() -> bool:
    """Whether this task is one of trio's."""
    # A program that runs under trio has imported it; nobody else pays for the import.
    trio = sys.modules.get("trio")
    return trio is not None and bool(trio.lowlevel.in_trio_task())
