"""An import of openapi-python-client becomes one of its parser: what only its own commands need is not loaded.

It imports an HTTP client, with a console and an event loop behind that, and a second library for YAML, to read
documents by itself. We hand it documents that have been read, and those imports take as long as all of its parser.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_UNUSED = {"httpcore": (), "httpx": (), "ruamel.yaml": ("YAML",), "ruamel.yaml.error": ("YAMLError",)}
"""Module → the names that are imported from it."""


@contextmanager
def spared() -> Iterator[None]:
    """Let empty modules stand in for what is not needed; those that somebody else has loaded stay what they are."""
    stand_ins = {name: _empty(name, names) for name, names in _UNUSED.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


def _empty(module: str, names: tuple[str, ...]) -> ModuleType:
    empty = ModuleType(module)
    vars(empty).update(dict.fromkeys(names))
    return empty
