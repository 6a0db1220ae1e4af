"""Tokens in files of the user's own, one for each login, which processes of one machine share."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Literal

from ..recipe import Recipe
from .locks import FileLocks, label
from .protocol import Record, StoreKey, from_json, to_json

_SWAP_TIMEOUT = 5.0
"""Seconds to wait for another writer; each holds that lock for one small file's write only."""


class FileStore:
    """Keeps each record in a file of its own under `directory`, readable by its owner only.

    Beside `NAME.json` stand `NAME.lock`, held while refreshing, and `NAME.swap`, held while writing. They are files of
    their own because `NAME.json` is replaced with every write, and a lock on a replaced file locks nothing.
    Use a local disk: network file systems lock and replace less strictly than this needs.
    """

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self._locks = FileLocks(directory, wanted_by="FileStore")

    @property
    def shared(self) -> Literal[True]:
        """Other processes see it."""
        return True

    def load(self, key: StoreKey) -> Record | None:
        """Read the record. A file that does not parse is set aside as `NAME.json.broken` and counts as absent."""
        path = self._path(key)
        try:
            return _read(path)
        except ValueError:
            # Somebody may replace it by a good one this very moment, and that one must not be set aside.
            with self._writing(path):
                return _read_or_set_aside(path)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the file if its generation is `expected`: a crash leaves the old one or the new one, whole."""
        path = self._path(key)
        with self._writing(path):
            found = _read_or_set_aside(path)
            if (found.gen if found else 0) != expected:
                return False
            _replace(path, json.dumps(to_json(record)).encode())
            return True

    def lock(self, key: StoreKey, timeout: float) -> AbstractContextManager[None]:
        """Keep other processes and threads from refreshing this key."""
        return self._locks.held(f"{label(key)}.lock", timeout)

    def recipe(self) -> Recipe:
        """Say how another process makes this store again."""
        return Recipe.of(type(self), directory=str(self._locks.directory.absolute()))

    def _writing(self, path: Path) -> AbstractContextManager[None]:
        return self._locks.held(f"{path.stem}.swap", _SWAP_TIMEOUT)

    def _path(self, key: StoreKey) -> Path:
        return self._locks.directory / f"{label(key)}.json"

    def __repr__(self) -> str:
        return f"<FileStore {str(self._locks.directory)!r}>"


def _read(path: Path) -> Record | None:
    """Read a record, None if there is no file; raises ValueError if it does not parse."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return from_json(json.loads(content))


def _read_or_set_aside(path: Path) -> Record | None:
    """Call with the write lock held."""
    try:
        return _read(path)
    except ValueError:
        path.replace(path.with_name(path.name + ".broken"))
        return None


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole, durable and private, or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)  # 0600 from creation
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_directory(path.parent)


def _sync_directory(path: Path) -> None:
    """Make the replacement itself durable; Windows has no such thing, and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
