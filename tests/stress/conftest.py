"""A backend that forgives nothing, and the two stores that processes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend import Backend
from tests.session.stores.server import redis_server
from tests.stress.places import Place
from tests.stress.stampede import prepare


@pytest.fixture(scope="session", autouse=True)
def prepared() -> None:
    """Have processes start quickly."""
    prepare()


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Serve with rotation and no grace, in a time that stands still: tokens expire when a test says so."""
    with Backend(grace=0.0) as backend:
        yield backend


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture(params=["file", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path, backend: Backend) -> Place:
    """Keep tokens in either store, where no other test does."""
    if request.param == "file":
        return Place(backend.url, str(tmp_path / "tokens"))
    return Place(backend.url, request.getfixturevalue("redis_url"), prefix=tmp_path.name)
