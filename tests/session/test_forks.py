"""I19: a forked child starts over, and spends nothing that is its parent's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from anew.runtime.session import FileStore, UnsharedTokenStore
from attrs import evolve

from .support import OPTIONS, PATIENCE, Countdown, Endpoint, World, flight_of, join, renew, snapshot_of, spawn, world


def in_child(act: Callable[[], bool]) -> bool:
    """Fork, run `act` in the child, and tell what it says."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if act() else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


@needs_fork
def test_i19_a_child_does_not_spend_a_refresh_token_that_only_memory_holds() -> None:
    """In a forked child an expiry raises `UnsharedTokenStore`; the server is not asked."""
    w = world()

    def child() -> bool:
        try:
            renew(w.session)
        except UnsharedTokenStore:
            return not w.endpoint.calls
        return False

    assert in_child(child)
    assert renew(w.session).access == "a1"


@needs_fork
def test_i19_a_child_may_be_told_to_refresh() -> None:
    """With `refresh_after_fork` the child refreshes: the parent is known not to."""
    w = world(options=evolve(OPTIONS, refresh_after_fork=True))

    assert in_child(lambda: renew(w.session).access == "a1")


@needs_fork
def test_i19_a_child_that_logs_in_has_a_session_of_its_own() -> None:
    """After a login in the child its tokens are its own, and are refreshed."""
    w = world()

    def child() -> bool:
        w.session.login(w.endpoint.grant())
        return renew(w.session).access == "a1"

    assert in_child(child)


@needs_fork
def test_i19_a_child_has_no_flight_and_fresh_locks(tmp_path: Path) -> None:
    """Forked in the middle of a refresh, with a shared store, the child waits for the parent's and adopts it."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), store=FileStore(tmp_path))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    reader, writer = os.pipe()

    def child() -> bool:
        step = flight_of(w.session.admit())
        os.write(writer, b".")  # now the parent may go on
        return step is not flight and step.wait(PATIENCE).access == "a1" and not w.endpoint.calls[1:]

    w.hooks.wait_for("refresh_started")

    def let_go() -> None:
        os.read(reader, 1)
        gate.arrive()

    parent = spawn(let_go)

    assert in_child(child)
    join([parent])
    assert flight.wait(PATIENCE).access == "a1"


@needs_fork
def test_i19_a_lock_held_by_another_thread_at_the_fork_is_fresh_in_the_child() -> None:
    """The child can decide though a thread of the parent was inside the critical section."""
    w = world()
    cell = w.session._cell
    with cell._lock:
        held = in_child(lambda: w.session.refused_again is not None and _unshared(w))

    assert held


def _unshared(w: World) -> bool:
    try:
        w.session.refused(snapshot_of(w.session))
    except UnsharedTokenStore:
        return True
    return False
