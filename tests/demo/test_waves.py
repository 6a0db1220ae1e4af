"""The demo's waves, in small: the numbers of the table are what really happened."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.backend import Backend, Fault
from tests.demo import waves
from tests.demo.table import is_good


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make two waves of ten, with a surprise in between and nothing to wait for."""
    monkeypatch.setattr(waves, "CONCURRENT", 10)
    monkeypatch.setattr(waves, "WAVES", 2)


def test_rows_count_what_happened() -> None:
    """Threads and tasks each make all calls, with one refresh for the one expiry and a replay for each refusal."""
    with Backend() as backend:
        rows = waves.run(Console(file=io.StringIO()), backend)

    assert is_good(rows)
    assert [(row.name, row.calls, row.refreshes) for row in rows] == [("sync", 20, 1), ("async", 20, 1)]
    assert all(row.refusals == row.replays > 0 for row in rows)


def test_failing_calls_show() -> None:
    """A backend that fails makes a run that is not good, and the reasons are kept."""
    with Backend() as backend:
        backend.faults.add("getUser", Fault(kind="code", code=403))
        rows = waves.run(Console(file=io.StringIO()), backend)

    assert [row.failures for row in rows] == [20, 20]
    assert "Forbidden" in rows[0].reasons[0]
