"""Runs a command as a process of its own and tells what it cost: CPU time of all its processes, memory of the largest.

The interpreters keep their bytecode, as they do for everybody, in a folder of the run; and what a generator remembers
of its last run is kept there too.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache

from attrs import frozen


@frozen
class Cost:
    """What a process and those that it started took."""

    cpu: float
    """Seconds, of the user and of the system."""
    peak: float
    """Megabytes of the largest of them."""


def cost(command: list[str]) -> Cost:
    """Run a generator, away from any sdk.yaml, and show what it said if it failed."""
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=home(), env=environment(), stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}\n{said.read()}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@cache
def home() -> str:
    """Make the folder that all processes of this run share."""
    folder = tempfile.mkdtemp(prefix="anew-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment() -> dict[str, str]:
    """Give the environment of all processes of this run."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": f"{home()}/bytecode", "XDG_CACHE_HOME": f"{home()}/cache"}
