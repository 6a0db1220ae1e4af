"""Turns one session into waves of concurrent calls, with an expiry before each wave but the first.

```
login ─ 200 calls ─ surprise ─ 200 calls ─ old age ─ 200 calls ─ surprise ─ 200 calls ─ old age ─ 200 calls
```
Of old age the session knows, so the calls wait for the new token; a surprise (the server ends all access tokens) shows
only in refusals, so the calls are replayed. The same with threads and with asyncio tasks, on the same session.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from acme import Acme, AsyncAcme, Session
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.backend import Backend
from tests.backend.seed import PASSWORD
from tests.demo.tally import Row, Tally

CONCURRENT = 200
WAVES = 5
PEOPLE = 47
"""Users that the backend begins with."""

Advance = Callable[[], None]


def run(console: Console, backend: Backend) -> list[Row]:
    """Log in once, call with threads, then with tasks, and return what each cost."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Acme(backend.url) as acme, Progress(*columns, console=console) as progress:
        acme.login("ada", PASSWORD)
        threads = call_with_threads(acme, Tally("sync", backend), _bar(progress, "threads"))
        tasks = asyncio.run(call_with_tasks(acme.session, Tally("async", backend), _bar(progress, "tasks")))
    return [threads, tasks]


def _bar(progress: Progress, kind: str) -> Advance:
    bar = progress.add_task(f"{CONCURRENT} {kind}", total=WAVES * CONCURRENT)
    return lambda: progress.advance(bar)


def call_with_threads(acme: Acme, tally: Tally, advance: Advance) -> Row:
    """Make each wave's calls at once, one in each thread."""

    def call(number: int) -> None:
        try:
            user = acme.users.get_user(number % PEOPLE + 1)
            assert user.id == number % PEOPLE + 1
        except Exception as error:
            tally.failures.append(error)
        advance()

    with ThreadPoolExecutor(CONCURRENT) as pool:
        for wave in range(WAVES):
            if wave:
                expire(tally.backend, surprise=wave % 2 == 1)
            tally.calls += CONCURRENT
            list(pool.map(call, range(CONCURRENT)))
    return tally.row()


async def call_with_tasks(session: Session, tally: Tally, advance: Advance) -> Row:
    """Make each wave's calls at once, one in each task."""

    async def call(number: int) -> None:
        try:
            user = await acme.users.get_user(number % PEOPLE + 1)
            assert user.id == number % PEOPLE + 1
        except Exception as error:
            tally.failures.append(error)
        advance()

    async with AsyncAcme(tally.backend.url, session=session) as acme:
        for wave in range(WAVES):
            if wave:
                await asyncio.to_thread(expire, tally.backend, surprise=wave % 2 == 1)
            tally.calls += CONCURRENT
            await asyncio.gather(*map(call, range(CONCURRENT)))
    return tally.row()


def expire(backend: Backend, *, surprise: bool) -> None:
    """End the access token: at once, or by letting it grow too old."""
    if surprise:
        backend.expire_now()
    else:
        time.sleep(backend.tokens.life + 0.1)
