"""Turns the reference backend into the long form of its contract tests: `python -m tests.contract [options]`.

Options are those of `anew contract server`; with `--url` another server is tested.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from anew.cli import app

from tests.backend import Backend, RealClock

ROOT = Path(__file__).parents[2]
ADA = {"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "secret"}
ASKED = ("--cases", "60", "--sdk", str(ROOT / "sdk" / "acme"))
TOKEN_LIFE = 4.0
"""Seconds, so that tokens expire again and again while the backend is tested."""


def main(arguments: Sequence[str]) -> int:
    """Test server and session; the first exit code that is not 0 is the result."""
    if "--url" in arguments:
        return run("server", *arguments)
    os.environ.update(ADA)
    with Backend(clock=RealClock(), token_life=TOKEN_LIFE, grace=2.0) as backend:
        where = ("--url", backend.url, "--document", str(ROOT / "openapi.yaml"), "--config", str(ROOT / "sdk.yaml"))
        return run("session", *where) or run("server", *where, *ASKED, *arguments)


def run(command: str, *arguments: str) -> int:
    """Run one of the commands and return its exit code."""
    done = app(["contract", command, *arguments], standalone_mode=False)
    return done if isinstance(done, int) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
