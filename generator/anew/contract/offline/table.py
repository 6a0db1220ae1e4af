"""An outcome becomes a table on the terminal, and a line for everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from anew.console import safe
from anew.contract.offline.options import Thresholds
from anew.contract.offline.outcome import DIRECTIONS, Outcome, Tried
from anew.contract.offline.tally import Tally

_SHOWN = 40


def show(outcome: Outcome, thresholds: Thresholds, console: Console) -> None:
    """Print operations (those that fail, where there are many), failures, and totals against their thresholds."""
    failing = [one for one in outcome.operations if not one.is_good]
    listed = outcome.operations if len(outcome.operations) <= _SHOWN else failing[:_SHOWN]
    if listed:
        console.print(_table(listed))
    for one in failing[:_SHOWN]:
        for line in _failures(one):
            console.print(Text(safe(line)), soft_wrap=True)
    if len(failing) > _SHOWN:
        console.print(f"{len(failing) - _SHOWN} more operations fail; --report FILE lists them all")
    for line in _totals(outcome, thresholds):
        console.print(Text(safe(line)), soft_wrap=True)


def _table(operations: Sequence[Tried]) -> Table:
    table = Table("operation")
    for heading in DIRECTIONS:
        table.add_column(heading, justify="right")
    for one in operations:
        name = Text(safe(f"{one.method} {one.path}"), overflow="fold")
        table.add_row(
            name, *(Text(_cell(getattr(one, direction)) if not one.lost else "-") for direction in DIRECTIONS)
        )
    return table


def _cell(tally: Tally) -> str:
    return f"{tally.tried - tally.failed}/{tally.tried}" + (f" ({tally.left} left)" if tally.left else "")


def _failures(tried: Tried) -> Iterator[str]:
    where = f"{tried.place}: " if tried.place else ""
    name = tried.id or f"{tried.method} {tried.path}"
    if tried.lost:
        yield f"{where}{name}: {tried.lost}"
    for direction in DIRECTIONS:
        for failure in getattr(tried, direction).failures[:2]:
            yield f"{where}{name}: {direction}: {failure}"


def _totals(outcome: Outcome, thresholds: Thresholds) -> Iterator[str]:
    settings = outcome.config or "what `anew init` would write"
    yield f"{outcome.package}: {len(outcome.operations)} operations of {outcome.document}, with {settings}"
    for direction in DIRECTIONS:
        found, least = outcome.total(direction), getattr(thresholds, direction)
        good = "of what was judged" if outcome.lost else "good"
        verdict = good if found.share >= least else f"less than {least:g} %"
        left = f", {found.left} without a valid value" if found.left else ""
        yield f"  {direction:<9} {_floored(found.share)} % of {found.tried}{left}: {verdict}"
    if outcome.lost:
        names = ", ".join(f"{one.method} {one.path}" for one in outcome.lost[:_SHOWN])
        more = f" and {len(outcome.lost) - _SHOWN} more" if len(outcome.lost) > _SHOWN else ""
        yield f"  NOT JUDGED: {len(outcome.lost)} of {len(outcome.operations)} operations: {names}{more}"
    yield f"  time      {outcome.seconds:.1f} s"


def _floored(share: float) -> str:
    """Write a share so that only what is whole says 100."""
    return f"{int(share * 100) / 100:.2f}"
