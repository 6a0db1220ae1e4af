"""Turns `python -m tests.documents --count N` into documents that were tried, and what does not hold for them."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.documents.drawing import drawn
from tests.documents.reduce import reduced
from tests.documents.trial import Bench, Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw documents, try them, and return the exit code: 1 if something does not hold."""
    asked = _parser().parse_args(arguments)
    asked.found.mkdir(parents=True, exist_ok=True)
    causes: Counter[str] = Counter()
    _say(f"seed {asked.seed}: {asked.count} documents")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), types=asked.types, pyright=asked.pyright, stability=asked.stability)
        for number, document in enumerate(islice(drawn(asked.seed, hostile=asked.hostile), asked.count)):
            if number and number % 25 == 0:
                _say(f"{number} documents")
            for failure in bench.failures(document):
                causes[failure.signature] += 1
                if causes[failure.signature] == 1:
                    _tell(bench, document, failure, asked)
    for cause, times in causes.most_common():
        _say(f"{times:6} × {cause}")
    _say("all hold" if not causes else f"{len(causes)} causes; documents are in {asked.found}")
    return 1 if causes else 0


def _tell(bench: Bench, document: dict[str, Any], failure: Failure, asked: argparse.Namespace) -> None:
    """Say what was found, and keep the document, as small as it may get."""

    def fails(smaller: dict[str, Any]) -> bool:
        return any(one.signature == failure.signature for one in bench.failures(smaller))

    if asked.tries:
        document = reduced(document, fails, asked.tries)
    path = asked.found / f"{len(list(asked.found.iterdir()))}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8", "surrogatepass")
    _say(f"{path}: {failure.kind}: {failure.where} {failure.said}"[:600])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("nox -s fuzz --", description="Draw documents, and see what does not hold.")
    parser.add_argument("--count", type=int, default=50, help="documents (%(default)s)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**9), help="else a new one every time")
    parser.add_argument("--hostile", action="store_true", help="with texts that would like to be code")
    parser.add_argument("--types", action="store_true", help="run mypy --strict as well, which takes the longest")
    parser.add_argument("--pyright", action="store_true", help="with --types, pyright strict, too")
    parser.add_argument("--stability", action="store_true", help="see that names and bytes stay the same, too")
    parser.add_argument("--tries", type=int, default=0, help="to make a document smaller for which something fails")
    parser.add_argument("--found", type=Path, default=Path("fuzz"), help="folder for such documents (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
