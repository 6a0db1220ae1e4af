"""JSON text to Python values and back, by orjson where it is installed and by the standard library where it is not."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def _fast() -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]] | None:
    """Import orjson on first use: who only imports an endpoint need not wait for it.

    By name, because type checkers report an `import` of what is not installed.
    """
    try:
        orjson = importlib.import_module("orjson")
    except ImportError:
        return None
    return orjson.loads, orjson.dumps


def loads(content: bytes) -> Any:
    """Decode JSON; raises ValueError if it is none, UnicodeDecodeError if it is neither UTF-8 nor UTF-16 nor UTF-32.

    Accepts what orjson does not: a byte order mark, `NaN`, lone surrogates.
    """
    fast = _fast()
    if fast:
        try:
            return fast[0](content)
        except ValueError:
            pass
    return json.loads(content)


def dumps(value: Any) -> bytes:
    """Encode compactly; raises ValueError or TypeError for what JSON has no word for."""
    fast = _fast()
    if fast:
        try:
            return fast[1](value)
        except TypeError:  # an integer above 64 bits, a lone surrogate, keys that are no texts
            pass
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
