"""A few small faults in the core, as a sample of all: each of them is noticed by a test."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.session.mutants.operators import mutants_of
from tests.session.mutants.trial import ROOT, all_mutants


@pytest.mark.timeout(900)  # half a minute; a crowded machine may take its time
def test_twenty_mutants_are_noticed() -> None:
    """Twenty mutants of the core, the same ones each time, make tests fail; `nox -s mutants` tries all of them."""
    command = [sys.executable, "-m", "tests.session.mutants", "--sample", "20", "--seed", "2", "--jobs", "2"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=880, check=False)

    assert result.stdout.splitlines()[-1:] == ["20 of 20 were noticed"], result.stdout + result.stderr


def test_a_mutant_is_one_change() -> None:
    """Each is named by where it is and what is different, and no two by the same."""
    source = "def f(a):\n    if a < 1:\n        return evolve(a, b=a)\n"
    found = [mutant.change for mutant in mutants_of("sample", source)]

    assert found == [
        "f: if a < 1: pass → if True: pass",
        "f: if a < 1: pass → if False: pass",
        "f: a < 1 → a <= 1",
        "f: 1 → 2",
        "f: return evolve(a, b=a) → return None",
        "f: evolve(a, …) without b",
    ]


def test_no_two_mutants_have_the_same_name() -> None:
    """So that an argument in `argued.md` is about one of them."""
    names = [str(mutant) for mutant in all_mutants()]

    assert len(set(names)) == len(names)
