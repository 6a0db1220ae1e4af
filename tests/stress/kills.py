"""A point in a refresh at which its process is killed → what the server and the store know then, and who goes on.

What must come of it follows from the facts, whatever the point: the next process goes on, unless the refresh ran in a
thread, the token was spent, the new one was not stored, and the server has no grace.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
from acme._runtime.session import FileStore, StoreKey
from attrs import frozen

from tests.backend import Backend
from tests.stress.places import PATIENCE, Place
from tests.stress.stampede import SERVERS
from tests.stress.victims import ANSWERED, successor, victim

LOGIN_REQUIRED = "LoginRequired"
WIRE = "wire"
"""The server has exchanged the token, and not answered yet."""
_SYNC = 3
"""Requests one after the other, after which the server has dealt with everything it was sent before."""
_MOST_REFRESHES = 2
"""Of victim and successor together; more would be a loop."""


@frozen
class Point:
    """Where to kill: in a step of the victim's own, on the wire, or from outside after some time."""

    step: str = ""
    times: int = 1
    after: int = 0
    """From outside: after so many announced steps …"""
    delay: float = 0.0
    """… and so many seconds."""


@frozen
class Case:
    """What was found after one kill."""

    spent: bool
    """The server had exchanged the refresh token by then."""
    stored: bool
    """The new tokens were in the store by then."""
    killed: bool
    """It was in time; the victim had not finished."""
    result: str
    """What the next process's call ended with."""
    refreshes: int
    reused: int

    def lost(self, place: Place, backend: Backend) -> bool:
        """Whether this is the one window in which only a login helps."""
        return place.isolation == "thread" and backend.tokens.grace == 0 and self.spent and not self.stored

    def is_as_promised(self, place: Place, backend: Backend) -> bool:
        """Whether the next process went on, or asked for a login where nothing else is possible; and without a loop."""
        expected = LOGIN_REQUIRED if self.lost(place, backend) else ANSWERED
        return self.result == expected and self.refreshes <= _MOST_REFRESHES


def run(point: Point, place: Place, backend: Backend) -> Case:
    """Log in, let a victim refresh, kill it, look, and let another process go on."""
    place.login()
    before = backend.counters.refresh_calls, backend.counters.reuse_detections
    rotated = backend.counters.refreshes
    try:
        with _process(victim, place, point.step if point.step != WIRE else "-", point.times) as (pid, end):
            assert end.poll(PATIENCE)
            assert end.recv() == "ready"
            backend.expire_now()
            killed = _kill(point, pid, end, backend)
        _settle(backend)
        spent, stored = backend.counters.refreshes > rotated, _generation(place) > 1
    finally:
        backend.faults.clear()  # an answer that is held until now goes to whoever is left to hear it
    with _process(successor, place) as (_, end):
        result = end.recv() if end.poll(PATIENCE) else "a hang"
    calls = backend.counters.refresh_calls - before[0]
    return Case(spent, stored, killed, result, calls, backend.counters.reuse_detections - before[1])


def _kill(point: Point, pid: int, end: Any, backend: Backend) -> bool:
    """Kill at the point, and wait for the death; False if the victim was faster."""
    gate = backend.faults.hold("refreshToken", times=1, answered=True) if point.step == WIRE else None
    end.send("go")
    if gate is not None:
        gate.wait_for(1, PATIENCE)
    elif not point.step:
        _watch(end, point.after)
    threading.Event().wait(point.delay)  # the random part of a random point
    if not point.step or gate is not None:
        os.kill(pid, signal.SIGKILL)
    return not _finished(end)


def _watch(end: Any, steps: int) -> None:
    """Wait for so many steps, or the end."""
    for _ in range(steps):
        if not end.poll(PATIENCE) or end.recv() == "done":
            return


def _finished(end: Any) -> bool:
    """Hear the victim out to its death; tell whether it said that it was done."""
    try:
        while end.poll(PATIENCE):
            if end.recv() == "done":
                return True
    except (EOFError, ConnectionResetError):  # the latter if it had not read everything it was told
        return False
    raise AssertionError("the victim neither finished nor died")


def _settle(backend: Backend) -> None:
    """Return when the server has dealt with what a dead process sent it."""
    with httpx.Client() as http:
        for _ in range(_SYNC):
            http.get(f"{backend.origin}/_admin/counters")


def _generation(place: Place) -> int:
    record = FileStore(place.store).load(StoreKey("default"))
    return record.gen if record else 0


@contextmanager
def _process(target: Any, place: Place, *how: Any) -> Generator[tuple[int, Any], None, None]:
    here, there = SERVERS.Pipe()
    process = SERVERS.Process(target=target, args=(place, there, *how))
    process.start()
    there.close()
    try:
        assert process.pid is not None
        yield process.pid, here
    finally:
        here.close()
        process.join(PATIENCE / 2)
        process.kill()
        process.join()


def duration(place: Place, backend: Backend) -> float:
    """Measure a call over an expiry in which nobody is killed, in seconds."""
    place.login()
    with _process(victim, place, "", 1) as (_, end):
        assert end.poll(PATIENCE)
        assert end.recv() == "ready"
        backend.expire_now()
        begun = time.perf_counter()
        end.send("go")
        while end.recv() != "done":
            pass
        return time.perf_counter() - begun


def points(seed: int, count: int, whole: float) -> list[Point]:
    """Draw points: half of them anywhere in the time that it takes, the others after a step or while on the wire.

    Args:
        seed: The same gives the same.
        count: How many.
        whole: Seconds that it takes.
    """
    draw = random.Random(seed)
    quarter = count // 4
    after = [Point(after=draw.randrange(1, 13), delay=draw.uniform(0, 0.003)) for _ in range(quarter)]
    wire = [Point(WIRE, delay=draw.uniform(0, 0.01)) for _ in range(quarter)]
    return [*after, *wire, *(Point(delay=draw.uniform(0, 1.1 * whole)) for _ in range(count - 2 * quarter))]
