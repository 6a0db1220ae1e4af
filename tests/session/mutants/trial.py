"""Mutants to verdicts: each is tried in a process of its own, several at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .operators import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "generator" / "anew" / "runtime" / "session"
MODULES = ("core", "state", "events", "reread", "renewal", "flight", "cell")
SOUND = -1
"""Number of the mutant that is none."""
_LIMIT = 120.0
"""Seconds after which a mutant that does not come to an end counts as noticed. Sound code may take its time."""


def all_mutants() -> list[Mutant]:
    """Find the mutants of all modules of the core."""
    return [mutant for name in MODULES for mutant in mutants_of(name, source_of(name))]


def survivors(mutants: Sequence[Mutant], jobs: int) -> Iterator[Mutant]:
    """Try mutants, several at a time, and give those that no test noticed; RuntimeError if sound code fails as well."""
    if not _survives(Mutant("core", "nothing is changed", SOUND)):
        raise RuntimeError("the tests fail without any mutant: run `pytest tests/session` first")
    with ThreadPoolExecutor(jobs) as pool:
        for mutant, survived in zip(mutants, pool.map(_survives, mutants), strict=True):
            if survived:
                yield mutant


def source_of(module: str) -> str:
    """Read a module of the core."""
    return (SOURCES / f"{module}.py").read_text(encoding="utf-8")


def _survives(mutant: Mutant) -> bool:
    # A new interpreter and not a fork: what threads and locks of this one are doing must not matter.
    command = [sys.executable, "-m", "tests.session.mutants.verdict", mutant.module, str(mutant.number)]
    try:
        limit = None if mutant.number == SOUND else _LIMIT
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
