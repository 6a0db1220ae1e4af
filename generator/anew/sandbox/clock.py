"""Real time becomes the sandbox's own, which tests push forward, stop and let go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from attrs import define, field


@define
class Clock:
    """Seconds since the sandbox began, plus those that were skipped."""

    _monotonic: Callable[[], float] = time.monotonic
    _wall: Callable[[], float] = time.time
    _origin: float = field(init=False)
    _stopped: float | None = field(default=None, init=False)
    """What it showed when it was stopped; None while it runs."""
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Begin at nought."""
        self._origin = self._monotonic()

    @property
    def is_stopped(self) -> bool:
        """Whether it moves only when it is pushed."""
        return self._stopped is not None

    def now(self) -> float:
        """Give the seconds since the beginning; they never go back."""
        return self._stopped if self._stopped is not None else self._monotonic() - self._origin

    def wall(self, moment: float) -> float:
        """Give a moment of this clock as seconds since 1970 for whoever lives in real time.

        A client does not see that seconds were skipped here, so what is an hour ahead here is an hour ahead there.
        """
        return self._wall() + moment - self.now()

    def advance(self, seconds: float) -> float:
        """Skip seconds, and give what the clock shows then; raises ValueError for a way back."""
        if not 0 <= seconds < float("inf"):
            raise ValueError(f"a clock is pushed forward by seconds of 0 or more, got {seconds}")
        with self._lock:
            if self._stopped is not None:
                self._stopped += seconds
            else:
                self._origin -= seconds
        return self.now()

    def stop(self) -> None:
        """Stand still from now on."""
        with self._lock:
            self._stopped = self.now()

    def go(self) -> None:
        """Run on from what is shown."""
        with self._lock:
            self._origin, self._stopped = self._monotonic() - self.now(), None
