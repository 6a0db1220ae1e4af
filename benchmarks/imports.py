"""Measures what importing a package costs, each time in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Contest, Table
from benchmarks.processes import environment

PROBE = "import time; start = time.process_time(); {work}; print((time.process_time() - start) * 1e3)"


def milliseconds(work: str, folder: Path) -> float:
    """Run `work` in a new interpreter that finds packages in `folder`."""
    command = [sys.executable, "-c", PROBE.format(work=work)]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=True)
    return float(done.stdout)


def tables(folder: Path, title: str, ours: str, stock: str) -> Iterator[Table]:
    """Import the client and one endpoint of both packages; `ours` and `stock` are import statements of one endpoint."""
    entries = {
        "stock: one endpoint": lambda: milliseconds(stock, folder),
        "anew: one endpoint": lambda: milliseconds(ours, folder),
        "stock: client": lambda: milliseconds("import bench_stock.client", folder),
        "anew: client": lambda: milliseconds("from bench_anew import BenchAnew", folder),
        "httpx and attrs alone": lambda: milliseconds("import httpx, attrs", folder),
    }
    yield Contest(f"Import: {title}", "ms CPU", entries, rounds=9).run()
