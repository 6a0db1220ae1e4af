"""Turns one session into waves of concurrent calls, each wave after the token has expired.

```
login ─ 200 calls ─ (expiry) ─ 200 calls ─ (expiry) ─ 200 calls ─ (expiry) ─ 200 calls
```
The same with threads and with asyncio tasks, on the same session.
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
WAVES = 4
PEOPLE = 47
"""Users that the backend begins with."""

Advance = Callable[[], None]


def run(console: Console, backend: Backend) -> list[Row]:
    """Log in once, call with threads, then with tasks, and return what each cost."""
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Acme(backend.url) as acme, Progress(*columns, console=console) as progress:
        acme.login("ada", PASSWORD)
        bars = [progress.add_task(f"{CONCURRENT} {kind}", total=WAVES * CONCURRENT) for kind in ("threads", "tasks")]
        threads = call_with_threads(acme, Tally("sync", backend), lambda: progress.advance(bars[0]))
        wait_for_expiry(backend)
        tasks = asyncio.run(call_with_tasks(acme.session, Tally("async", backend), lambda: progress.advance(bars[1])))
    return [threads, tasks]


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
                wait_for_expiry(tally.backend)
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
                await asyncio.to_thread(wait_for_expiry, tally.backend)
            tally.calls += CONCURRENT
            await asyncio.gather(*map(call, range(CONCURRENT)))
    return tally.row()


def wait_for_expiry(backend: Backend) -> None:
    """Let the newest token grow too old."""
    time.sleep(backend.tokens.life + 0.1)
