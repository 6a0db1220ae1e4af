"""A port becomes a sandbox as soon as somebody knocks: until then nothing is imported, read or started."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import threading
from collections.abc import Callable
from typing import Protocol

_WAITING = 2048


class Served(Protocol):
    """What is started."""

    def start(self) -> None:
        """Serve."""

    def stop(self) -> None:
        """Stop serving."""


class Door:
    """A loopback port that waits for its first caller."""

    def __init__(self, make: Callable[[socket.socket], Served]) -> None:
        """Take a port; `make` is called with its socket when somebody comes."""
        self._make = make
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=_WAITING)
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._far, self._near = socket.socketpair()
        self._served: Served | None = None
        self._thread = threading.Thread(target=self._wait, daemon=True, name="sandbox door")
        self._thread.start()

    def close(self) -> None:
        """Let nobody in any more."""
        self._near.close()
        self._thread.join()
        if self._served is not None:
            self._served.stop()
        self._socket.close()
        self._far.close()

    def _wait(self) -> None:
        if not self._is_knocked():
            return
        try:
            served = self._make(self._socket)
            served.start()
        except Exception as error:  # whoever knocked is told
            self._apologise(str(error))
        else:
            self._served = served

    def _is_knocked(self) -> bool:
        ready, _, _ = select.select([self._socket, self._far], [], [])
        return self._far not in ready

    def _apologise(self, reason: str) -> None:
        """Tell every caller why there is no sandbox."""
        body = json.dumps({"error": reason}).encode()
        head = f"HTTP/1.1 500 No Sandbox\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        while self._is_knocked():
            caller, _ = self._socket.accept()
            with caller, contextlib.suppress(OSError):  # it may have gone meanwhile
                caller.recv(65536)
                caller.sendall(f"{head}connection: close\r\n\r\n".encode() + body)
