"""I28 on the wire: every kind of body over an expiry, as a server that records bytes sees both attempts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in, operation
from tests.runtime.pipes import Pipe
from tests.runtime.wire import Received, Server

OCTETS = "application/octet-stream"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
CONTENT = bytes(range(256)) * 1_000
"""Longer than any buffer on the way."""


def from_the_middle(path: Path) -> Any:
    """Open a file and read half of it."""
    file = path.open("rb")
    file.seek(len(CONTENT) // 2)
    return file


def generator() -> Iterator[bytes]:
    """Be good for one attempt."""
    yield CONTENT[:1_000]
    yield CONTENT[1_000:]


async def async_generator() -> AsyncIterator[bytes]:
    """Be good for one attempt of a task."""
    yield CONTENT[:1_000]
    yield CONTENT[1_000:]


Make = Callable[[Any, Path], tuple[Any, str]]
"""A runtime and a file to a body and its media type."""

REPLAYABLE: dict[str, Make] = {
    "none": lambda rt, path: (rt.UNSET, ""),
    "bytes": lambda rt, path: (CONTENT, OCTETS),
    "str": lambda rt, path: ("grüße" * 100, "text/plain; charset=utf-8"),
    "json": lambda rt, path: ({"a": [1, None, "é"], "b": {"c": 1.5}}, ""),
    "form": lambda rt, path: ({"a": "x y&z", "b": [1, 2]}, FORM),
    "path": lambda rt, path: (path, OCTETS),
    "file": lambda rt, path: (path.open("rb"), OCTETS),
    "file in the middle": lambda rt, path: (from_the_middle(path), OCTETS),
    "list": lambda rt, path: ([CONTENT, b"", CONTENT], OCTETS),
    "multipart": lambda rt, path: ({"name": "é", "file": rt.File(path, "a.bin"), "more": rt.File(b"1")}, MULTIPART),
    "multipart in the middle": lambda rt, path: ({"file": rt.File(from_the_middle(path), "a.bin")}, MULTIPART),
}
GONE: dict[str, Make] = {
    "generator": lambda rt, path: (generator(), OCTETS),
    "pipe": lambda rt, path: (Pipe(CONTENT), OCTETS),
    "multipart with a pipe": lambda rt, path: ({"name": "é", "file": rt.File(Pipe(CONTENT), "a.bin")}, MULTIPART),
}
GONE_OF_TASKS: dict[str, Make] = {**GONE, "async generator": lambda rt, path: (async_generator(), OCTETS)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a file to send."""
    made = tmp_path / "content.bin"
    made.write_bytes(CONTENT)
    return made


@pytest.fixture
def backend(server: Server) -> Backend:
    """Refuse the first token."""
    made = Backend(server)
    made.expire()
    return made


def call_with(rt: Any, make: Make, path: Path) -> Any:
    """Make a call with a body of a kind."""
    body, content_type = make(rt, path)
    return rt.Call(operation(rt, "POST"), body=body, content_type=content_type)


def on_a_thread(rt: Any, server: Server, call: Any) -> Any:
    """Send a call by the sync client."""
    with rt.client(server.url, api(rt)) as client:
        log_in(rt, client)
        return client.send(call)


def in_a_task(rt: Any, server: Server, call: Any) -> Any:
    """Send a call by the async client."""

    async def main() -> Any:
        async with rt.aclient(server.url, api(rt)) as client:
            log_in(rt, client)
            return await client.send(call)

    return asyncio.run(main())


Way = Callable[[Any, Server, Any], Any]
WAYS: list[Way] = [on_a_thread, in_a_task]
KINDS_AND_WAYS = [(on_a_thread, name) for name in GONE] + [(in_a_task, name) for name in GONE_OF_TASKS]


def sent(server: Server) -> list[Received]:
    """Give the attempts of the call, without the refresh."""
    return [request for request in server.received if request.path == "/things"]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("kind", REPLAYABLE)
def test_i28_replay_is_the_first_attempt_byte_for_byte(
    rt: Any, server: Server, backend: Backend, path: Path, way: Way, kind: str
) -> None:
    """Head and body of the replay are those of the refused attempt, but for the token, and the body is whole."""
    value = way(rt, server, call_with(rt, REPLAYABLE[kind], path))
    first, second = sent(server)

    assert (value, backend.refreshes) == ("fine", 1)
    assert first.head.replace(b"token: a1", b"token: a2") == second.head
    assert first.body == second.body
    assert (len(first.body) > 0) == (kind != "none")


@pytest.mark.parametrize("kind", ["file in the middle", "multipart in the middle"])
def test_i28_replay_of_a_file_begins_where_the_file_stood(
    rt: Any, server: Server, backend: Backend, path: Path, kind: str
) -> None:
    """What lies before that place is in neither attempt; all that comes after it is in both."""
    on_a_thread(rt, server, call_with(rt, REPLAYABLE[kind], path))
    half = CONTENT[len(CONTENT) // 2 :]

    assert [half in request.body for request in sent(server)] == [True, True]
    assert [len(request.body) < len(half) + 500 for request in sent(server)] == [True, True]


@pytest.mark.parametrize(("way", "kind"), KINDS_AND_WAYS, ids=lambda value: getattr(value, "__name__", value))
def test_i28_what_is_gone_is_not_replayed(
    rt: Any, server: Server, backend: Backend, path: Path, way: Way, kind: str
) -> None:
    """The first attempt was whole, there is no second one, and the token has been renewed for the caller's own."""
    with pytest.raises(rt.BodyNotReplayable):
        way(rt, server, call_with(rt, GONE_OF_TASKS[kind], path))
    [only] = sent(server)

    assert CONTENT in only.body
    assert backend.refreshes == 1
