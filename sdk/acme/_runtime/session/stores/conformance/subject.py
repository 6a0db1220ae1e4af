"""The name of a factory → token stores to make claims about, and what they are made with: keys, records, helpers."""

# ruff: noqa: S101 - these are tests

from __future__ import annotations

import importlib
import threading
import uuid
from collections.abc import Callable
from typing import Any
from unittest import SkipTest

from attrs import frozen

from ...tokens import TokenSet
from ..protocol import Intent, Record, StoreKey, TokenStore

PATIENCE = 60.0
"""Seconds after which something that must happen counts as never happening."""
MOMENT = 0.05
"""Seconds to wait for something that must not happen."""


@frozen
class Subject:
    """A kind of store, by the name of its factory, which other processes can look up too."""

    spec: str
    """For example `mypackage.stores:make_store`."""

    def make(self) -> TokenStore:
        """Make a store on the same place as all others of this subject."""
        store: TokenStore = self._factory()()
        return store

    def make_shared(self) -> TokenStore:
        """Make a store, unless other processes are none of its business."""
        store = self.make()
        if not store.shared:
            raise SkipTest("the store is not shared")
        return store

    def corrupt(self, store: TokenStore, key: StoreKey) -> None:
        """Damage what is stored under a key."""
        corrupt = getattr(self._factory(), "corrupt", None)
        if corrupt is None:
            raise SkipTest(f"{self.spec} has no attribute corrupt(store, key)")
        corrupt(store, key)

    def _factory(self) -> Any:
        module, _, name = self.spec.partition(":")
        return getattr(importlib.import_module(module), name)


def fresh_key(principal: str = "", scope: str = "conformance") -> StoreKey:
    """Make a key that nobody has used."""
    return StoreKey(f"{uuid.uuid4().hex}{principal}", scope)


def a_record(gen: int, mark: str = "mark", *, size: int = 100, intent: Intent | None = None) -> Record:
    """Make a record whose parts can be told to belong together."""
    access, refresh = (f"{mark}.{kind}.".ljust(size, "x") for kind in ("access", "refresh"))
    tokens = TokenSet(access, refresh, 1_900_000_000.5, principal=mark, gen=gen, lifetime=60.0)
    return Record(gen, tokens, intent)


def whole(record: Record | None, *, size: int) -> Record:
    """Check that a record is one that was saved, and not made of several."""
    assert record is not None, "the record is gone"
    assert record.tokens is not None, "the record has lost its tokens"
    assert record == a_record(record.gen, record.tokens.principal, size=size), "the record is made of several"
    return record


def generation(store: TokenStore, key: StoreKey) -> int:
    """Tell which generation is stored, 0 for none."""
    found = store.load(key)
    return found.gen if found else 0


def increase(store: TokenStore, key: StoreKey, mark: str, times: int, *, size: int = 100) -> None:
    """Save the next generation so many times, on top of whatever others save meanwhile."""
    for _ in range(times):
        while True:
            gen = generation(store, key)
            if store.save(key, a_record(gen + 1, mark, size=size), expected=gen):
                break


def locks(store: TokenStore, key: StoreKey, timeout: float) -> bool:
    """Tell whether a lock is to be had."""
    try:
        with store.lock(key, timeout):
            return True
    except TimeoutError:
        return False


def at_once(*actions: Callable[[], object]) -> None:
    """Run actions in a thread each, and fail if one raises or hangs."""
    failures: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        try:
            action()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(action,), daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread hangs"
    if failures:
        raise failures[0]
