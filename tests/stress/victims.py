"""Processes that are killed in the middle of a refresh, and those that come after them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from acme._runtime.pool import tls_context
from acme._runtime.session import FileStore, Recipe, Record, StoreKey
from acme.errors import LoginRequired
from acme.resources import auth as auth
from attrs import evolve

from tests.stress.places import PATIENCE, Place

ANSWERED = "answered"

tls_context()  # with everything imported, forks of the process that reads this module are quick


class AnnouncedStore(FileStore):
    """Says what is done to it, before and after."""

    def __init__(self, directory: str, announce: Callable[[str], None]) -> None:
        super().__init__(directory)
        self._announce = announce
        self._place = directory

    def recipe(self) -> Recipe:
        """Helpers use the plain one: it is their requester who is killed."""
        return Recipe.of(FileStore, directory=str(Path(self._place).absolute()))

    def load(self, key: StoreKey) -> Record | None:
        self._announce("read")
        found = super().load(key)
        self._announce("was read")
        return found

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        name = "intent" if record.intent else "save"
        self._announce(name)
        saved = super().save(key, record, expected=expected)
        self._announce(f"{name} done")
        return saved

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        self._announce("lock")
        with super().lock(key, timeout):
            self._announce("locked")
            yield
            self._announce("unlock")


def victim(place: Place, end: Any, last: str, times: int) -> None:
    """Make a call over an expiry.

    Args:
        place: Whose login.
        end: Says `ready`, hears `go`, then says each step and in the end `done`.
        last: The step at which to be killed; empty to be killed from outside, or not at all.
        times: The how-manieth such step it is.
    """
    armed = threading.Event()
    seen: list[str] = []

    def announce(step: str) -> None:
        if not armed.is_set():
            return
        seen.append(step)
        if step == last and seen.count(step) == times:
            os.kill(os.getpid(), signal.SIGKILL)
        if not last:
            end.send(step)

    with place.client(AnnouncedStore(place.store, announce)) as acme:
        acme.auth.get_me()
        end.send("ready")
        end.recv()
        armed.set()
        acme.auth.get_me()
        armed.clear()
        end.send("done")
        with suppress(EOFError):
            end.recv()  # whoever kills this process finds it alive


def successor(place: Place, end: Any) -> None:
    """Make a call on the login that the victim left, and tell what it ended with."""
    with evolve(place, options={"flight_timeout": PATIENCE}).client() as acme:
        try:
            end.send(ANSWERED if acme.auth.get_me().username == "ada" else "answered wrongly")
        except LoginRequired as error:
            end.send(type(error).__name__)
        except Exception as error:
            end.send(f"{type(error).__name__}: {error}")
