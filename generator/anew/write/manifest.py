"""The list of the files that the tool wrote into a folder, kept there: no others are ever replaced or removed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath

from anew.errors import Diagnostic, Place, UsageError

NAME = ".anew.json"

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
"""What nearly all paths look like, and none that leads anywhere else."""


def digest(content: bytes) -> str:
    """Sum up a file's content."""
    return sha256(content).hexdigest()


def dump(digests: Mapping[str, str]) -> bytes:
    """Write the list as JSON."""
    document = {
        "about": "Files written by anew; it replaces and removes no others.",
        "files": dict(sorted(digests.items())),
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def load(folder: Path) -> dict[str, str] | None:
    """Read the list of a folder; None if it has none. Raises UsageError for one that is damaged."""
    path = folder / NAME
    if path.is_symlink() or not path.is_file():
        return None
    try:
        files = json.loads(path.read_bytes())["files"]
        digests = {str(name): str(value) for name, value in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        digests = {"": ""}
    if not all(map(is_inside, digests)):
        raise UsageError(
            Diagnostic(
                "this is not the list of files that anew wrote",
                Place(str(path)),
                fix="restore it from version control, or remove the folder and generate it anew",
            )
        )
    return digests


def is_inside(path: str) -> bool:
    """Tell whether a path stays in the folder that it is relative to, on every system."""
    if _PLAIN.fullmatch(path):
        return True
    parts = PurePosixPath(path).parts
    plain = path == "/".join(parts) and not set(path) & {"\\", "\0"} and not PureWindowsPath(path).drive
    return bool(parts) and plain and ".." not in parts and parts[0] != "/" and path != NAME
