"""JSON text to Python values and back: by orjson where it is installed, else by the standard library."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeGuard


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


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a decoded value is an object."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value to be encoded becomes an object."""
    return isinstance(value, Mapping)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a decoded value is an array."""
    return isinstance(value, list)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value to be encoded becomes an array."""
    return isinstance(value, list | tuple)
