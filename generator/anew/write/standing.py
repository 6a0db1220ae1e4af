"""A folder becomes what stands in it: a listing of each folder instead of questions about each file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from attrs import frozen

Kind = Literal["file", "folder", "link"]
"""What is neither a folder nor a link is as good as a file: pipes, sockets, devices."""


@frozen
class Standing:
    """What stands in a folder, by relative path, as far as it was looked at."""

    target: Path
    found: dict[str, Kind]

    def kind(self, path: str) -> Kind | None:
        """Say what stands at a path; None for nothing, and for all that is behind a link."""
        if path in self.found or self.found.get(_parent(path)) != "folder":
            return self.found.get(path)
        # Not in the listing, and there all the same: file systems that do not tell `a` from `A`.
        with suppress(OSError):
            mode = (self.target / path).lstat().st_mode
            return "link" if stat.S_ISLNK(mode) else "folder" if stat.S_ISDIR(mode) else "file"
        return None

    def content(self, path: str) -> bytes | None:
        """Read a file; None if none stands there."""
        if self.kind(path) != "file":
            return None
        with open(f"{self.target}/{path}", "rb") as file:  # noqa: PTH123 - `Path` costs as much as reading
            return file.read()


def look(target: Path, paths: Iterable[str]) -> Standing:
    """Look at all folders that paths lead through; what is behind symbolic links stays unseen."""
    found: dict[str, Kind] = {}
    for folder in sorted(folders_of(paths)):
        if folder and found.get(folder) != "folder":
            continue
        with suppress(FileNotFoundError), os.scandir(f"{target}/{folder}") as entries:
            found[folder] = "folder"
            for entry in entries:
                kind: Kind = "folder" if entry.is_dir(follow_symlinks=False) else "file"
                found[f"{folder}/{entry.name}" if folder else entry.name] = "link" if entry.is_symlink() else kind
    return Standing(target, found)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Name the folders that paths lead through, "" being the first of each."""
    found = {""}
    for path in paths:
        for folder in _above(path):
            if folder in found:
                break
            found.add(folder)
    return found


def _above(path: str) -> Iterator[str]:
    while path := _parent(path):
        yield path


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
