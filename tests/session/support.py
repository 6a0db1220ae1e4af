"""Time that stands still, a token endpoint that waits to be told, and sessions around them: what the tests share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from anew.runtime.session import (
    Flight,
    Hooks,
    MemoryStore,
    RefreshRejected,
    Session,
    SessionEvent,
    SessionOptions,
    Snapshot,
    StoreKey,
    TokenGrant,
    TokenSet,
    TokenStore,
)
from attrs import define, field

PATIENCE = 20.0
"""Seconds after which a test that waits for an event fails; never reached when it passes."""


KEY = StoreKey("default")
"""Of the login that worlds begin with."""


class FakeClock:
    """A clock that moves when it is told, and when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.date = 1_800_000_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.date

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        self.now += seconds
        self.date += seconds


class Recorder(Hooks):
    """Keeps the events, and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[SessionEvent] = []
        self._changed = threading.Condition()

    @property
    def names(self) -> list[str]:
        return [event.name for event in self.events]

    def _note(self, event: SessionEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    refresh_started = refresh_done = refresh_failed = adopted = replayed = _note
    login_required = persist_failed = breaker_open = _note

    def wait_for(self, name: str, count: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.names.count(name) >= count, PATIENCE), name


class Countdown:
    """Open once `count` have passed."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._lock = threading.Lock()
        self._open = threading.Event()
        if count <= 0:
            self._open.set()

    def arrive(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self._open.set()

    def wait(self) -> None:
        assert self._open.wait(PATIENCE), "not everybody arrived"


@define
class Endpoint:
    """A token endpoint with rotation: a refresh token is good once, its second use means theft."""

    hold: Callable[[], object] = lambda: None
    """Called in the middle of a refresh."""
    script: list[BaseException | TokenGrant | object] = field(factory=list)
    """What to answer first; after that refreshes succeed."""
    expires_in: float | None = None
    rotating: bool = True
    refresh: str = "r0"
    calls: list[TokenSet] = field(factory=list)
    reused: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def grant(self) -> TokenGrant:
        """Answer a login."""
        return TokenGrant("a0", "r0", self.expires_in)

    def __call__(self, tokens: TokenSet) -> Any:
        with self._lock:
            self.calls.append(tokens)
            number = len(self.calls)
        self.hold()
        if self.script:
            answer = self.script.pop(0)
            if isinstance(answer, BaseException):
                raise answer
            return answer
        with self._lock:
            if self.rotating and tokens.refresh != self.refresh:
                self.reused += 1
                raise RefreshRejected("the refresh token was used before")
            self.refresh = f"r{number}"
        return TokenGrant(f"a{number}", self.refresh, self.expires_in)


@define
class World:
    """A session with everything around it."""

    endpoint: Endpoint
    store: TokenStore
    clock: FakeClock
    hooks: Recorder
    session: Session

    def rest(self) -> None:
        """Wait until no refresh thread is left: hooks hear of things after those who wait for them."""
        self.session._runner.join(PATIENCE)

    def another(self, **changes: Any) -> World:
        """Make a second session on the same store and endpoint, as another process has one."""
        hooks = Recorder()
        given: dict[str, Any] = {"store": self.store, "clock": self.clock, "hooks": hooks, "options": OPTIONS} | changes
        return World(self.endpoint, self.store, self.clock, hooks, Session(self.endpoint, **given))


OPTIONS = SessionOptions(random=lambda: 0.5)


def world(endpoint: Endpoint | None = None, *, login: bool = True, **given: Any) -> World:
    """Make a session, logged in unless told otherwise."""
    endpoint = endpoint or Endpoint()
    clock, hooks = given.pop("clock", None) or FakeClock(), Recorder()
    store = given.pop("store", None) or MemoryStore()
    refresher = given.pop("refresher", endpoint)
    given.setdefault("options", OPTIONS)
    session = Session(refresher, store=store, clock=clock, hooks=hooks, **given)
    if login:
        session.login(endpoint.grant())
    return World(endpoint, store, clock, hooks, session)


def stored(store: TokenStore, key: StoreKey = KEY) -> TokenSet:
    """Give the tokens that a store holds."""
    record = store.load(key)
    assert record is not None
    assert record.tokens is not None
    return record.tokens


def snapshot_of(session: Session) -> Snapshot:
    """Admit a call that need not wait."""
    step = session.admit()
    assert isinstance(step, Snapshot)
    return step


def flight_of(step: Snapshot | Flight) -> Flight:
    """Expect to have to wait."""
    assert isinstance(step, Flight)
    return step


def renew(session: Session) -> Snapshot:
    """Have the current token refused, and wait for the next one."""
    step = session.refused(snapshot_of(session))
    return step if isinstance(step, Snapshot) else step.wait(PATIENCE)


def spawn(target: Callable[..., object], *args: Any) -> threading.Thread:
    """Start a thread that does not keep a failing test from ending."""
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def join(threads: Iterable[threading.Thread]) -> None:
    """Wait for threads, and fail if one hangs."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a thread hangs"
