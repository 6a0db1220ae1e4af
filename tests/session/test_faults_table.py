"""Every step of the refresh, times every fault: whatever breaks and wherever, nobody hangs and nothing is lost.

The table is generated: its rows are the steps that undisturbed flights were seen to take (`faults.steps_of`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from anew.runtime.session import LoginRequired, SessionError, Snapshot

from .callers import KINDS, Call, Result, refused_at_once, run_all
from .faults import FAULTS, HANGING, OPTIONS, SCENES, Fault, Stage, Step, plain, rejected, stage, steps_of
from .support import PATIENCE, Countdown

WAITERS = 4
Scene = Callable[[Stage], None]


def _cells() -> Iterator[object]:
    """Join scenes, their steps and the faults; callers are threads, asyncio, trio and all of them by turns.

    What a call of the store asks of the disk does not depend on the scene, so one scene goes into that.
    """
    number = 0
    for scene in SCENES:
        for step in steps_of(scene):
            if step.name.startswith("disk.") and scene is not plain:
                continue
            for fault in FAULTS:
                kind = KINDS[number % len(KINDS)]
                yield pytest.param(scene, step, fault, kind, id=f"{scene.__name__}-{step}-{fault}-{kind}")
                number += 1


def _strike(made: Stage, step: Step, fault: Fault, kind: str) -> list[Result]:
    """Have a few calls refused at once, and the flight that they wait for struck."""
    release, everybody = threading.Event(), Countdown(WAITERS)
    calls = refused_at_once(made.session, WAITERS, everybody)
    made.probe.at, made.probe.harm = (step.number, fault.moment), lambda: fault.strike(made, release)
    with ThreadPoolExecutor(1) as pool:
        results = pool.submit(run_all, kind, calls).result(PATIENCE)
        release.set()
    made.rest()
    return results


@pytest.mark.parametrize(("scene", "step", "fault", "kind"), list(_cells()))
def test_i9_whatever_fails_wherever_nobody_hangs_and_nothing_is_lost(
    scene: Scene, step: Step, fault: Fault, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All calls end, alike; the server is asked twice at most; a rotated token stays; afterwards all is well again."""
    options = HANGING if fault.name == "hang" else OPTIONS
    made = stage(tmp_path, options, monkeypatch)
    scene(made)

    results = _strike(made, step, fault, kind)

    assert len(results) == WAITERS
    assert len({_ending(result) for result in results}) == 1, results
    assert made.server.calls <= 1 + options.retries
    assert _kept_what_it_got(made)
    made.healthy()
    assert _succeeds_now(made, may_need_login=scene is rejected)
    assert made.server.reused == 0


def _ending(result: Result) -> object:
    """Tell what must be the same for all: the tokens, or the kind of failure and its cause."""
    if isinstance(result, Snapshot):
        return result.access
    assert isinstance(result, SessionError), result
    return type(result), id(result.__cause__)


def _kept_what_it_got(made: Stage) -> bool:
    """Whether the newest tokens that the server handed to this session, or newer ones, are current."""
    tokens = made.session.tokens
    assert tokens is not None
    return not made.granted or tokens.access in (made.granted[-1].access, made.server.access)


def _succeeds_now(made: Stage, *, may_need_login: bool) -> bool:
    def call() -> Snapshot:
        return Call(made.session, lambda snapshot: snapshot.access != made.server.access).run()

    try:
        return call().access == made.server.access
    except LoginRequired:
        assert may_need_login
        made.session.login(made.server.login())
        return call().access == made.server.access
