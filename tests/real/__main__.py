"""Turns `python -m tests.real` into an exit code: 0 all is as it must be, 1 it is not, 3 Directus cannot be run."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from tests.real import directus
from tests.real.directus import Directus, UnavailableError

HERE = Path(__file__).parent
LIFE = 3.0
"""Seconds that an access token lives."""
PROCESSES = 3
_TELL = Console(highlight=False, markup=False, soft_wrap=True).print
ACCOUNT = {"ANEW_USERNAME": directus.EMAIL, "ANEW_PASSWORD": directus.PASSWORD}


def main(arguments: Sequence[str] | None = None) -> int:
    """Install and run Directus, generate its SDK, and prove both against each other."""
    asked = _parser().parse_args(arguments)
    folder: Path = asked.folder or Path(tempfile.mkdtemp(prefix="real-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _TELL(f"Installing Directus {directus.VERSION} into {folder} takes minutes.")
        directus.install(folder)
        with directus.running(folder, LIFE) as found:
            wrong = list(_proven(found, folder, asked.seconds))
    except UnavailableError as reason:
        _TELL(f"skipped: {reason}")
        return 3
    _TELL("\n".join(wrong) or "All is as it must be.")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.real", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where to install; kept, so that the next run is quick")
    parser.add_argument("--seconds", type=float, default=40.0, help="how long to call")
    return parser


def _proven(found: Directus, folder: Path, seconds: float) -> Iterator[str]:
    """Go the way of a user; gives what is wrong."""
    home = folder / "sdk-of-directus"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    (home / "directus.json").write_bytes(found.document())
    for name in ("sdk.yaml", "corrections.overlay.yaml"):
        shutil.copy(HERE / name, home)
    _anew(home, "init", "directus.json", "--output", "seen.yaml")
    _anew(home, "generate")
    yield from _called(found, home, seconds)
    for command in (("offline", "sdk/studio"), ("session", "--url", found.url)):
        if _anew(home, "contract", *command):
            yield f"anew contract {command[0]} found something, see above"
    # What it finds is Directus' own affair; docs/real-backends.md tells it.
    _anew(
        home, "contract", "server", "--url", found.url, "--sdk", "sdk/studio", "--read-only", "--max-time", "120", "-q"
    )


def _called(found: Directus, home: Path, seconds: float) -> Iterator[str]:
    """Let processes share a login over many expiries; each must cost one refresh, and no call may fail."""
    refreshed, told = found.answered("POST /auth/refresh", 200), Counter[str]()
    command = (sys.executable, str(HERE / "worker.py"), str(home / "sdk"), found.url, str(home / "tokens"))
    environment = {**os.environ, **ACCOUNT}
    told.update(_worker(subprocess.Popen([*command, "1"], env=environment, stdout=subprocess.PIPE)))
    several = [
        subprocess.Popen([*command, str(seconds)], env=environment, stdout=subprocess.PIPE) for _ in range(PROCESSES)
    ]
    generation = 0
    for one in [_worker(process) for process in several]:
        generation = max(generation, one.pop("generation"))
        told.update(one)
    told.pop("generation")
    refreshed = found.answered("POST /auth/refresh", 200) - refreshed
    _TELL(f"{told['calls']} calls, {told['logins']} login, {generation} generations, {refreshed} refreshes")
    yield from (f"{count} x {what}" for what, count in told.items() if what not in ("calls", "logins"))
    if (told["logins"], refreshed) != (1, generation - 1):
        yield "there must be one login, and one refresh for each generation after it"


def _worker(process: subprocess.Popen[bytes]) -> Counter[str]:
    output, _ = process.communicate()
    return Counter(json.loads(output)) if process.returncode == 0 else Counter({"a worker died": 1, "generation": 0})


def _anew(home: Path, *arguments: str) -> int:
    _TELL(f"\n$ anew {' '.join(arguments)}")
    command = (sys.executable, "-m", "anew", *arguments)
    return subprocess.run(command, cwd=home, env={**os.environ, **ACCOUNT}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
