"""What must be made anew in a forked child: locks that a thread of the parent may have held, flights that nobody flies.

The one thing here that belongs to the process and not to a session: `os.register_at_fork` cannot be undone, so it is
called once, and objects that are gone fall out of the set by themselves.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forkable(Protocol):
    """Something that holds locks or threads."""

    def after_fork(self) -> None:
        """Start over in the child; called while it has one thread only."""


_known: weakref.WeakSet[Forkable] = weakref.WeakSet()


def renew_after_fork(thing: Forkable) -> None:
    """Call `thing.after_fork()` in every child that this process forks while `thing` is alive."""
    _known.add(thing)


def _renew_all() -> None:
    for thing in list(_known):
        thing.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
