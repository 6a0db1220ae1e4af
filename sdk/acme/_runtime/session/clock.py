"""Time as the session sees it, in one place so that tests can hold it still."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from attrs import frozen


class Clock(Protocol):
    """Three functions, given as attributes so that the happy path pays for one call only."""

    @property
    def monotonic(self) -> Callable[[], float]:
        """Seconds that only ever go forward; lifetimes are measured on it."""
        ...

    @property
    def wall(self) -> Callable[[], float]:
        """Seconds since the epoch; used to read and write what other processes see."""
        ...

    @property
    def sleep(self) -> Callable[[float], None]:
        """Block the calling thread; used by the refresh thread between attempts."""
        ...


@frozen
class SystemClock:
    """The operating system's clocks."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
