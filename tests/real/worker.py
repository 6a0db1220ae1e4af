"""Seconds and the folder of an SDK become calls by threads and tasks over many expiries, and a count as JSON.

Run in a process of its own, which imports nothing but what `generate` wrote: `python worker.py SDK URL STORE SECONDS`.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import threading
import time
from collections import Counter
from typing import Any

THREADS, TASKS = 8, 12


def main(sdk: str, url: str, store: str, seconds: float) -> Counter[str]:
    """Call as long as told; whoever comes first logs in."""
    sys.path.insert(0, sdk)
    studio: Any = importlib.import_module("studio")
    told: Counter[str] = Counter()
    lock = threading.Lock()

    def count(what: str) -> None:
        with lock:
            told[what] += 1

    with studio.Studio(url, store=studio.FileStore(store)) as client:
        if client.session.tokens is None:
            client.login(os.environ["ANEW_USERNAME"], os.environ["ANEW_PASSWORD"])
            count("logins")
        end = time.monotonic() + seconds
        threads = [threading.Thread(target=_call, args=(client, end, count)) for _ in range(THREADS)]
        threads.append(threading.Thread(target=asyncio.run, args=(_gather(studio, url, client.session, end, count),)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told["generation"] = client.session.tokens.gen
    return told


def _call(client: Any, end: float, count: Any) -> None:
    while time.monotonic() < end:
        try:
            client.users.get_me()
            count("calls")
        except Exception as fault:  # whatever it is, it is told
            count(f"{type(fault).__name__}: {fault}")


async def _gather(studio: Any, url: str, session: Any, end: float, count: Any) -> None:
    async with studio.AsyncStudio(url, session=session) as client:

        async def call() -> None:
            while time.monotonic() < end:
                try:
                    await client.users.get_me()
                    count("calls")
                except Exception as fault:  # whatever it is, it is told
                    count(f"{type(fault).__name__}: {fault}")

        await asyncio.gather(*(call() for _ in range(TASKS)))


if __name__ == "__main__":
    sdk_, url_, store_, seconds_ = sys.argv[1:]
    sys.stdout.write(json.dumps(main(sdk_, url_, store_, float(seconds_))))
