"""I4, I22 and I23: many processes, one login, as many refreshes as expiries."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.backend import Backend
from tests.stress.places import Isolation, Place
from tests.stress.stampede import Herd, run

SLICE = Herd(processes=4, calls=100, expiries=5)
WHOLE = Herd(processes=8, calls=1_000, expiries=50)
pytestmark = pytest.mark.timeout(900)  # seconds, if the machine is not crowded
ISOLATIONS: tuple[Isolation, ...] = ("thread", "process")


def check(herd: Herd, place: Place, backend: Backend) -> None:
    place.login()
    outcome = run(herd, place, backend)
    counters = backend.counters

    assert outcome.faults == ()
    assert outcome.right == herd.processes * herd.calls
    assert (counters.refreshes, counters.refresh_calls) == (herd.expiries, herd.expiries)
    assert (counters.reuse_detections, counters.rejections) == (0, 0)


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_i23_processes_refresh_once_for_each_expiry(backend: Backend, place: Place, isolation: Isolation) -> None:
    """4 processes × 100 calls × 5 expiries, no grace: 5 refreshes, no reuse, every answer right."""
    check(SLICE, evolve(place, isolation=isolation), backend)


@pytest.mark.stress
@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_i23_many_processes_refresh_once_for_each_expiry(backend: Backend, place: Place, isolation: Isolation) -> None:
    """8 processes × 1,000 calls × 50 expiries, no grace: 50 refreshes, no reuse, every answer right."""
    check(WHOLE, evolve(place, isolation=isolation), backend)
