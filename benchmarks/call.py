"""Measures a call that fetches one small object from a loopback server: sync, async, and 50 in flight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx

from benchmarks.measure import Contest, Table
from benchmarks.server import running

CALLS = 1_000
IN_FLIGHT = 50


def tables() -> Iterator[Table]:
    """Call the same endpoint by raw httpx, stock and ours."""
    with running() as url:
        yield sync_table(url)
        yield async_table(url, 1)
        yield async_table(url, IN_FLIGHT)


def sync_table(url: str) -> Table:
    """One call after the other."""
    from bench_anew import BenchAnew  # type: ignore[import-not-found]
    from bench_stock.api.people import get_person  # type: ignore[import-not-found]
    from bench_stock.client import Client  # type: ignore[import-not-found]

    raw, theirs, ours = httpx.Client(base_url=url), Client(base_url=url), BenchAnew(url)

    def cost(call: Callable[[], object]) -> float:
        call()
        start = time.process_time()
        for _ in range(CALLS):
            call()
        return (time.process_time() - start) / CALLS * 1e6

    with raw, theirs, ours:
        entries: dict[str, Callable[[], float]] = {
            "raw httpx and .json()": lambda: cost(lambda: raw.get("/people/7").json()),
            "stock": lambda: cost(lambda: get_person.sync(7, client=theirs)),
            "anew": lambda: cost(lambda: ours.people.get_person(7)),
        }
        return Contest("Call: sync, one after the other", "µs CPU a call", entries, rounds=5).run()


def async_table(url: str, in_flight: int) -> Table:
    """`in_flight` callers at a time, each one call after the other."""
    from bench_anew import AsyncBenchAnew
    from bench_stock.api.people import get_person
    from bench_stock.client import Client

    async def raw(call_all: Callable[..., Awaitable[float]]) -> float:
        async with httpx.AsyncClient(base_url=url) as client:

            async def call() -> Any:
                return (await client.get("/people/7")).json()

            return await call_all(call)

    async def stock(call_all: Callable[..., Awaitable[float]]) -> float:
        async with Client(base_url=url) as client:
            return await call_all(lambda: get_person.asyncio(7, client=client))

    async def ours(call_all: Callable[..., Awaitable[float]]) -> float:
        async with AsyncBenchAnew(url) as client:
            return await call_all(lambda: client.people.get_person(7))

    async def cost(call: Callable[[], Awaitable[object]]) -> float:
        async def caller() -> None:
            for _ in range(CALLS // in_flight):
                await call()

        await caller()
        start = time.process_time()
        await asyncio.gather(*(caller() for _ in range(in_flight)))
        return (time.process_time() - start) / CALLS * 1e6

    entries: dict[str, Callable[[], float]] = {
        "raw httpx and .json()": lambda: asyncio.run(raw(cost)),
        "stock": lambda: asyncio.run(stock(cost)),
        "anew": lambda: asyncio.run(ours(cost)),
    }
    return Contest(f"Call: async, {in_flight} in flight", "µs CPU a call", entries, rounds=5).run()
