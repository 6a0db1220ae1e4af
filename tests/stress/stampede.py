"""Processes that call without pause while their common token expires again and again → what went wrong, if anything."""

from __future__ import annotations

import multiprocessing
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from multiprocessing import forkserver
from multiprocessing.synchronize import Barrier
from typing import Any

from acme import Acme
from attrs import frozen

from tests.backend import Backend
from tests.stress.places import PATIENCE, Place

THREADS = 4
"""In each process, so that calls of one process expire together too."""
USERS = (1, 2, 3)

SERVERS = multiprocessing.get_context("forkserver")
"""Forks from a process that has imported everything and has no threads."""


def prepare() -> None:
    """Start that process; it looks for modules where this one does, or every fork would import everything anew."""
    SERVERS.set_forkserver_preload(["tests.stress.stampede", "tests.stress.victims"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        forkserver.ensure_running()
    finally:
        del os.environ["PYTHONPATH"]
        if before is not None:
            os.environ["PYTHONPATH"] = before


@frozen
class Herd:
    """How many of everything."""

    processes: int
    calls: int
    """Of each process, over all expiries."""
    expiries: int

    @property
    def half(self) -> int:
        """Calls of one process before, and after, an expiry is certain to have come."""
        return self.calls // self.expiries // 2


@frozen
class Outcome:
    """What came of it."""

    right: int
    """Calls that were answered, and with what was asked for."""
    faults: tuple[str, ...]
    """What the others ended with."""


def run(herd: Herd, place: Place, backend: Backend) -> Outcome:
    """Let them run; each expiry comes in the middle of everybody's calls."""
    barrier = SERVERS.Barrier(herd.processes + 1, timeout=PATIENCE)
    ends = [_started(herd, place, barrier) for _ in range(herd.processes)]
    try:
        for _ in range(herd.expiries):
            barrier.wait()
            backend.expire_now()
            barrier.wait()
        reports = [end.recv() for _, end in ends]
    finally:
        barrier.abort()
        for process, _ in ends:
            process.join(PATIENCE)
            process.kill()
            process.join()
    return Outcome(sum(right for right, _ in reports), tuple(fault for _, faults in reports for fault in faults))


def _started(herd: Herd, place: Place, barrier: Barrier) -> tuple[Any, Any]:
    here, there = SERVERS.Pipe(duplex=False)
    process = SERVERS.Process(target=graze, args=(herd, place, barrier, there))
    process.start()
    there.close()
    return process, here


def graze(herd: Herd, place: Place, barrier: Barrier, end: Any) -> None:
    """Be one of the processes."""
    right, faults = 0, []
    with place.client() as acme, ThreadPoolExecutor(THREADS) as threads:
        for _ in range(herd.expiries):
            for _ in range(2):
                barrier.wait()
                for fault in threads.map(lambda user: _ask(acme, user), islice(cycle(USERS), herd.half)):
                    right += not fault
                    faults += [fault] if fault else []
    end.send((right, faults[:5]))


def _ask(acme: Acme, user: int) -> str:
    """Ask for a user; give what is wrong with the answer."""
    try:
        found = acme.users.get_user(user).id
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "" if found == user else f"asked for user {user}, got {found}"
