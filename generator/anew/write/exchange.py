"""Two names in a file system trade places: in one step where the system has one, else in three."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE = -100
"""AT_FDCWD: paths are relative to the working directory."""

_SWAP = 2
"""RENAME_EXCHANGE of Linux, and RENAME_SWAP of macOS."""


def exchange(one: Path, other: Path, aside: Path) -> None:
    """Let two files or folders of one file system trade places.

    Nobody ever sees that one of them is missing, except on systems that cannot swap: there `other` is missing for the
    time between two renames, and `aside` is where it is meanwhile.
    """
    swap = _system_call()
    if swap is not None and swap(os.fsencode(one), os.fsencode(other)) == 0:
        return
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


@cache
def _system_call() -> Callable[[bytes, bytes], int] | None:
    """Find the C function that swaps; it gives 0 if it did, and changes nothing if it could not."""
    if sys.platform == "linux" and (rename := getattr(ctypes.CDLL(None), "renameat2", None)) is not None:
        return lambda one, other: int(rename(_HERE, one, _HERE, other, _SWAP))
    if sys.platform == "darwin" and (rename := getattr(ctypes.CDLL(None), "renamex_np", None)) is not None:
        return lambda one, other: int(rename(one, other, _SWAP))
    return None
