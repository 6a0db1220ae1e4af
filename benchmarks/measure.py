"""Turns a few competing functions into medians measured turn by turn, so that a noisy machine is noisy for all."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

from attrs import field, frozen


@frozen
class Row:
    """What one contestant needed: the median over all rounds, and its share of the baseline."""

    name: str
    value: float
    ratio: float


@frozen
class Table:
    """One measurement: rows in the order of the contestants, the first one being the baseline."""

    title: str
    unit: str
    rows: tuple[Row, ...]
    note: str = ""

    def markdown(self) -> str:
        """Show the table as RESULTS.md has it."""
        lines = [f"## {self.title}", "", f"| | {self.unit} | × baseline |", "|---|---:|---:|"]
        lines += [f"| {row.name} | {row.value:,.2f} | {row.ratio:.2f} |" for row in self.rows]
        return "\n".join([*lines, "", *([self.note, ""] if self.note else [])])


@frozen
class Contest:
    """Competing ways to do the same thing; each is called once a round and says what it cost."""

    title: str
    unit: str
    entries: Mapping[str, Callable[[], float]]
    rounds: int = 7
    note: str = field(default="")

    def run(self) -> Table:
        """Measure all contestants in turns and compare their medians with the first one's."""
        costs: dict[str, list[float]] = {name: [] for name in self.entries}
        for _ in range(self.rounds):
            for name, measure in self.entries.items():
                costs[name].append(measure())
        medians = {name: statistics.median(values) for name, values in costs.items()}
        baseline = next(iter(medians.values()))
        rows = tuple(Row(name, value, value / baseline) for name, value in medians.items())
        return Table(self.title, self.unit, rows, self.note)


def cpu_microseconds(work: Callable[[], object], times: int) -> float:
    """CPU time of one call of `work` in µs, over `times` calls with the garbage collector held still."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - start) / times * 1e6
    finally:
        gc.enable()
