"""Processes that fork after their client was made, and processes that fall asleep in the middle of a refresh."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from acme import Acme
from acme._runtime.session import FileStore, Record, StoreKey, TokenStore
from acme._runtime.session.stores.redis import RedisStore

from tests.stress.places import Place


def preforked(place: Place, end: Any, workers: int) -> None:
    """Use a client, then fork workers that share it; send how many of them, and of us, were answered."""
    with place.client() as acme:
        acme.auth.get_me()
        end.send("ready")
        end.recv()
        children = [_forked(acme) for _ in range(workers)]
        statuses = [os.waitpid(child, 0)[1] for child in children]
        end.send(statuses.count(0) + (acme.auth.get_me().username == "ada"))


def _forked(acme: Acme) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = int(acme.auth.get_me().username != "ada")
            acme.session.close()  # lets go of the lock: Redis would keep it for the rest of its lease
        finally:
            os._exit(status)
    return child


class _Sleepy:
    """Falls asleep, with all its threads, between being given new tokens and writing them."""

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        if record.intent is None:
            # To this thread: a signal to the process might let it run on for a moment.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        return super().save(key, record, expected=expected)  # type: ignore[misc,no-any-return]  # that of a store


class SleepyFiles(_Sleepy, FileStore):
    """In files."""


class SleepyRedis(_Sleepy, RedisStore):
    """In Redis."""


def sleeper(place: Place, end: Any) -> None:
    """Refresh, sleep until woken, and tell with which generation the call was answered."""
    store: TokenStore
    if place.store.startswith("redis://"):
        store = SleepyRedis(place.store, prefix=place.prefix, lease=place.lease)
    else:
        store = SleepyFiles(place.store)
    with place.client(store) as acme:
        acme.auth.get_me()
        tokens = acme.session.tokens
        end.send(tokens.gen if tokens else 0)
