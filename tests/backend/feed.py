"""Turns events into a log that can be read again and followed live."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from attrs import define, field

from tests.backend.clock import Clock
from tests.backend.database import Database
from tests.backend.moments import iso


@define
class Feed:
    """What has happened, by number. Published and followed on the server's loop only."""

    database: Database
    clock: Clock
    _bells: set[asyncio.Event] = field(factory=set)
    _closed: bool = False

    def publish(self, kind: str, project: str | None = None, **facts: Any) -> None:
        """Write down an event and wake those who follow."""
        data = json.dumps({"type": kind, "at": iso(self.clock.now()), **facts})
        self.database.insert("events", type=kind, project=project, data=data)
        for bell in self._bells:
            bell.set()

    def after(self, number: int, topics: Sequence[str] | None = None) -> list[tuple[int, str, str]]:
        """Return number, kind and JSON of the events after a number."""
        rows = self.database.rows("SELECT seq, type, data FROM events WHERE seq > ? ORDER BY seq", [number])
        return [(row["seq"], row["type"], row["data"]) for row in rows if topics is None or row["type"] in topics]

    async def follow(self, number: int, topics: Sequence[str] | None, *, live: bool) -> AsyncIterator[str]:
        """Yield events in the form of an event stream, and go on with new ones if `live`."""
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            while True:
                for seq, kind, data in self.after(number, topics):
                    number = seq
                    yield f"id: {seq}\nevent: {kind}\ndata: {data}\n\n"
                if not live or self._closed:
                    return
                await bell.wait()
                bell.clear()
        finally:
            self._bells.discard(bell)

    def close(self) -> None:
        """Let every follower come to its end."""
        self._closed = True
        for bell in self._bells:
            bell.set()
