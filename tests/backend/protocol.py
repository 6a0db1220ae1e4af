"""Turns uvicorn's connections into ones that the application can end in the middle of anything."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol


class OpenProtocol(H11Protocol):
    """Puts the connection into the request's state, where a fault finds it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        """Remember the connection."""
        super().connection_made(transport)
        # asyncio does so only for sockets that name their protocol; without it small answers wait 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}
