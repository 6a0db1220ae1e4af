"""Names → locks that processes of one machine share, each a file of its own that is there for nothing else."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .protocol import StoreKey

_POLL = 0.02
"""Seconds between two attempts to get a lock: how much later than its holder the others go on."""


class FileLocks:
    """Locks in a directory of the user's own. The operating system frees them when their holder dies."""

    def __init__(self, directory: str | os.PathLike[str], *, wanted_by: str) -> None:
        """Look for the package that they need.

        Args:
            directory: Where their files are made; on a local disk, as network file systems lock less strictly.
            wanted_by: Who needs them, for the message if the package is not there.
        """
        self.directory = Path(directory).expanduser()
        self._filelock = extra("filelock", wanted_by)

    @contextmanager
    def held(self, name: str, timeout: float) -> Generator[None, None, None]:
        """Hold a lock while the block runs.

        Raises:
            TimeoutError: it was not to be had within `timeout` seconds.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A new object each time: nothing of it is shared between threads, or with a forked child. Without the native
        # lock there is no lock: filelock's fallback to a marker file would outlive a crash.
        lock = self._filelock.FileLock(
            str(self.directory / name),
            timeout=timeout,
            mode=0o600,
            thread_local=False,
            fallback_to_soft=False,
            poll_interval=_POLL,
        )
        try:
            try:
                lock.acquire()
            except self._filelock.Timeout:
                raise TimeoutError(f"{name} was held by somebody else for {timeout:g} s") from None
            yield
        finally:
            lock.release()  # also if acquiring failed half-way; without a lock it does nothing


def label(key: StoreKey, *place: str) -> str:
    """Name a key in letters that any system takes, for example `ada-0123456789abcdef`.

    Args:
        key: The principal is in the name, for people; a hash of the whole key tells keys apart.
        place: What else is to tell them apart.
    """
    readable = re.sub(r"[^A-Za-z0-9]+", "-", key.principal)[:40].strip("-")
    digest = hashlib.sha256(json.dumps([*place, key.principal, key.scope]).encode()).hexdigest()[:16]
    return f"{readable or 'principal'}-{digest}"


def extra(package: str, wanted_by: str) -> Any:
    """Import a package that the SDK does not require, when a store that needs it is made.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return importlib.import_module(package)
    except ImportError as error:
        # Imported here, as the module of all errors imports those of the session.
        from ...errors import MissingExtra

        raise MissingExtra(f"{wanted_by} needs the package {package}: python -m pip install {package}") from error
