"""Time that stands still, a token endpoint that waits to be told, and callers of every kind: what the tests share."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Any

import trio
from anew.runtime.session import (
    Flight,
    Hooks,
    MemoryStore,
    RefreshRejected,
    Session,
    SessionEvent,
    SessionOptions,
    Snapshot,
    TokenGrant,
    TokenSet,
    TokenStore,
)
from attrs import define, field

PATIENCE = 20.0
"""Seconds after which a test that waits for an event fails; never reached when it passes."""


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


@define
class Call:
    """What an executor does with one call, on threads and on loops; `arrive` is called before it waits."""

    session: Session
    refuses: Callable[[Snapshot], bool]
    """Whether the server answers "expired"."""
    arrive: Callable[[], object] = lambda: None
    sent: list[str] = field(factory=list)
    admitted: Snapshot | None = None
    """Set for a call that was admitted before the test began."""

    def run(self) -> Snapshot:
        snapshot = self.admitted or self._settled(self.session.admit())
        if self._accepts(snapshot):
            return snapshot
        snapshot = self._settled(self.session.refused(snapshot))
        if not self._accepts(snapshot):
            self.session.refused_again(snapshot)
        return snapshot

    async def run_async(self) -> Snapshot:
        snapshot = self.admitted or await self._settled_async(self.session.admit())
        if self._accepts(snapshot):
            return snapshot
        snapshot = await self._settled_async(self.session.refused(snapshot))
        if not self._accepts(snapshot):
            self.session.refused_again(snapshot)
        return snapshot

    def _accepts(self, snapshot: Snapshot) -> bool:
        self.sent.append(snapshot.access)
        if self.refuses(snapshot):
            return False
        self.session.accepted(snapshot)
        return True

    def _settled(self, step: Snapshot | Flight) -> Snapshot:
        if isinstance(step, Snapshot):
            return step
        self.arrive()
        return step.wait(PATIENCE)

    async def _settled_async(self, step: Snapshot | Flight) -> Snapshot:
        if isinstance(step, Snapshot):
            return step
        self.arrive()
        return await step.wait_async(PATIENCE)


def refused_at_once(session: Session, count: int, hold: Countdown) -> list[Call]:
    """Make calls that all went out with the login's token, and are refused; `hold` hears of each that waits."""
    admitted = snapshot_of(session)
    return [Call(session, lambda s: s is admitted, hold.arrive, admitted=admitted) for _ in range(count)]


Result = Snapshot | BaseException


def run_all(kind: str, calls: list[Call]) -> list[Result]:
    """Run calls at once: on threads, in one asyncio loop, in one trio run, or on all of these together."""
    return _RUNNERS[kind](calls)


KINDS = ("threads", "asyncio", "trio", "mixed")


def _on_threads(calls: list[Call]) -> list[Result]:
    results: list[Result] = []

    def run(call: Call) -> None:
        try:
            results.append(call.run())
        except BaseException as error:
            results.append(error)

    join([spawn(run, call) for call in calls])
    return results


def _in_asyncio(calls: list[Call]) -> list[Result]:
    async def main() -> list[Result]:
        return await asyncio.gather(*(call.run_async() for call in calls), return_exceptions=True)

    return asyncio.run(main())


def _in_trio(calls: list[Call]) -> list[Result]:
    results: list[Result] = []

    async def run(call: Call) -> None:
        try:
            results.append(await call.run_async())
        except Exception as error:
            results.append(error)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for call in calls:
                nursery.start_soon(run, call)

    trio.run(main)
    return results


def _mixed(calls: list[Call]) -> list[Result]:
    """Two asyncio loops, one trio run and threads, all at once."""
    results: list[Result] = []
    parts = [
        (_in_asyncio, calls[0::4]),
        (_in_asyncio, calls[1::4]),
        (_in_trio, calls[2::4]),
        (_on_threads, calls[3::4]),
    ]
    join([spawn(lambda run, part: results.extend(run(part)), run, part) for run, part in parts])
    return results


_RUNNERS: dict[str, Callable[[list[Call]], list[Result]]] = {
    "threads": _on_threads,
    "asyncio": _in_asyncio,
    "trio": _in_trio,
    "mixed": _mixed,
}


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
