"""Mutants to an exit code: 0 if each is noticed by a test, or argued for in `argued.md`.

`python -m tests.session.mutants --sample 20 --seed 7` tries twenty of them.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from .trial import all_mutants, survivors

ARGUED = Path(__file__).with_name("argued.md")


def argued() -> set[str]:
    """Read which mutants change nothing that can be seen; each is an item of the list, its argument follows it."""
    lines = ARGUED.read_text(encoding="utf-8").splitlines()
    return {line.removeprefix("- `").rstrip("`") for line in lines if line.startswith("- `")}


def main() -> int:
    """Try them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many to try, chosen at random; 0 for all")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--only", default="", help="try those whose text holds this")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    given = parser.parse_args()
    excused = argued()
    everything = [mutant for mutant in all_mutants() if given.only in str(mutant)]
    tried = [mutant for mutant in everything if str(mutant) not in excused]
    if given.sample:
        tried = random.Random(given.seed).sample(tried, min(given.sample, len(tried)))
    _say(f"{len(tried)} of {len(everything)} mutants, without those that are argued for")
    unnoticed = 0
    for mutant in survivors(tried, given.jobs):
        unnoticed += 1
        _say(f"unnoticed: {mutant}")
    _say(f"{len(tried) - unnoticed} of {len(tried)} were noticed")
    return 1 if unnoticed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
