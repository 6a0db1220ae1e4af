"""Stores that each break one promise, so that the claims about stores can be seen to find them out."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from anew.runtime.session import FileStore, MemoryStore, Record, StoreKey
from attrs import evolve

from .subjects import place


class Careless(MemoryStore):
    """Saves whatever is expected."""

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        found = self.load(key)
        return super().save(key, record, expected=found.gen if found else 0)


class Racing(Careless):
    """Compares first, and writes later."""

    def __init__(self) -> None:
        super().__init__()
        self._all_compared = threading.Barrier(8)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        found = self.load(key)
        with suppress(threading.BrokenBarrierError):
            self._all_compared.wait(5)
        return (found.gen if found else 0) == expected and super().save(key, record, expected=expected)


class Open(MemoryStore):
    """Has a lock that keeps nobody out."""

    def lock(self, key: StoreKey, timeout: float) -> Any:
        return nullcontext()


class Stuck(MemoryStore):
    """Does not give the lock back after an exception."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[object] = []

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        inner = super().lock(key, timeout)
        self._held.append(inner)
        inner.__enter__()
        yield
        inner.__exit__(None, None, None)


class OneLock(MemoryStore):
    """Has one lock for all keys."""

    def lock(self, key: StoreKey, timeout: float) -> Any:
        return super().lock(StoreKey(""), timeout)


class Alone(MemoryStore):
    """Says that it is shared."""

    @property
    def shared(self) -> Any:
        return True


class Blurred(MemoryStore):
    """Takes principals for the same that differ in case."""

    def load(self, key: StoreKey) -> Record | None:
        return super().load(StoreKey(key.principal.lower(), key.scope))

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        return super().save(StoreKey(key.principal.lower(), key.scope), record, expected=expected)


class Rounding(MemoryStore):
    """Keeps whole seconds only."""

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        tokens = record.tokens and evolve(record.tokens, expires_at=int(record.tokens.expires_at or 0))
        return super().save(key, evolve(record, tokens=tokens), expected=expected)


class Forgetful(MemoryStore):
    """Removes the record at logout, and with it the generation."""

    def load(self, key: StoreKey) -> Record | None:
        found = super().load(key)
        return found if found and found.tokens else None


class Talkative(MemoryStore):
    """Shows what it keeps."""

    def __repr__(self) -> str:
        return f"<Talkative {[found.tokens.access for found in self._records.values() if found.tokens]}>"


class Marker(FileStore):
    """Locks by a file being there, which outlives its holder."""

    def __init__(self) -> None:
        super().__init__(place())

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        path, end = place() / f"{key.principal}.marker", time.monotonic() + timeout
        while True:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                if time.monotonic() > end:
                    raise TimeoutError from None
        try:
            yield
        finally:
            path.unlink()
