"""Callers of every kind: what executors do with calls, on threads, in asyncio, in trio, and on all of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import trio
from anew.runtime.session import Flight, Session, Snapshot
from attrs import define, field

from .support import PATIENCE, Countdown, join, snapshot_of, spawn


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
