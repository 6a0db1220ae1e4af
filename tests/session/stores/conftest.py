"""Places for stores, and a Redis server where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("anew.runtime.session.stores.conformance")

from anew.runtime.session.stores.conformance import Subject  # noqa: E402

from . import subjects  # noqa: E402
from .server import Server, redis_server  # noqa: E402


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


@pytest.fixture(params=subjects.SPECS)
def subject(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subject:
    """One of the four stores, in a place of its own."""
    monkeypatch.setenv(subjects.PLACE, str(tmp_path))
    if request.param == "redis":
        monkeypatch.setenv(subjects.URL, request.getfixturevalue("server").url)
    return Subject(subjects.SPECS[request.param])
