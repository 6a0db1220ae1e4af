"""Turns "while the server is still thinking" into something a test can hold and let go."""

from __future__ import annotations

import asyncio
import threading


class Gate:
    """Holds requests until it is opened. Requests wait on the server's loop, tests open it from any thread."""

    def __init__(self) -> None:
        self._arrival = threading.Condition()
        self._held: list[asyncio.Future[None]] = []
        self._arrived = 0
        self._is_open = False

    async def passage(self) -> None:
        """Wait until the gate is open."""
        with self._arrival:
            self._arrived += 1
            self._arrival.notify_all()
            if self._is_open:
                return
            held = asyncio.get_running_loop().create_future()
            self._held.append(held)
        await held

    def wait_for(self, arrivals: int = 1, timeout: float = 20.0) -> None:
        """Return when so many requests have arrived at the gate, held or passed."""
        with self._arrival:
            if not self._arrival.wait_for(lambda: self._arrived >= arrivals, timeout):
                raise TimeoutError(f"expected {arrivals} requests at the gate, got {self._arrived}")

    def open(self) -> None:
        """Let everyone through, now and from now on."""
        with self._arrival:
            self._is_open, held, self._held = True, self._held, []
        for future in held:
            loop = future.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_release, future)


def _release(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
