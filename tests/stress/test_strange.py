"""I19 and I27 with real processes: workers forked off a client in use, and a holder of the lock that is paused."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable

import pytest
from acme.errors import StoreUnavailable
from attrs import evolve

from tests.backend import Backend
from tests.stress.places import PATIENCE, Isolation, Place
from tests.stress.stampede import SERVERS
from tests.stress.strange import preforked, sleeper

WORKERS = 4
pytestmark = pytest.mark.timeout(900)  # seconds, if the machine is not crowded


@pytest.mark.parametrize("isolation", ["thread", "process"])
def test_i19_workers_forked_off_a_client_in_use_refresh_once(
    backend: Backend, place: Place, isolation: Isolation
) -> None:
    """Four workers and their parent meet an expiry together: one refresh, everybody is answered."""
    place = evolve(place, isolation=isolation)
    place.login()
    here, there = SERVERS.Pipe()
    process = SERVERS.Process(target=preforked, args=(place, there, WORKERS))
    process.start()
    there.close()
    assert here.poll(PATIENCE)
    here.recv()
    backend.expire_now()
    here.send("go")
    assert here.poll(PATIENCE)

    assert here.recv() == WORKERS + 1
    process.join(PATIENCE)
    assert (backend.counters.refresh_calls, backend.counters.reuse_detections) == (1, 0)


@pytest.fixture
def asleep(backend: Backend, place: Place) -> Callable[[Place], tuple[int, Callable[[], int]]]:
    """Start a process that stops itself in the middle of a refresh; give its id, and what wakes it."""

    def start(place: Place) -> tuple[int, Callable[[], int]]:
        # A child of this very process, which the system tells of its stopping.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=sleeper, args=(place, there))
        process.start()
        assert process.pid is not None
        pid = process.pid
        _, status = os.waitpid(pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)

        def wake() -> int:
            os.kill(pid, signal.SIGCONT)
            assert here.poll(PATIENCE)
            generation: int = here.recv()
            process.join(PATIENCE)
            return generation

        return pid, wake

    return start


@pytest.mark.parametrize("place", ["redis"], indirect=True)
def test_i27_a_holder_paused_past_its_lease_cannot_overwrite_newer_tokens(
    backend: Backend, place: Place, asleep: Callable[[Place], tuple[int, Callable[[], int]]]
) -> None:
    """While it sleeps others renew twice; when it wakes it takes theirs, and its own never reach the store."""
    backend.tokens.grace = 5.0  # others present the token that the sleeper has spent
    place = evolve(place, lease=0.5)
    place.login()
    backend.expire_now()
    _, wake = asleep(place)
    with place.client() as acme:
        acme.auth.get_me()
        backend.expire_now()
        acme.auth.get_me()
        theirs = acme.session.tokens

        assert wake() == 3
        assert theirs is not None
        backend.expire_now()
        acme.auth.get_me()
    assert backend.counters.reuse_detections == 0


@pytest.mark.parametrize("place", ["file"], indirect=True)
def test_i22_a_paused_holder_of_a_file_lock_makes_others_wait_and_fail_for_now(
    backend: Backend, place: Place, asleep: Callable[[Place], tuple[int, Callable[[], int]]]
) -> None:
    """The lock of the operating system lasts: others get a transient error in time, and go on when it wakes."""
    place.login()
    backend.expire_now()
    _, wake = asleep(place)
    with evolve(place, options={"lock_timeout": 0.1, "backoff_min": 0.0, "backoff_max": 0.0}).client() as acme:
        with pytest.raises(StoreUnavailable, match="refreshing"):
            acme.auth.get_me()

        assert wake() == 2
        assert acme.auth.get_me().username == "ada"
    assert (backend.counters.refresh_calls, backend.counters.reuse_detections) == (1, 0)
