"""A service becomes a server on a loopback port, in a thread of this process or in the foreground."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from uvicorn.protocols.http.h11_impl import H11Protocol

from anew.sandbox.app import build
from anew.sandbox.clock import Clock
from anew.sandbox.faults import parse
from anew.sandbox.names import RESERVED
from anew.sandbox.options import Options
from anew.sandbox.reading import read
from anew.sandbox.service import Service
from anew.sandbox.serving import PATIENCE, Serving, configuration

_WAITING = 2048
"""Connections that may stand in line."""


def bound(port: int = 0) -> socket.socket:
    """Take a loopback port, any that is free for 0; raises OSError for one that is taken."""
    return socket.create_server(("127.0.0.1", port), backlog=_WAITING)


class Sandbox:
    """A server for a document, whose clock, tokens and faults are in your hands.

    ```python
    with Sandbox("openapi.yaml", config="sdk.yaml") as sandbox:
        client = Acme(sandbox.url)
        client.login("ada", "anything")
        sandbox.expire_tokens()
        client.users.list_users()          # one refresh, and nobody notices
    ```
    """

    def __init__(
        self,
        document: str | Path | None = None,
        *,
        config: str | Path | None = None,
        options: Options = Options(),  # noqa: B008 - immutable
        clock: Clock | None = None,
        listening: socket.socket | None = None,
        port: int = 0,
    ) -> None:
        """Read the document and take a port; nothing is answered before `start`.

        Args:
            document: An OpenAPI document; the one that its `sdk.yaml` names for None.
            config: Its `sdk.yaml`; the one in the current folder, if there is one, for None.
            options: How those who log in are treated.
            clock: Time; real time that can be pushed forward for None.
            listening: A socket that is bound already, instead of `port`.
            port: 0 takes any that is free.

        Raises:
            AnewError: the document or its settings are at fault.
            OSError: the port is taken.
        """
        self._service = Service(read(_path(document), _path(config)), options, clock)
        self._socket = listening or bound(port)
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.url = f"{self.origin}{self._service.plan.base}"
        self.admin_url = f"{self.origin}{RESERVED}/"
        further = {"log_level": "critical", "server_header": False, "backlog": _WAITING}
        self._server = Serving(configuration(build(self._service), _Protocol, **further))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True, name="sandbox")

    @property
    def title(self) -> str:
        """What the document calls itself."""
        return self._service.plan.title

    @property
    def clock(self) -> Clock:
        """Push it forward, stop it, let it go on."""
        return self._service.clock

    @property
    def counts(self) -> dict[str, int]:
        """How often there was a login, a refresh, a reused refresh token … so far."""
        return dict(self._service.tokens.counts)

    def expire_tokens(self) -> int:
        """Let every access token expire, and give how many were good; refresh tokens stay good."""
        expired: int = self._do(self._service.tokens.expire)
        return expired

    def fault(self, text: str) -> None:
        """Switch a fault on, for example `status=503 for 2 at getUser`; raises UsageError for one there is not."""
        self._service.faults.add(parse(text))

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self._service.faults.clear()

    def end_logins(self) -> None:
        """End every login, so that its refresh tokens are good for nothing."""
        self._do(lambda: self._service.tokens.end_all("ended by the administrator"))

    def login(self, user: str = "somebody") -> dict[str, Any]:
        """Log somebody in without a password; gives `access`, `refresh` and `expires_in`."""
        pair = self._do(lambda: self._service.tokens.login(user))
        return {"access": pair.access, "refresh": pair.refresh, "expires_in": pair.expires - self.clock.now()}

    def reset(self) -> None:
        """Forget logins, faults and requests."""
        self._do(self._service.reset)

    def start(self) -> None:
        """Serve in a thread, and return when requests are answered."""
        self._thread.start()
        if not self._server.ready.wait(PATIENCE):
            raise RuntimeError("the sandbox did not start")

    def stop(self) -> None:
        """Stop serving, and return when that is done."""
        if self._thread.is_alive():
            self._server.leave()
            self._thread.join(PATIENCE)
        self._socket.close()

    def serve(self) -> None:
        """Serve in this thread until interrupted."""
        self._server.run([self._socket])

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def _do(self, work: Any) -> Any:
        """Do something on the server's loop, where the tokens live."""
        return self._server.call(work) if self._thread.is_alive() else work()


def _path(named: str | Path | None) -> Path | None:
    return Path(named) if named else None


class _Protocol(H11Protocol):
    """Puts the connection into the request's state, where a fault finds it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        super().connection_made(transport)
        # asyncio does so only for sockets that name their protocol, which accepted ones do not; without it a small
        # answer in two pieces waits 40 ms for the client's acknowledgement.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}
