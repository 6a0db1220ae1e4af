"""Requests and answers are counted over many documents, and none is left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.contract.offline import Thresholds
from rich.console import Console

from tests.corpus.documents import Subject
from tests.corpus.wire import Kept, is_kept, keep, share, show

GOOD = """\
openapi: 3.1.0
info: {title: Small, version: "1"}
paths: {/a: {get: {operationId: a, responses: {"200": {description: fine}}}}}
"""


def subject(path: Path = Path("x.yaml"), group: str = "one") -> Subject:
    return Subject(path, group, "3.1", path.parent)


def kept(tried: int, failed: int, fault: str = "") -> Kept:
    none = {"answers": 0, "damaged": 0}
    return Kept(subject(), {"requests": tried, **none}, {"requests": failed, **none}, 1, fault)


def test_a_document_is_tried_in_every_direction(tmp_path: Path) -> None:
    """Its cases are counted."""
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, "utf-8")
    found = keep(subject(path), cases=3, timeout=120)

    assert (3, 0, 1, "") == (found.tried["requests"], found.failed["requests"], found.operations, found.fault)


def test_a_document_that_cannot_be_tried_is_told(tmp_path: Path) -> None:
    """Whatever the reason is."""
    path = tmp_path / "bad.yaml"
    path.write_text("openapi: 4.0.0", "utf-8")

    assert "`openapi: 4.0.0` is not supported" in keep(subject(path), cases=1, timeout=120).fault
    assert "it takes too long" == keep(subject(path), cases=1, timeout=0).fault


@pytest.mark.parametrize(
    ("results", "good"),
    [
        ([kept(100, 1)], True),
        ([kept(100, 2)], False),
        ([kept(100, 2), kept(100, 0)], True),
        ([kept(100, 0, "the worker died")], False),
        ([], True),
    ],
)
def test_the_verdict_is_about_all_documents(results: list[Kept], good: bool) -> None:
    """The share over all cases counts, and that every document was tried."""
    assert good is is_kept(results, Thresholds())


def test_the_table_rounds_down(capsys: pytest.CaptureFixture[str]) -> None:
    """One failure in a million cases is no 100 %."""
    show(Console(width=140), [kept(1_000_000, 1)])
    shown = capsys.readouterr().out

    assert share([kept(1_000_000, 1)], "requests") < 100
    assert "99.99" in shown
    assert "x.yaml: 1 of 1000000 requests" in shown
