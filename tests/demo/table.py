"""Turns rows into a table that people like to look at, and a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from tests.demo.tally import Row

COLUMNS = ("calls", "expiries", "refusals", "refreshes", "replays", "failures")

MOST_REASONS = 5


def is_good(rows: Sequence[Row]) -> bool:
    """Tell whether every call was answered and every expiry cost one refresh."""
    return all(row.failures == 0 and row.refreshes == row.expiries > 0 for row in rows)


def show(console: Console, rows: Sequence[Row]) -> None:
    """Print the table and what to make of it."""
    table = Table(
        box=box.HORIZONTALS, pad_edge=False, show_footer=True, title="One session, every call at the worst moment"
    )
    table.add_column("", footer="total")
    for name in COLUMNS:
        table.add_column(name, footer=f"{_sum(rows, name):,}", justify="right")
    table.add_column("time", footer=f"{sum(row.seconds for row in rows):.1f} s", justify="right")
    for row in rows:
        table.add_row(row.name, *(_cell(row, name) for name in COLUMNS), f"{row.seconds:.1f} s")
    console.print()
    console.print(table)
    console.print(verdict(rows))
    for reason in sorted({reason for row in rows for reason in row.reasons})[:MOST_REASONS]:
        console.print(f"  {reason}", markup=False)


def verdict(rows: Sequence[Row]) -> str:
    """Say in one line whether it went well, and what did not."""
    calls, expiries, refreshes = (_sum(rows, name) for name in ("calls", "expiries", "refreshes"))
    if is_good(rows):
        return f"[green]✓ {calls:,} calls, {expiries} expiries, {refreshes} refreshes, nothing lost.[/]"
    faults = [
        f"{failures} calls failed" if (failures := _sum(rows, "failures")) else "",
        f"{refreshes} refreshes for {expiries} expiries" if refreshes != expiries else "",
        "no token expired" if any(row.expiries == 0 for row in rows) else "",
    ]
    return f"[red]✗ {'; '.join(filter(None, faults))}.[/]"


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(int(getattr(row, name)) for row in rows)


def _cell(row: Row, name: str) -> str:
    text = f"{getattr(row, name):,}"
    return f"[red]{text}[/]" if name == "failures" and row.failures else text
