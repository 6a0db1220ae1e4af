"""I24: `kill -9` at chosen points, each exact; random ones are in `nox -s stress`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend import Backend
from tests.stress.kills import LOGIN_REQUIRED, WIRE, Case, Point, run
from tests.stress.places import Place
from tests.stress.victims import ANSWERED

pytestmark = pytest.mark.timeout(900)  # seconds, if the machine is not crowded


@pytest.fixture(params=[0.0, 5.0], ids=["no grace", "grace"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    with Backend(grace=request.param) as backend:
        yield backend


def killed(point: Point, place: Place, backend: Backend) -> Case:
    case = run(point, place, backend)

    assert case.killed
    assert case.is_as_promised(place, backend), case
    return case


@pytest.mark.parametrize("step", ["locked", "intent done"])
def test_i24_killed_before_the_token_is_spent(backend: Backend, tmp_path: Path, step: str) -> None:
    """The next process refreshes as if nothing had been."""
    case = killed(Point(step), Place(backend.url, str(tmp_path)), backend)

    assert (case.spent, case.result, case.refreshes) == (False, ANSWERED, 1)


@pytest.mark.parametrize("step", [WIRE, "save"])
def test_i24_killed_in_the_window(backend: Backend, tmp_path: Path, step: str) -> None:
    """With a grace the next process gets the same tokens again; without one it asks for a login, once."""
    case = killed(Point(step), Place(backend.url, str(tmp_path)), backend)

    assert (case.spent, case.stored, case.refreshes) == (True, False, 2)
    assert case.result == (ANSWERED if backend.tokens.grace else LOGIN_REQUIRED)


@pytest.mark.parametrize("step", ["save done", "unlock"])
def test_i24_killed_after_the_tokens_are_stored(backend: Backend, tmp_path: Path, step: str) -> None:
    """The next process adopts them."""
    case = killed(Point(step), Place(backend.url, str(tmp_path)), backend)

    assert (case.stored, case.result, case.refreshes, case.reused) == (True, ANSWERED, 1, 0)


@pytest.mark.parametrize("point", [Point("locked"), Point(WIRE), Point("read", times=2), Point("unlock")])
@pytest.mark.parametrize("backend", [0.0], indirect=True, ids=["no grace"])
def test_i24_with_a_helper_no_kill_loses_anything(backend: Backend, tmp_path: Path, point: Point) -> None:
    """Killed before the helper starts, while it is on the wire, when it is done: one refresh, and no reuse."""
    case = killed(point, Place(backend.url, str(tmp_path), "process"), backend)

    assert (case.result, case.refreshes, case.reused) == (ANSWERED, 1, 0)
