"""An ASGI application becomes a server that a thread runs: it says when it is ready, and leaves when it is told."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from typing import Any

import uvicorn

PATIENCE = 20.0
"""Seconds to wait for the thread; far more than it ever needs."""


class Serving(uvicorn.Server):
    """A server whose loop other threads can have something done on."""

    def __init__(self, config: uvicorn.Config) -> None:
        """Serve nothing yet."""
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told: asyncio.Event | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        self.ready.set()

    async def main_loop(self) -> None:
        """Serve until told to leave; in the main thread, until a signal comes."""
        if threading.current_thread() is threading.main_thread() or self._told is None:
            await super().main_loop()
            return
        await self.on_tick(0)
        await self._told.wait()

    def leave(self, farewell: Callable[[], object] | None = None) -> None:
        """End serving, after a last call on the server's loop."""
        if self._loop is None or self._told is None:
            return
        if farewell is not None:
            self._loop.call_soon_threadsafe(farewell)
        self._loop.call_soon_threadsafe(self._told.set)

    def call(self, work: Callable[[], Any]) -> Any:
        """Run a function on the loop, and give its result."""

        async def run() -> Any:
            return work()

        assert self._loop is not None  # noqa: S101 - whoever calls has waited for `ready`
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE)


def configuration(application: Any, protocol: type[asyncio.Protocol], **further: Any) -> uvicorn.Config:
    """Configure a server for tests: no workers, no logs of requests, and a short good-bye."""
    return uvicorn.Config(
        application,
        http=protocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        access_log=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
        **further,
    )
