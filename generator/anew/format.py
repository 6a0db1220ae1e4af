"""Turn rendered Python into formatted Python: one run of ruff over all files, with settings of our own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_COMMAND = (sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--quiet")
_SETTINGS = ("--line-length=120", "--target-version=py311", "--config=format.skip-magic-trailing-comma=true")
# ruff passes over folders called `.nox`, `.venv` or `build`, and what git ignores: temporary folders may be in there.
_EVERYWHERE = ("--config=exclude=[]", "--no-respect-gitignore")


def format_files(files: Mapping[str, str]) -> dict[str, str]:
    """Format what we rendered; the runtime is copied as it is, and other kinds of file need no formatting.

    The files go to ruff in a folder of their own, flat and numbered: paths of the SDK (and whatever configuration
    stands around it) have no say in how it looks.
    """
    ours = [path for path in files if path.endswith(".py") and "/_runtime/" not in path]
    with tempfile.TemporaryDirectory(prefix="anew-") as folder:
        homes = {path: Path(folder, f"{number}.py") for number, path in enumerate(ours)}
        for path, home in homes.items():
            home.write_bytes(files[path].encode())
        _run_ruff(folder, homes)
        formatted = {path: home.read_bytes().decode() for path, home in homes.items()}
    return {path: formatted.get(path, text) for path, text in files.items()}


def _run_ruff(folder: str, homes: Mapping[str, Path]) -> None:
    """Format a folder in place; a file that ruff cannot parse is a fault of our templates, not of the document."""
    run = subprocess.run(  # noqa: S603 - our own interpreter, a folder that we have just made
        [*_COMMAND, *_SETTINGS, *_EVERYWHERE, folder], capture_output=True, text=True, check=False
    )
    if run.returncode:
        complaint = run.stderr.strip()
        for path, home in homes.items():
            complaint = complaint.replace(str(home), path)
        raise RuntimeError(f"anew rendered Python that cannot be formatted; please report this:\n{complaint}")
