"""Turns `python -m tests.demo` into the steps of the demo, a table and an exit code: 0 only if nothing went wrong."""

from __future__ import annotations

import sys

from rich.console import Console

from tests.backend import Backend, RealClock
from tests.demo.steps import StepFailed, regenerate, step, type_check
from tests.demo.table import is_good, show

TOKEN_LIFE = 2.0
"""Seconds, so that a few of them are enough for several expiries."""


def main() -> int:
    """Run all steps and return the exit code."""
    console = Console(highlight=False)
    try:
        with step(console, "Regenerate sdk/ from openapi.yaml"):
            regenerate()
        with step(console, "Type-check sdk/ with mypy --strict"):
            type_check()
    except StepFailed as error:
        console.print(str(error), markup=False)
        return 1
    # The SDK has just been written: it cannot be imported before.
    from tests.demo.waves import run

    with Backend(token_life=TOKEN_LIFE, clock=RealClock()) as backend:
        rows = run(console, backend)
    show(console, rows)
    return 0 if is_good(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
