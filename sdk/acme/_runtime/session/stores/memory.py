"""Tokens in this process's memory: the default store."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

from ..fork import renew_after_fork
from .protocol import Record, StoreKey


class MemoryStore:
    """Keeps records in a dictionary. Sessions of one process may share one; other processes do not see it."""

    def __init__(self) -> None:
        self._records: dict[StoreKey, Record] = {}
        self._guard = threading.Lock()
        self._locks: dict[StoreKey, threading.Lock] = {}
        renew_after_fork(self)

    @property
    def shared(self) -> Literal[False]:
        """Other processes see nothing of it."""
        return False

    def load(self, key: StoreKey) -> Record | None:
        """Read the record."""
        return self._records.get(key)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the record if its generation is `expected`."""
        with self._guard:
            found = self._records.get(key)
            if (found.gen if found else 0) != expected:
                return False
            self._records[key] = record
            return True

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        """Keep other sessions of this process from refreshing this key."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=timeout):
            raise TimeoutError(f"another session of this process held the lock for {timeout:g} s")
        try:
            yield
        finally:
            lock.release()

    def after_fork(self) -> None:
        """Forget locks that a thread of the parent held: it is not there to release them."""
        self._guard = threading.Lock()
        self._locks = {}

    def __repr__(self) -> str:
        return f"<MemoryStore of {len(self._records)}>"
