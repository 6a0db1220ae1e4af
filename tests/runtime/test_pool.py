"""Slots: many calls on few connections, in every kind of loop, and nobody's slot is ever lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import trio
from anew.runtime.slots import AsyncSlots, Slots

from tests.runtime.api import Backend, api, bare, log_in, operation
from tests.runtime.wire import Server, enveloped


def test_thousand_calls_at_once_use_a_hundred_connections(rt: Any, server: Server) -> None:
    """With default settings 1,000 concurrent calls all succeed; none ends in a PoolTimeout."""

    async def main() -> int:
        async with rt.aclient(server.url, bare(rt)) as client:
            calls = [client.send(rt.Call(operation(rt))) for _ in range(1_000)]
            return len(await asyncio.gather(*calls))

    assert asyncio.run(main()) == 1_000
    assert server.connections <= 100


def test_threads_share_their_connections(rt: Any, server: Server) -> None:
    """More threads than connections take turns."""
    client = rt.client(server.url, bare(rt), connections=3)
    with ThreadPoolExecutor(20) as pool:
        values = list(pool.map(lambda _: client.send(rt.Call(operation(rt))), range(100)))

    assert (len(values), server.connections <= 3) == (100, True)


def test_trio_runs_the_same_client(rt: Any, server: Server) -> None:
    """Tasks of trio stand in line and refresh like those of asyncio."""
    backend = Backend(server)
    backend.expire()
    values: list[Any] = []

    async def main() -> None:
        async with rt.aclient(server.url, api(rt), connections=2) as client:
            log_in(rt, client)

            async def one() -> None:
                values.append(await client.send(rt.Call(operation(rt))))

            async with trio.open_nursery() as nursery:
                for _ in range(20):
                    nursery.start_soon(one)

    trio.run(main)

    assert (values, backend.refreshes, server.connections <= 4) == (["fine"] * 20, 1, True)


def test_one_client_serves_one_loop_after_the_other(rt: Any, server: Server) -> None:
    """A client that outlives its loop opens connections of the next loop instead of using those of the ended one."""
    client = rt.aclient(server.url, bare(rt))
    for _ in range(3):
        asyncio.run(client.send(rt.Call(operation(rt))))

    assert len(server.received) == 3
    assert len(client._pool._loops) == 1


def test_warmest_slot_is_taken_first() -> None:
    """What was given back last is taken next; nothing is made while something is free."""
    made = iter(range(9))
    slots = Slots(lambda: next(made), 3)
    first, second = slots.take(), slots.take()
    slots.give(first)
    slots.give(second)

    assert (slots.take(), slots.take(), slots.take()) == (1, 0, 2)


def test_slot_that_cannot_be_made_leaves_its_place() -> None:
    """If making a transport fails, the place in the pool is free for the next attempt."""
    attempts: Iterator[OSError | str] = iter([OSError("no"), "transport"])

    def make() -> str:
        made = next(attempts)
        if isinstance(made, OSError):
            raise made
        return made

    slots = Slots(make, 1)
    with pytest.raises(OSError, match="no"):
        slots.take()

    assert slots.take() == "transport"


async def _cancelled_in_line() -> list[int]:
    slots = AsyncSlots(lambda: 1, 1)
    held = await slots.take()
    waiting = [asyncio.ensure_future(slots.take()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    slots.give(held)
    # Handed to the second in the same instant as it is cancelled: it must go on to the third.
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return [waiting[2].result()]


def test_i15_cancelled_caller_does_not_take_a_slot_along() -> None:
    """Callers that are cancelled in line, before or just as they are handed a slot, leave it to the next."""
    assert asyncio.run(asyncio.wait_for(_cancelled_in_line(), 5)) == [1]


def test_i15_cancelled_call_gives_its_connection_back(rt: Any, server: Server) -> None:
    """A call that is cancelled while it waits for the answer leaves its slot to others."""
    asked, never = threading.Event(), threading.Event()

    def answer(_: Any) -> Any:
        if len(server.received) > 1:
            return enveloped("fine")
        asked.set()
        never.wait(10)
        return None

    server.answer = answer

    async def main() -> Any:
        async with rt.aclient(server.url, bare(rt), connections=1) as client:
            task = asyncio.ensure_future(client.send(rt.Call(operation(rt))))
            await asyncio.to_thread(asked.wait, 10)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            never.set()
            return await asyncio.wait_for(client.send(rt.Call(operation(rt))), 5)

    assert asyncio.run(main()) == "fine"


def test_stream_that_is_left_early_gives_its_connection_back(rt: Any, server: Server) -> None:
    """Leaving the block of `stream` without reading frees the slot."""
    client = rt.client(server.url, bare(rt), connections=1)
    described = operation(rt, answers=(rt.Answer("200", "binary"),))
    server.answer = lambda _: (
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123"] if len(server.received) < 2 else enveloped()
    )
    with client.stream(rt.Call(described)):
        pass
    with client.stream(rt.Call(described)) as response:
        response.read()

    assert len(server.received) == 2


@pytest.mark.parametrize(("exempt", "through"), [("", "proxy"), ("127.0.0.1", "server")])
def test_proxies_of_the_environment_count(
    rt: Any, server: Server, monkeypatch: pytest.MonkeyPatch, exempt: str, through: str
) -> None:
    """Calls go through the proxy that the environment names, unless it exempts the host."""
    for name in ("HTTP_PROXY", "ALL_PROXY", "all_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server(lambda _: enveloped("fine")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", exempt)
        rt.client(server.url, bare(rt)).send(rt.Call(operation(rt)))
        targets = {"proxy": proxy.received, "server": server.received}

    assert [request.target for request in targets.pop(through)] == [
        f"{server.url}/things" if through == "proxy" else "/things"
    ]
    assert [*targets.values()] == [[]]
