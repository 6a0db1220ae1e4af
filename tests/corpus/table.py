"""Results become a table by group and dialect, a list of what went wrong, and a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import define, field
from rich.console import Console
from rich.table import Table

from tests.corpus.trial import Result

_REASONS = 20
_STATUSES = ("generated", "degraded", "refused")


@define
class Row:
    """Sums over some documents."""

    documents: int = 0
    refused: int = 0
    unimportable: int = 0
    untyped: int = 0
    cpu: float = 0.0
    operations: dict[str, int] = field(factory=lambda: dict.fromkeys(_STATUSES, 0))

    def add(self, result: Result) -> None:
        """Count a document."""
        self.documents += 1
        self.refused += bool(result.refused)
        self.unimportable += bool(result.unimportable)
        self.untyped += bool(result.untyped)
        self.cpu += result.cpu
        for status, count in result.operations.items():
            self.operations[status] += count

    @property
    def share(self) -> float:
        """Per cent of the operations that were generated in full; 100 where there are none."""
        total = sum(self.operations.values())
        return 100 * self.operations["generated"] / total if total else 100.0


def rows(results: Iterable[Result]) -> dict[tuple[str, str], Row]:
    """Sum results by group and dialect, in their order."""
    found: dict[tuple[str, str], Row] = {}
    for result in results:
        found.setdefault((result.subject.group, result.subject.dialect), Row()).add(result)
    return dict(sorted(found.items()))


def total(results: Iterable[Result]) -> Row:
    """Sum all results."""
    row = Row()
    for result in results:
        row.add(result)
    return row


def is_good(results: Sequence[Result], *, least: float) -> bool:
    """Tell whether enough operations were generated, and everything that was can be imported and is typed."""
    whole = total(results)
    return whole.share >= least and not whole.unimportable and not whole.untyped


def reasons(results: Iterable[Result]) -> list[tuple[str, int]]:
    """List the most frequent reasons for operations that were not generated in full."""
    found: Counter[str] = Counter()
    for result in results:
        found.update(result.reasons)
    return found.most_common(_REASONS)


def show(console: Console, results: Sequence[Result]) -> None:
    """Print the table, the most frequent reasons, and a line for each document that something went wrong with."""
    table = Table("group", "dialect", "documents")
    for heading in (*_STATUSES, "%", "documents refused", "not importable", "not typed", "CPU s"):
        table.add_column(heading, justify="right")
    for (group, dialect), row in rows(results).items():
        table.add_row(group, dialect, *_cells(row))
    table.add_section()
    table.add_row("all", "", *_cells(total(results)))
    console.print(table)
    for reason, count in reasons(results):
        console.print(f"{count:>6} × {reason}", markup=False, soft_wrap=True)
    for result in results:
        if result.fault:
            console.print(f"{result.subject.path}: {result.fault}", markup=False, soft_wrap=True)


def _cells(row: Row) -> list[str]:
    counts = (row.documents, *(row.operations[status] for status in _STATUSES))
    faults = (row.refused, row.unimportable, row.untyped)
    return [*(f"{one:,}" for one in counts), f"{row.share:.2f}", *map(str, faults), f"{row.cpu:.1f}"]
