"""Turn rendered Python into formatted Python: one run of ruff over all files, with settings of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_OPTIONS = ("format", "--isolated", "--no-cache", "--quiet")
_SETTINGS = ("--line-length=120", "--target-version=py311", "--config=format.skip-magic-trailing-comma=true")
# ruff passes over folders called `.nox`, `.venv` or `build`, and what git ignores: temporary folders may be in there.
_EVERYWHERE = ("--config=exclude=[]", "--no-respect-gitignore")
_MEMORY = "/dev/shm"  # noqa: S108 - the folder that is made in there is for its owner only
_BLOCK = 4096
"""What a file takes there at least."""


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Format what we rendered; the runtime is copied as it is, and other kinds of file need no formatting.

    The files go to ruff in a folder of their own, flat and numbered: paths of the SDK (and whatever configuration
    stands around it) have no say in how it looks.
    """
    ours = [path for path in files if path.endswith(".py") and "/_runtime/" not in path]
    room = sum(len(files[path]) + _BLOCK for path in ours)
    with tempfile.TemporaryDirectory(prefix="anew-", dir=_in_memory(2 * room)) as folder:
        homes = {path: f"{folder}/{number}.py" for number, path in enumerate(ours)}
        for path, home in homes.items():
            _write(home, files[path])
        _run_ruff(folder, homes)
        formatted = {path: _read(home) for path, home in homes.items()}
    return {path: formatted.get(path, text) for path, text in files.items()}


def _in_memory(room: int) -> str | None:
    """Name a folder in memory, where there is one with room: files by the thousand come and go there for nothing."""
    with suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > room:
            return _MEMORY
    return None


def _write(home: str, text: str) -> None:
    # Without `Path`, which costs as much as the system's part of it.
    with open(home, "xb") as file:  # noqa: PTH123
        file.write(text.encode())


def _read(home: str) -> str:
    with open(home, "rb") as file:  # noqa: PTH123
        return file.read().decode()


def _run_ruff(folder: str, homes: Mapping[str, str]) -> None:
    """Format a folder in place; a file that ruff cannot parse is a fault of our templates, not of the document."""
    run = subprocess.run(  # noqa: S603 - ruff of our own environment, a folder that we have just made
        [*_ruff(), *_OPTIONS, *_SETTINGS, *_EVERYWHERE, folder], capture_output=True, text=True, check=False
    )
    if run.returncode:
        complaint = run.stderr.strip()
        for path, home in homes.items():
            complaint = complaint.replace(home, path)
        raise RuntimeError(f"anew rendered Python that cannot be formatted; please report this:\n{complaint}")


def _ruff() -> tuple[str, ...]:
    """Name ruff itself, or Python with it where it is not beside Python: that starts an interpreter more."""
    beside = Path(sys.executable).with_name("ruff")
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "ruff")
