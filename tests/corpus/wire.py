"""One document becomes how well its SDK keeps to it: `anew contract offline`, and the sums over many documents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from anew.contract.offline import Thresholds
from attrs import field, frozen
from rich.console import Console
from rich.table import Table

from tests.corpus.documents import Subject

DIRECTIONS = ("requests", "answers", "damaged")


@frozen
class Kept:
    """What came of a document."""

    subject: Subject
    tried: Mapping[str, int] = field(factory=dict[str, int])
    """Cases by direction."""
    failed: Mapping[str, int] = field(factory=dict[str, int])
    operations: int = 0
    fault: str = ""
    """Why nothing was tried, or which operation was not tried to its end."""


def keep(subject: Subject, cases: int, timeout: float) -> Kept:
    """Try a document from where its user would stand."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = ("contract", "offline", str(subject.path), "--cases", str(cases), "--quiet", "--report", str(report))
        environment = {**os.environ, "XDG_CACHE_HOME": folder, "NO_COLOR": "1"}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "anew", *command],
                cwd=subject.base,
                env=environment,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Kept(subject, fault="it takes too long")
        if not report.is_file():
            return Kept(subject, fault=(done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0])
        found = json.loads(report.read_text("utf-8"))
    total = found["total"]
    return Kept(
        subject,
        {direction: total[direction]["tried"] for direction in DIRECTIONS},
        {direction: total[direction]["failed"] for direction in DIRECTIONS},
        len(found["operations"]),
        next((f"{one['method']} {one['path']}: {one['lost']}" for one in found["operations"] if one["lost"]), ""),
    )


def share(results: Iterable[Kept], direction: str) -> float:
    """Give the per cent of cases that are as they should be; 100 where there are none."""
    results = list(results)
    tried = sum(one.tried.get(direction, 0) for one in results)
    failed = sum(one.failed.get(direction, 0) for one in results)
    return 100 * (tried - failed) / tried if tried else 100.0


def is_kept(results: Sequence[Kept], thresholds: Thresholds) -> bool:
    """Tell whether each direction has its share over all documents, and every document could be tried."""
    shares = (share(results, direction) >= getattr(thresholds, direction) for direction in DIRECTIONS)
    return all(shares) and not any(one.fault for one in results)


def show(console: Console, results: Sequence[Kept]) -> None:
    """Print the shares by group and dialect, and the documents in which something is not kept to."""
    table = Table("group", "dialect")
    for heading in ("documents", "operations", *(f"{one} %" for one in DIRECTIONS), "cases"):
        table.add_column(heading, justify="right")
    for group, dialect in sorted({(one.subject.group, one.subject.dialect) for one in results}):
        chosen = [one for one in results if (one.subject.group, one.subject.dialect) == (group, dialect)]
        table.add_row(group, dialect, *_cells(chosen))
    table.add_section()
    table.add_row("all", "", *_cells(results))
    console.print(table)
    for one in results:
        wrong = [f"{one.failed[key]} of {one.tried[key]} {key}" for key in DIRECTIONS if one.failed.get(key)]
        if one.fault or wrong:
            console.print(f"{one.subject.path}: {one.fault or ', '.join(wrong)}", markup=False, soft_wrap=True)


def _cells(results: Sequence[Kept]) -> list[str]:
    counts = [len(results), sum(one.operations for one in results)]
    cases = sum(sum(one.tried.values()) for one in results)
    # Rounded down, so that only what is whole says 100.
    shares = [f"{int(100 * share(results, direction)) / 100:.2f}" for direction in DIRECTIONS]
    return [*(f"{one:,}" for one in counts), *shares, f"{cases:,}"]
