"""The garbage collector stands still while an SDK is made: a third of the time of a large document would be its."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Keep the collector from going through all that is being built, again and again, nor once more in the end.

    Nearly nothing of it refers to itself, so that next to nothing is left lying: the peak of memory stays the same.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.freeze()
            gc.enable()
