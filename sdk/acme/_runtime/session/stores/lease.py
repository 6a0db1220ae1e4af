"""A lock that the server forgets after a while → one that lasts as long as its holder lives, and not much longer."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Protocol


class Lease(Protocol):
    """An acquired lock with a time to live, for example `redis.lock.Lock`."""

    def reacquire(self) -> object:
        """Give it its whole time to live again, unless it has become somebody else's."""
        ...

    def release(self) -> object:
        """Give it back."""
        ...


@contextmanager
def kept(lease: Lease, every: float, error: type[Exception]) -> Generator[None, None, None]:
    """Renew a lease from a thread while the block runs, and release it then.

    Failing to renew or to release is not reported: the holder may find itself without the lock at any moment anyway, by
    being paused, and what it writes is compared for that reason. Left alone, the lease ends by itself.

    Args:
        lease: Acquired.
        every: Seconds between renewals.
        error: What the lease raises.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(lease, every, error, done), name="session-lease", daemon=True)
    try:
        thread.start()
        yield
    finally:
        done.set()
        if thread.ident is not None:
            thread.join()
        with suppress(error):
            lease.release()


def _renew(lease: Lease, every: float, error: type[Exception], done: threading.Event) -> None:
    while not done.wait(every):
        # One failure is not the end: the server may be back before the lease is over.
        with suppress(error):
            lease.reacquire()
