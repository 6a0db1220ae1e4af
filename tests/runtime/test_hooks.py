"""Hooks: every kind of event, as a client's calls cause it and its owner's hooks hear of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in, operation
from tests.runtime.wire import Server, enveloped, reply

PATIENCE = 20.0


class Heard:
    """Hooks that note what they hear, and let a test wait for it."""

    def __init__(self, rt: Any) -> None:
        self.names: list[str] = []
        self._changed = threading.Condition()
        self.hooks = rt.Hooks()
        for name in KINDS:
            setattr(self.hooks, name, self._note)

    def _note(self, event: Any) -> None:
        with self._changed:
            self.names.append(event.name)
            self._changed.notify_all()

    def wait_for(self, name: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: name in self.names, PATIENCE), self.names


Scene = Callable[[Any, Any, Server, Path], Any]
"""A runtime, hooks, a server and a folder to calls that cause an event."""


def client_of(rt: Any, hooks: Any, server: Server, **given: Any) -> Any:
    """Make a client that is logged in."""
    client = rt.client(server.url, api(rt), hooks=hooks, **given)
    log_in(rt, client)
    return client


def an_expiry(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Refresh, and replay."""
    Backend(server).expire()
    client_of(rt, hooks, server).send(rt.Call(operation(rt)))


def an_expiry_in_a_task(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Refresh, and replay, under asyncio."""
    Backend(server).expire()

    async def main() -> None:
        async with rt.aclient(server.url, api(rt), hooks=hooks) as client:
            log_in(rt, client)
            await client.send(rt.Call(operation(rt)))

    asyncio.run(main())


def an_expiry_elsewhere(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Let another client of the same store be faster."""
    backend = Backend(server)
    mine = client_of(rt, hooks, server, store=rt.FileStore(folder))
    theirs = rt.client(server.url, api(rt), store=rt.FileStore(folder))
    backend.expire()
    theirs.send(rt.Call(operation(rt)))
    mine.send(rt.Call(operation(rt)))


def a_token_endpoint_that_is_down(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Fail for now."""
    server.answer = lambda request: reply(503) if request.path == "/refresh" else enveloped(None, 409)
    with suppress(rt.RefreshFailed):
        client_of(rt, hooks, server).send(rt.Call(operation(rt)))


def a_dead_refresh_token(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Fail for good."""
    server.answer = lambda request: enveloped(None, 401 if request.path == "/refresh" else 409)
    with suppress(rt.LoginRequired):
        client_of(rt, hooks, server).send(rt.Call(operation(rt)))


def a_call_that_nobody_is_logged_in_for(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Hear that the session is lost."""
    server.answer = lambda _: enveloped(None, 401)
    with suppress(rt.SessionLost):
        client_of(rt, hooks, server).send(rt.Call(operation(rt)))


def a_server_that_refuses_everything(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Run into the breaker."""
    numbers = iter(range(2, 100))
    server.answer = lambda request: (
        enveloped({"access": f"a{next(numbers)}", "refresh": "r"})
        if request.path == "/refresh"
        else enveloped(None, 409)
    )
    client = client_of(rt, hooks, server)
    for _ in range(4):
        with suppress(rt.SessionError):
            client.send(rt.Call(operation(rt)))


def a_full_disk(rt: Any, hooks: Any, server: Server, folder: Path) -> None:
    """Fail to store what the server has rotated; the call succeeds."""

    class Full(rt.MemoryStore):  # type: ignore[misc]  # either runtime's
        def save(self, key: Any, record: Any, *, expected: int) -> Any:
            if record.gen > 1 and record.intent is None:
                raise OSError(28, "No space left on device")
            return super().save(key, record, expected=expected)

    Backend(server).expire()
    session = rt.Session(store=Full(), hooks=hooks, options=rt.SessionOptions(persist_retries=0))
    client = rt.client(server.url, api(rt), session=session)
    log_in(rt, client)
    assert client.send(rt.Call(operation(rt))) == "fine"


KINDS: dict[str, tuple[Scene, ...]] = {
    "refresh_started": (an_expiry,),
    "refresh_done": (an_expiry, an_expiry_in_a_task),
    "refresh_failed": (a_token_endpoint_that_is_down,),
    "adopted": (an_expiry_elsewhere,),
    "replayed": (an_expiry, an_expiry_in_a_task, an_expiry_elsewhere),
    "login_required": (a_dead_refresh_token, a_call_that_nobody_is_logged_in_for),
    "persist_failed": (a_full_disk,),
    "breaker_open": (a_server_that_refuses_everything,),
}
CASES = [(name, scene) for name, scenes in KINDS.items() for scene in scenes]


@pytest.mark.parametrize(("name", "scene"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_a_clients_hooks_hear_of_it(rt: Any, server: Server, tmp_path: Path, name: str, scene: Scene) -> None:
    """Whatever happens, the method of that name is called."""
    heard = Heard(rt)
    scene(rt, heard.hooks, server, tmp_path)

    heard.wait_for(name)


def test_a_replay_is_told_once(rt: Any, server: Server, tmp_path: Path) -> None:
    """One call over one expiry: the refresh from start to end, and one replay."""
    heard = Heard(rt)
    an_expiry(rt, heard.hooks, server, tmp_path)
    heard.wait_for("refresh_done")

    assert sorted(heard.names) == ["refresh_done", "refresh_started", "replayed"]


def test_there_is_a_scene_for_every_event(rt: Any) -> None:
    """An event that is added is noticed."""
    methods = {name for name in vars(rt.Hooks) if not name.startswith("_")}

    assert methods == set(KINDS)
