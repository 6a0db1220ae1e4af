"""The steps that a flight takes, found by watching one, and the ways in which the world may fail at each of them.

A step is a call with which the refresh leaves the session: to the store, the disk, the server, the hooks, the clock.
Nobody writes them down: a flight is watched once, and what it does is the list. A step that is added to the runner
is in the table with the next run of the tests.
"""

from __future__ import annotations

import errno
import json
import os
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import filelock
import pytest
from anew.runtime.session import (
    FileStore,
    Hooks,
    Record,
    RefreshRejected,
    RefreshUnavailable,
    RefreshUncertain,
    Session,
    SessionOptions,
    StoreKey,
    TokenGrant,
    TokenSet,
)
from anew.runtime.session.stores.protocol import to_json
from attrs import define, field, frozen

from .rotation import Server
from .support import PATIENCE, FakeClock, snapshot_of

KEY = StoreKey("default")
OPTIONS = SessionOptions(random=lambda: 0.5, flight_timeout=PATIENCE, lock_timeout=PATIENCE, persist_retries=2)
HANGING = SessionOptions(random=lambda: 0.5, flight_timeout=0.02, lock_timeout=PATIENCE, persist_retries=2)
REFRESH_THREAD = "session-refresh"
_LETTING_GO = frozenset({"store.unlock", "disk.release"})
"""They may raise, but the lock is gone afterwards: the system lets go of what a process cannot."""


class Broken(BaseException):
    """Something that no `except Exception` catches."""


@frozen
class Step:
    """The n-th call of one flight, by name."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number:02d}-{self.name}"


class Probe:
    """Sits between the refresh thread and the world: writes the steps down, or does harm at one of them."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.harm: Callable[[], object] | None = None
        self.at: tuple[int, str] | None = None
        """Number of the step, and whether `before` or `after` it."""
        self.down = False
        """Whether the store cannot be reached any more."""

    @contextmanager
    def step(self, name: str) -> Generator[None, None, None]:
        """Pass one step, if this thread is the one that is watched."""
        if threading.current_thread().name != REFRESH_THREAD:
            yield
            return
        number = len(self.steps)
        self.steps.append(name)
        if self.down and name.startswith(("store.", "disk.")) and name not in _LETTING_GO:
            raise ConnectionError("the store is down")
        self._strike(number, "before")
        yield
        self._strike(number, "after")

    def _strike(self, number: int, moment: str) -> None:
        if self.harm is not None and self.at == (number, moment):
            self.harm()

    def watching(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Make a function that is a step."""

        def stepping(*args: Any, **named: Any) -> Any:
            with self.step(name):
                return function(*args, **named)

        def letting_go(*args: Any, **named: Any) -> Any:
            if named:  # the destructor of a lock makes sure, which nobody has to hear of
                return function(*args, **named)
            try:
                with self.step(name):
                    pass
            finally:
                function(*args)
            return None

        return letting_go if name in _LETTING_GO else stepping


class WatchedStore(FileStore):
    """A file store whose every call is a step, and so is everything that it asks of the disk."""

    def __init__(self, directory: Path, probe: Probe) -> None:
        super().__init__(directory)
        self.probe = probe

    def load(self, key: StoreKey) -> Record | None:
        with self.probe.step("store.load"):
            return super().load(key)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        with self.probe.step("store.intend" if record.intent else "store.save"):
            return super().save(key, record, expected=expected)

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        with ExitStack() as held:
            with self.probe.step("store.lock"):
                held.enter_context(super().lock(key, timeout))
            yield
            with self.probe.step("store.unlock"):
                held.close()

    def file(self) -> Path:
        """Tell where the record is."""
        return self._path(KEY)


_DISK: tuple[tuple[Any, str], ...] = (
    (Path, "mkdir"),
    (Path, "read_bytes"),
    (Path, "replace"),
    (filelock.FileLock, "acquire"),
    (filelock.FileLock, "release"),
    (tempfile, "mkstemp"),
    (os, "fdopen"),
    (os, "fsync"),
    (os, "open"),
)


@define
class Stage:
    """A session on a disk, a server and hooks, all of them watched."""

    server: Server
    store: WatchedStore
    clock: FakeClock
    session: Session
    probe: Probe
    granted: list[TokenGrant] = field(factory=list)
    """What the session got from the server."""
    script: list[BaseException] = field(factory=list)
    """What the server does first."""

    def refresh(self, tokens: TokenSet) -> TokenGrant:
        """Be the refresher."""
        self.server.calls += 1
        with self.probe.step("server.refresh"):
            if self.script:
                raise self.script.pop(0)
            grant = self.server.refresh(tokens.refresh)
        self.granted.append(grant)
        return grant

    def usurp(self) -> None:
        """Refresh as a process would that does not see our lock, and write past it."""
        found = FileStore.load(self.store, KEY)
        if found is None or found.tokens is None:
            return
        grant = self.server.refresh(found.tokens.refresh)
        gen = found.gen + 1
        tokens = TokenSet(grant.access, grant.refresh, gen=gen)
        self.store.file().write_text(json.dumps(to_json(Record(gen, tokens))))

    def corrupt(self) -> None:
        """Leave half a record in the file."""
        self.store.file().write_text('{"version": 1, "gen')

    def rest(self) -> None:
        """Wait for the refresh thread, also for those that an own flight was given up for."""
        self.session._runner.join(PATIENCE)

    def healthy(self) -> None:
        """Let everything work again, with the usual patience, and the backoff pass."""
        self.session._options = OPTIONS
        self.probe.harm, self.probe.down = None, False
        self.script.clear()
        self.clock.advance(60)


def stage(directory: Path, options: SessionOptions, patch: pytest.MonkeyPatch) -> Stage:
    """Log in, and watch from then on."""
    probe, server, clock = Probe(), Server(), FakeClock()
    clock.sleep = probe.watching("clock.sleep", clock.sleep)  # type: ignore[method-assign]
    hooks = Hooks()
    for name in [name for name in dir(Hooks) if not name.startswith("_")]:
        setattr(hooks, name, probe.watching(f"hook.{name}", getattr(hooks, name)))
    store = WatchedStore(directory, probe)
    made = Stage(server, store, clock, Session(store=store, clock=clock, hooks=hooks, options=options), probe)
    made.session.use_refresher(made.refresh)
    made.session.login(server.pair())
    for owner, name in _DISK:
        patch.setattr(owner, name, probe.watching(f"disk.{name}", getattr(owner, name)))
    return made


def plain(scene: Stage) -> None:
    """Refresh; nothing is in the way."""


def retried(scene: Stage) -> None:
    """Refresh, against a server that is busy at first."""
    scene.script = [RefreshUnavailable("HTTP 503")]


def uncertain(scene: Stage) -> None:
    """Refresh, against a server whose first answer gets lost."""
    scene.script = [RefreshUncertain("reset")]


def rejected(scene: Stage) -> None:
    """Refresh with a token that the server has revoked."""
    scene.script = [RefreshRejected("revoked")]


def adopted(scene: Stage) -> None:
    """Find that another process has refreshed already."""
    scene.usurp()


SCENES: tuple[Callable[[Stage], None], ...] = (plain, retried, uncertain, rejected, adopted)


def steps_of(scene: Callable[[Stage], None]) -> list[Step]:
    """Watch one undisturbed flight."""
    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        made = stage(Path(directory), OPTIONS, patch)
        scene(made)
        made.session.refused(snapshot_of(made.session))
        made.rest()
        return [Step(number, name) for number, name in enumerate(made.probe.steps)]


@frozen
class Fault:
    """One way to fail."""

    name: str
    moment: str
    strike: Callable[[Stage, threading.Event], object]
    """Given the stage, and an event that is set when everybody has given up."""

    def __str__(self) -> str:
        return f"{self.name}-{self.moment}"


def _raising(make: Callable[[], BaseException]) -> Callable[[Stage, threading.Event], object]:
    def strike(made: Stage, release: threading.Event) -> None:
        raise make()

    return strike


def _go_down(made: Stage, release: threading.Event) -> None:
    made.probe.down = True


_KINDS: dict[str, Callable[[Stage, threading.Event], object]] = {
    "exception": _raising(lambda: RuntimeError("fault")),
    "base-exception": _raising(lambda: Broken("fault")),
    "disk-full": _raising(lambda: OSError(errno.ENOSPC, "No space left on device")),
    "no-access": _raising(lambda: PermissionError(errno.EACCES, "Permission denied")),
    "hang": lambda made, release: release.wait(PATIENCE),
    "corrupt-file": lambda made, release: made.corrupt(),
    "lost-lock": lambda made, release: made.usurp(),
    "store-down": _go_down,
}
FAULTS = [Fault(name, moment, strike) for name, strike in _KINDS.items() for moment in ("before", "after")]
