"""A table of names becomes a module that loads each of them when it is used for the first time (PEP 562).

Importing an SDK of a thousand operations so costs as much as what is used of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from sys import modules
from typing import Any


def lazy(package: str, exports: Iterable[tuple[str, str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a package.

    Args:
        package: Its `__name__`.
        exports: Each name and its module, relative to the package; empty for a name that is a module itself.
    """
    homes = dict(exports)

    def load(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f".{home}", package), name) if home else import_module(f".{name}", package)
        # The next use finds it without coming here.
        setattr(modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(modules[package]), *homes})

    return load, names
