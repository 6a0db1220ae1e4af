"""Turns the command line into a running backend: `python -m tests.backend --port 8000 --token-life 30`."""

from __future__ import annotations

import argparse
import contextlib
import sys

from tests.backend import Backend, RealClock
from tests.backend.deviations import KINDS


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.backend", description="Serve openapi.yaml on a local port.")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any that is free")
    parser.add_argument("--token-life", type=float, default=900.0, help="seconds, with fractions")
    parser.add_argument("--grace", type=float, default=0.0, help="seconds in which a spent refresh token is good")
    parser.add_argument("--database", default=":memory:", help="a new SQLite file; in memory by default")
    parser.add_argument("--deviate", choices=KINDS, action="append", default=[], help="a bug to have; repeatable")
    asked = parser.parse_args()
    backend = Backend(
        port=asked.port,
        token_life=asked.token_life,
        grace=asked.grace,
        database=asked.database,
        clock=RealClock(),
        deviations=asked.deviate,
    )
    sys.stdout.write(f"{backend.url} (switches: {backend.origin}/_admin; log in as ada, grace or linus: secret)\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        backend.serve()


if __name__ == "__main__":
    main()
