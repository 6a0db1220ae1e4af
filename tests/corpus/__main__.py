"""Turns `python -m tests.corpus FOLDER` into a table and an exit code: 0 if enough was generated, 1 if not, 2 usage."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from anew.contract.offline import Thresholds
from rich.console import Console

from tests.corpus import wire
from tests.corpus.documents import SHARED, Subject, subjects
from tests.corpus.table import is_good, show
from tests.corpus.trial import Plan, Result, attempt


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every document of a folder and return the exit code."""
    asked = _parser().parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    folder: Path = asked.folder or SHARED
    found = list(subjects(folder)) if folder.is_dir() else []
    if not found:
        console.print(f"there are no OpenAPI documents in {folder}: name a folder that has some", markup=False)
        return 2
    results = _try(console, found, Plan(asked.types or asked.pyright, asked.pyright, asked.timeout), asked.jobs)
    show(console, results)
    good = is_good(results, least=asked.least) and len(results) == len(found)
    if asked.wire:
        kept = _keep(console, found, asked)
        wire.show(console, kept)
        good = good and wire.is_kept(kept, Thresholds())
    return 0 if good else 1


def _keep(console: Console, found: list[Subject], asked: argparse.Namespace) -> list[wire.Kept]:
    """Hold the SDK of each document against it."""
    order = sorted(found, key=lambda one: one.path.stat().st_size, reverse=True)
    results: dict[Subject, wire.Kept] = {}
    with ThreadPoolExecutor(asked.jobs) as pool, console.status(f"{len(found)} SDKs …") as status:
        for kept in pool.map(partial(wire.keep, cases=asked.cases, timeout=4 * asked.timeout), order):
            results[kept.subject] = kept
            status.update(f"{len(results)} of {len(found)} SDKs …")
    return [results[one] for one in found]


def _try(console: Console, found: list[Subject], plan: Plan, jobs: int) -> list[Result]:
    """Try documents, the largest first, so that none is left for the end alone; give them in their own order.

    Faults are told at once, and whoever interrupts the run gets the table of what has been tried by then.
    """
    order = sorted(found, key=lambda one: one.path.stat().st_size, reverse=True)
    results: dict[Subject, Result] = {}
    with ProcessPoolExecutor(jobs) as pool, console.status(f"{len(found)} documents …") as status:
        try:
            for result in pool.map(partial(attempt, plan=plan), order):
                results[result.subject] = result
                status.update(f"{len(results)} of {len(found)} documents …")
                if result.fault:
                    console.print(f"{result.subject.path}: {result.fault}", markup=False, soft_wrap=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
    return [results[one] for one in found if one in results]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("nox -s corpus --", description="Generate, import and check real documents.")
    parser.add_argument("folder", nargs="?", type=Path, help=f"documents, in folders of groups; default: {SHARED}")
    parser.add_argument("--types", action="store_true", help="run mypy --strict on each SDK, and pyright on small ones")
    parser.add_argument("--pyright", action="store_true", help="the same, and pyright on the large ones as well")
    parser.add_argument("--wire", action="store_true", help="hold requests and answers against the document, too")
    parser.add_argument("--cases", type=int, default=5, help="requests for each operation (%(default)s)")
    parser.add_argument("--jobs", type=int, default=2, help="documents at a time (%(default)s)")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds for one document (%(default)s)")
    parser.add_argument("--least", type=float, default=99.5, help="per cent of operations in full (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
