"""Everything that a run read and wrote becomes a stamp, so that the next run can see that there is nothing to do.

The stamp is kept in the user's cache folder, not in the SDK: it describes this machine's copy of tool and document, and
losing it costs no more than the time of one full run.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import attrs
from attrs import field, frozen

_MISSING = "missing"
_TOOLS = ("anew", "openapi-python-client", "jinja2", "python-jsonpath", "ruff")


@frozen
class Stamp:
    """What one run read and wrote."""

    tool: str
    """Digest of the generator's own code, the templates, and the versions of what it is built on."""
    read: Mapping[str, str]
    """Absolute path → digest of each input; `missing` for one that was looked for and not there."""
    wrote: Mapping[str, str]
    """Path inside the target → digest."""
    memory: Mapping[str, Any] = field(factory=dict)
    """What the run had to say, to be said again."""


def fresh(key: str, target: Path, tool: str) -> Stamp | None:
    """Give the stamp of the last run with this key, if neither tool, inputs nor outputs have changed since."""
    stamp = _load(_home(key))
    if stamp is None or stamp.tool != tool or digests(map(Path, stamp.read)) != stamp.read:
        return None
    return stamp if {name: digest(target / name) for name in stamp.wrote} == stamp.wrote else None


def save(key: str, stamp: Stamp) -> None:
    """Keep a stamp; a cache folder that cannot be written to only costs time later."""
    home = _home(key)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        partial = home.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(attrs.asdict(stamp)), "utf-8")
        partial.replace(home)
    except OSError:
        return


def key_of(*parts: str) -> str:
    """Make one key of what tells runs apart: folders, document, configuration."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def tool_digest(folders: Iterable[Path]) -> str:
    """Digest the generator itself: its files and the versions of what its output depends on."""
    found = hashlib.sha256(sys.version.encode())
    for name in _TOOLS:
        found.update(f"{name} {_version(name)}\n".encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(f"{path.relative_to(folder).as_posix()} {digest(path)}\n".encode())
    return found.hexdigest()


def digests(paths: Iterable[Path]) -> dict[str, str]:
    """Digest files by absolute path."""
    return {str(path.absolute()): digest(path) for path in paths}


def digest(path: Path) -> str:
    """Digest a file; `missing` if there is none that can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return _MISSING


def _load(home: Path) -> Stamp | None:
    try:
        return Stamp(**json.loads(home.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _home(key: str) -> Path:
    """Say where a stamp is kept: `XDG_CACHE_HOME`, `LOCALAPPDATA` or `~/.cache`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or Path.home() / ".cache", "anew", f"{key}.json")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
