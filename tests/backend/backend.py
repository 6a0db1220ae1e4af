"""Turns the application into a server on a loopback port, run by a thread of this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection
from types import TracebackType
from typing import Self

from anew.sandbox.serving import PATIENCE, Serving, configuration

from tests.backend.app import BASE, build
from tests.backend.clock import Clock, VirtualClock
from tests.backend.contract import load
from tests.backend.counters import Counters
from tests.backend.database import Database
from tests.backend.deviations import Deviations
from tests.backend.faults import Faults
from tests.backend.feed import Feed
from tests.backend.protocol import OpenProtocol
from tests.backend.seed import fill
from tests.backend.service import Service
from tests.backend.tokens import Tokens


class Backend:
    """The reference backend and its switches.

    ```python
    with Backend(token_life=2.0) as backend:
        httpx.post(f"{backend.url}/auth/login", json={"username": "ada", "password": "secret"})
        backend.clock.advance(3)
        assert backend.counters.logins == 1
    ```
    """

    def __init__(
        self,
        *,
        token_life: float = 900.0,
        grace: float = 0.0,
        announce: bool = True,
        rotate: bool = True,
        detect: bool = True,
        clock: Clock | None = None,
        storage: int = 64_000_000,
        database: str = ":memory:",
        port: int = 0,
        deviations: Collection[str] = (),
    ) -> None:
        self.clock: Clock = clock or VirtualClock()
        self.counters = Counters()
        self.database = Database(database)
        fill(self.database)
        self.tokens = Tokens(
            self.database, self.clock, self.counters, token_life, grace, announce, rotate=rotate, detect=detect
        )
        self.feed = Feed(self.database, self.clock)
        self.service = Service(
            load(lenient="accepts-invalid" in deviations),
            self.database,
            self.clock,
            self.counters,
            self.tokens,
            self.feed,
            storage,
            deviations=Deviations(set(deviations)),
        )
        self._socket = socket.create_server(("127.0.0.1", port), backlog=2048)
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.url = f"{self.origin}{BASE}"
        self._server = Serving(configuration(build(self.service), OpenProtocol, log_level="error", backlog=2048))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True, name="backend")

    @property
    def faults(self) -> Faults:
        """The switches for what goes wrong."""
        return self.service.faults

    def expire_now(self) -> None:
        """Let every access token expire; refresh tokens stay good."""
        self.tokens.expire_now()

    def start(self) -> None:
        """Serve, and return when calls are answered."""
        self._thread.start()
        if not self._server.ready.wait(PATIENCE):
            raise RuntimeError("the backend did not start")

    def stop(self) -> None:
        """Let go what is held, end all streams and wait for the thread."""
        if self._thread.is_alive():
            self.faults.clear()
            self._server.leave(self.feed.close)
            self._thread.join(PATIENCE)
        self.database.close()

    def serve(self) -> None:
        """Serve until interrupted, in this thread."""
        self._server.run([self._socket])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
