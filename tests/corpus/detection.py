"""Turns `python -m tests.corpus.detection FOLDER` into a table of what `init` got right, by kind, and an exit code.

The truth about the documents is in `truth.tsv`, established by reading them: facts alone, nothing that is copied. A
document that it does not name has nothing to find.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from attrs import define, frozen
from rich.console import Console
from rich.table import Table

from tests.corpus.documents import SHARED, Subject, subjects
from tests.corpus.facts import KINDS, Fact, seen

TRUTH = Path(__file__).with_name("truth.tsv")
Facts = Mapping[str, frozenset[Fact]]
"""By the document's path in the folder."""


@define
class Score:
    """How a kind of fact was found."""

    right: int = 0
    hinted: int = 0
    """As a comment, which people have to agree to."""
    missed: int = 0
    wrong: int = 0
    """Said, but not so; wrong hints included."""

    @property
    def precision(self) -> float:
        """Per cent of what was said that is so."""
        said = self.right + self.hinted + self.wrong
        return 100 * (self.right + self.hinted) / said if said else 100.0

    @property
    def recall(self) -> float:
        """Per cent of what is so that was said."""
        true = self.right + self.hinted + self.missed
        return 100 * (self.right + self.hinted) / true if true else 100.0

    def __add__(self, other: Score) -> Score:
        """Sum two kinds."""
        return Score(
            self.right + other.right,
            self.hinted + other.hinted,
            self.missed + other.missed,
            self.wrong + other.wrong,
        )


@frozen
class Difference:
    """Something that was missed, or said and not so."""

    document: str
    kind: str
    what: str


def truth(path: Path = TRUTH) -> Facts:
    """Read what is so."""
    found: dict[str, set[Fact]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        name, kind, value = line.split("\t")
        found.setdefault(name, set()).add(Fact(kind, value))
    return {name: frozenset(facts) for name, facts in found.items()}


def compare(said: Facts, true: Facts) -> tuple[dict[str, Score], list[Difference]]:
    """Count by kind, and list what differs."""
    scores = {kind: Score() for kind in KINDS}
    differences = []
    for name, facts in said.items():
        real = true.get(name, frozenset())
        for fact in sorted(facts):
            score = scores[fact.kind]
            if Fact(fact.kind, fact.value) not in real:
                score.wrong += 1
                differences.append(Difference(name, fact.kind, f"{_mark(fact)} {fact.value}, which is not so"))
            elif fact.suggested:
                score.hinted += 1
            else:
                score.right += 1
        told = {(fact.kind, fact.value) for fact in facts}
        for fact in sorted(real):
            if (fact.kind, fact.value) not in told:
                scores[fact.kind].missed += 1
                differences.append(Difference(name, fact.kind, f"missed {fact.value}"))
    return scores, differences


def look(found: Iterable[Subject], folder: Path, jobs: int) -> Facts:
    """Look at all documents of a folder."""
    listed = list(found)
    with ProcessPoolExecutor(jobs) as pool:
        results = pool.map(seen, listed)
        return {_name(one, folder): facts for one, facts in zip(listed, results, strict=True)}


def _name(subject: Subject, folder: Path) -> str:
    return subject.path.relative_to(folder.resolve()).as_posix()


def _mark(fact: Fact) -> str:
    return "hinted at" if fact.suggested else "said"


def _rows(scores: Mapping[str, Score]) -> Iterator[tuple[str, Score]]:
    yield from scores.items()
    yield "all", sum(scores.values(), Score())


def show(console: Console, scores: Mapping[str, Score], differences: Iterable[Difference]) -> None:
    """Print the table, then a line for each difference."""
    table = Table("kind")
    for heading in ("right", "hinted", "missed", "wrong", "precision %", "recall %"):
        table.add_column(heading, justify="right")
    for kind, one in _rows(scores):
        counts = map(str, (one.right, one.hinted, one.missed, one.wrong))
        table.add_row(kind, *counts, f"{one.precision:.1f}", f"{one.recall:.1f}", end_section=kind == KINDS[-1])
    console.print(table)
    for found in differences:
        console.print(f"{found.document}: {found.kind}: {found.what}", markup=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at every document of a folder and return the exit code."""
    parser = argparse.ArgumentParser("python -m tests.corpus.detection", description="Measure what `init` sees.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED, help="documents, in folders of groups")
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time (%(default)s)")
    parser.add_argument("--least", type=float, default=97.0, help="per cent of precision (%(default)s)")
    parser.add_argument(
        "--tell", action="store_true", help="write what was seen as lines of truth.tsv, to correct them"
    )
    parser.add_argument("--truth", type=Path, default=TRUTH, help="what is so (%(default)s)")
    asked = parser.parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    said = look(subjects(asked.folder), asked.folder, asked.jobs)
    if asked.tell:
        for name, facts in said.items():
            for fact in sorted(facts, key=lambda one: KINDS.index(one.kind)):
                sys.stdout.write(f"{name}\t{fact.kind}\t{fact.value}\n")
        return 0
    true = truth(asked.truth)
    if true.keys().isdisjoint(said):
        console.print(f"{asked.truth.name} says nothing about the documents in {asked.folder}", markup=False)
        return 0
    scores, differences = compare(said, true)
    show(console, scores, differences)
    return 0 if sum(scores.values(), Score()).precision >= asked.least else 1


if __name__ == "__main__":
    sys.exit(main())
