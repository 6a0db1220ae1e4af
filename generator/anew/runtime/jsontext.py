"""JSON text to Python values and back, by orjson where it is installed and by the standard library where it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def _fast() -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]] | None:
    """Import orjson on first use: who only imports an endpoint need not wait for it."""
    try:
        import orjson
    except ImportError:
        return None
    return orjson.loads, orjson.dumps


def loads(content: bytes, charset: str | None = None) -> Any:
    """Decode JSON; raises ValueError if it is none.

    Accepts what orjson does not: a byte order mark, other encodings than UTF-8, `NaN`, lone surrogates.
    """
    fast = _fast()
    if fast:
        try:
            return fast[0](content)
        except ValueError:
            pass
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        if charset is None:
            raise
        return _loads_as(content, charset)


def _loads_as(content: bytes, charset: str) -> Any:
    try:
        return json.loads(content.decode(charset))
    except LookupError as error:
        raise ValueError(str(error)) from None


def dumps(value: Any) -> bytes:
    """Encode compactly; raises ValueError or TypeError for what JSON has no word for."""
    fast = _fast()
    if fast:
        try:
            return fast[1](value)
        except TypeError:  # an integer above 64 bits, a lone surrogate, keys that are no texts
            pass
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
