"""Turns uvicorn's connections into ones that the application can end in the middle of anything."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class OpenProtocol(H11Protocol):
    """Puts the connection into the request's state, where a fault finds it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn types it
        """Remember the connection."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
