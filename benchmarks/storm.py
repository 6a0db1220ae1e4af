"""Measures a storm: N tasks call at once, all are refused as expired, one refresh, N replays. Cold, default settings.

The floor is 2N + 1 plain requests by the same client. A storm needs less: calls that still stand in line when the first
ones are refused wait for the refresh and are sent once. What the session itself costs shows beside as many plain
requests as the storm takes. Then there are what a person writes by hand on raw httpx, and Authlib's client, which
refreshes by the clock only and is told beforehand that its token has run out.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import httpx

from benchmarks.measure import Contest, Table
from benchmarks.server import running

SIZES = {100: 7, 1_000: 5, 10_000: 1}
"""Calls at once, and how many rounds of them are measured."""

CONNECTIONS = 100
"""How many a client opens by default, ours and those of httpx."""

Storm = Callable[[str, int], Coroutine[Any, Any, Counter[str]]]


def tables() -> Iterator[Table]:
    """Run storms of growing size."""
    with running("benchmarks.tokenserver") as url:
        for calls, rounds in SIZES.items():
            yield table(url, calls, rounds)


def table(url: str, calls: int, rounds: int) -> Table:
    """Let all contestants weather storms of one size."""
    seen: dict[str, str] = {}
    storms: dict[str, Storm] = {
        "anew: 2N + 1 plain requests": twice,
        "anew: as many plain requests as the storm takes": as_many,
        "anew": session,
        "raw httpx, by hand": by_hand,
        "Authlib": authlib,
    }
    entries = {
        name: partial(cost, storm, url, calls, partial(seen.__setitem__, name)) for name, storm in storms.items()
    }
    run = Contest(f"Storm: {calls:,} calls over one expiry", "µs CPU a call", entries, rounds).run()
    note = "\n".join(f"- {name}: {what}" for name, what in seen.items())
    return Table(run.title, run.unit, run.rows, note)


def cost(storm: Storm, url: str, calls: int, tell: Callable[[str], None]) -> float:
    """CPU of one call in a storm, from making the client to closing it."""
    httpx.post(f"{url}/expire")
    start = time.process_time()
    outcomes = asyncio.run(storm(url, calls))
    spent = time.process_time() - start
    counts = httpx.get(f"{url}/counts").json()["data"]
    sent = f"{counts['refused']:,} refused, {counts['refreshes']:,} refreshes, {counts['accepted']:,} accepted"
    tell(f"{sent}; " + ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common()))
    return spent / calls * 1e6


async def together(calls: int, call: Callable[[], Awaitable[object]]) -> Counter[str]:
    """Make all calls at once and count how they end."""
    results = await asyncio.gather(*(call() for _ in range(calls)), return_exceptions=True)
    return Counter(type(one).__name__ if isinstance(one, BaseException) else "calls done" for one in results)


async def twice(url: str, calls: int) -> Counter[str]:
    """Make every call twice without a session, and one more in between."""
    return await plain(url, calls, calls)


async def as_many(url: str, calls: int) -> Counter[str]:
    """Make one call for each connection there is by default, one more, and then every call."""
    return await plain(url, min(calls, CONNECTIONS), calls)


async def plain(url: str, first: int, then: int) -> Counter[str]:
    """Make calls that need no token."""
    from bench_anew import AsyncBenchAnew  # type: ignore[import-not-found]

    async with AsyncBenchAnew(url) as client:
        outcomes = await together(first, lambda: client.people.get_person(7))
        outcomes += await together(1, lambda: client.people.get_person(7))
        return outcomes + await together(then, lambda: client.people.get_person(7))


async def session(url: str, calls: int) -> Counter[str]:
    """Make calls with a token that the server refuses."""
    from bench_anew import AsyncBenchAnew, TokenGrant

    async with AsyncBenchAnew(url) as client:
        client.session.login(TokenGrant("access-old", "refresh-old"))
        return await together(calls, lambda: client.guests.get_guest(7))


async def by_hand(url: str, calls: int) -> Counter[str]:
    """Do the least that works: one refresh for all, a replay, and a gate without which no storm ends well."""
    token, lock, gate = "access-old", asyncio.Lock(), asyncio.Semaphore(CONNECTIONS)

    async with httpx.AsyncClient(base_url=url) as client:

        async def ask(token: str) -> Any:
            async with gate:
                return (await client.get("/guests/7", headers={"token": token})).json()

        async def call() -> Any:
            nonlocal token
            used = token
            answer = await ask(used)
            if answer["code"] == 409:
                async with lock:
                    if token == used:
                        fresh = await client.post("/refresh", json={"refreshToken": "refresh-old"})
                        token = fresh.json()["data"]["access"]
                answer = await ask(token)
            return answer["data"]["name"]

        return await together(calls, call)


async def authlib(url: str, calls: int) -> Counter[str]:
    """Let the client find by the clock that its token has run out; no call is refused."""
    from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

    spent = {"access_token": "access-old", "refresh_token": "refresh-old", "token_type": "Bearer", "expires_at": 1}
    async with AsyncOAuth2Client("bench", token=spent, token_endpoint=f"{url}/token") as client:

        async def call() -> Any:
            return (await client.get(f"{url}/guests/7")).json()["data"]["name"]

        return await together(calls, call)
