"""The demo's verdict: when it is good, and what it says when it is not."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from rich.console import Console

from tests.demo.table import is_good, show, verdict
from tests.demo.tally import Row

GOOD = Row("sync", calls=800, expiries=3, refusals=500, refreshes=3, replays=500, failures=0, seconds=7.25)


def test_one_refresh_an_expiry_is_good() -> None:
    """All calls answered and as many refreshes as expiries make a success."""
    assert is_good([GOOD, evolve(GOOD, name="async")])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (evolve(GOOD, failures=2), "2 calls failed"),
        (evolve(GOOD, refreshes=5), "5 refreshes for 3 expiries"),
        (evolve(GOOD, refreshes=0, expiries=0), "no token expired"),
    ],
)
def test_verdict_names_what_went_wrong(row: Row, words: str) -> None:
    """A run that is not good fails, and says why."""
    assert (is_good([row]), words in verdict([row])) == (False, True)


def test_reasons_of_failures_are_told() -> None:
    """Below the verdict stands why calls failed, each reason once."""
    console = Console(file=io.StringIO(), width=80)
    show(console, [evolve(GOOD, failures=2, reasons=("TimedOut: too slow",) * 2)])

    assert console.file.getvalue().count("TimedOut: too slow") == 1  # type: ignore[attr-defined]  # a StringIO


def test_table_reads_well_without_a_terminal() -> None:
    """Rows, their total and the verdict are plain text in a log of 80 columns."""
    console = Console(file=io.StringIO(), width=80)
    show(console, [GOOD, evolve(GOOD, name="async")])
    text = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO, given above

    assert "1,600" in text
    assert "…" not in text
    assert "✓ 1,600 calls, 6 expiries, 6 refreshes, nothing lost." in text
    assert max(map(len, text.splitlines())) <= 80
