"""Random kill points → a table of what came of them: `python -m tests.stress --write docs/kill-table.md`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import frozen

from tests.backend import Backend
from tests.stress.kills import LOGIN_REQUIRED, Case, duration, points, run
from tests.stress.places import Isolation, Place
from tests.stress.stampede import prepare
from tests.stress.victims import ANSWERED

SEED = 20_260_105
HEAD = """# What `kill -9` does to a login

A process is killed in the middle of a refresh; the next process makes a call. Each row: {points} random moments, half
of them anywhere between the expiry and the answer, a quarter right after a step of the refresh, and a quarter between
the exchange of the token and the arrival of the answer, drawn with seed {seed}. The reference backend rotates refresh
tokens, and ends the login when a spent one comes again after its grace.

Measured on {date} with {versions}. `nox -s stress` writes this page anew.

"""
COLUMNS = (
    "refresh runs in",
    "grace",
    "call, undisturbed",
    "killed before the token was spent",
    "killed in the window",
    "killed after storing",
    "not killed in time",
    "next process went on",
    "had to log in again",
    "anything else",
)
TAIL = """
*The window* lies between the moment when the server exchanges the refresh token and the moment when the new one is in
the store. In it only the answer on the wire, or the memory of the process that is reading it, holds the new token.

- **In a thread** (the default) that memory dies with the process. The next process finds the old refresh token, and an
  intent that says that somebody was about to spend it. It presents the token once: a server with a grace of some
  seconds gives the same new pair again; a server without any takes it for theft and ends the login, and the call ends
  in `LoginRequired`. There is no second attempt, no loop and no hang.
- **In a process of its own** (`SessionOptions(isolation="process")`) the window is the helper's, which a kill of
  whoever asked does not reach: it goes on, stores the new token and ends. The next process waits for the helper's lock
  and adopts what it finds. "In the window" says here what was true of the store at the moment of the kill.

Killing the helper itself, or the whole machine, in that window is the thread's case again.
"""


@frozen
class Row:
    """One combination, and its cases."""

    isolation: Isolation
    grace: float
    undisturbed: float
    """Seconds that a call over an expiry takes when nobody is killed."""
    cases: tuple[Case, ...]
    broken: int
    """Cases that did not end as promised."""

    def text(self) -> str:
        """Write the row."""
        when = Counter(map(_when, self.cases))
        results = Counter(case.result for case in self.cases)
        others = len(self.cases) - results[ANSWERED] - results[LOGIN_REQUIRED]
        moments = [when[name] for name in ("before", "window", "after", "late")]
        cells = [f"a {self.isolation}", f"{self.grace:g} s", f"{1000 * self.undisturbed:.0f} ms", *moments]
        return line(*cells, results[ANSWERED], results[LOGIN_REQUIRED], others)


def line(*cells: object) -> str:
    """Write a line of a table in Markdown."""
    return f"| {' | '.join(map(str, cells))} |"


def _when(case: Case) -> str:
    if not case.killed:
        return "late"
    if case.stored:
        return "after"
    return "window" if case.spent else "before"


def rows(count: int) -> Iterator[Row]:
    """Kill, in all four combinations: measured one after the other, then at once, as each mostly waits."""
    isolations: tuple[Isolation, ...] = ("thread", "process")
    with ExitStack() as stack:
        trials = [
            Trial(stack.enter_context(Backend(grace=grace)), stack.enter_context(TemporaryDirectory()), isolation)
            for isolation in isolations
            for grace in (0.0, 5.0)
        ]
        undisturbed = [trial.measured() for trial in trials]
        with ThreadPoolExecutor() as threads:
            yield from threads.map(Trial.row, trials, undisturbed, [count] * len(trials))


@frozen
class Trial:
    """One combination, with a backend of its own."""

    backend: Backend
    folder: str
    isolation: Isolation

    def place(self, name: object) -> Place:
        """Give a place where nobody has been."""
        return Place(self.backend.url, f"{self.folder}/{name}", self.isolation)

    def measured(self) -> float:
        """Give the seconds that a call over an expiry takes, at best."""
        return min(duration(self.place(f"measured{number}"), self.backend) for number in range(5))

    def row(self, undisturbed: float, count: int) -> Row:
        """Kill so many times."""
        cases, broken = [], 0
        for number, point in enumerate(points(SEED, count, undisturbed)):
            place = self.place(number)
            case = run(point, place, self.backend)
            cases.append(case)
            if not case.is_as_promised(place, self.backend):
                broken += 1
                sys.stderr.write(f"{self.isolation}, grace {self.backend.tokens.grace:g} s, {point}: {case}\n")
        return Row(self.isolation, self.backend.tokens.grace, undisturbed, tuple(cases), broken)


def page(found: list[Row], count: int) -> str:
    """Write the page."""
    versions = f"Python {platform.python_version()}, filelock {version('filelock')}, {platform.system()}"
    head = HEAD.format(points=count, seed=SEED, date=datetime.now(UTC).date(), versions=versions)
    table = [line(*COLUMNS), line(*["---"] * len(COLUMNS)), *(row.text() for row in found)]
    return head + "\n".join(table) + "\n" + TAIL


def main() -> int:
    """Kill, tell, and return how it went: 0 only if every case ended as promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description="Kill processes that refresh.")
    parser.add_argument("--points", type=int, default=200, help="random moments in each of four combinations")
    parser.add_argument("--write", type=Path, help="a page of Markdown for the results")
    asked = parser.parse_args()
    prepare()
    found = []
    for row in rows(asked.points):
        found.append(row)
        sys.stdout.write(f"{row.text()} {row.broken} broken\n")
        sys.stdout.flush()
    if asked.write:
        asked.write.parent.mkdir(parents=True, exist_ok=True)
        asked.write.write_text(page(found, asked.points), encoding="utf-8")
    return min(sum(row.broken for row in found), 1)


if __name__ == "__main__":
    sys.exit(main())
