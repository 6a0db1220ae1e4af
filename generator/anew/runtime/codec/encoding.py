"""Turn what callers give into what JSON can hold.

Times in UTC are written with `Z`, fractions of a second in milli- or microseconds, whichever is shorter; UUIDs in
lower case with dashes. What came from a server in another spelling of the same value is sent in this one.
"""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from ..types import UNSET, Unset

_TOO_DEEP: Final = "the value is nested too deeply to be encoded"


def encode(value: Any) -> Any:
    """Make models, enums, dates, UUIDs, decimals and bytes ready for JSON, at any depth.

    What is `UNSET` inside an object is left out. Files are left as they are: only a multipart body can carry them.

    Raises:
        ValueError: objects or lists without a type of their own are nested more deeply than Python can follow.
    """
    return _CHOSEN[value.__class__](value)


class _Chosen(dict[type[Any], Callable[[Any], Any]]):
    """How values of a class are encoded: the answer is the same every time, and asking costs more than doing."""

    def __missing__(self, kind: type[Any]) -> Callable[[Any], Any]:
        if len(self) >= _MOST:  # a program that makes classes as it runs
            self.clear()
        chosen = self[kind] = _choose(kind)
        return chosen


_CHOSEN: Final = _Chosen()
_MOST: Final = 4096


def _choose(kind: type[Any]) -> Callable[[Any], Any]:
    to_dict: Callable[[Any], Any] | None = getattr(kind, "to_dict", None)
    if to_dict is not None:
        return to_dict
    return next((encode_as for known, encode_as in _ENCODERS if issubclass(kind, known)), _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    try:
        return {_key(key): encode(item) for key, item in value.items() if item is not UNSET}
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _key(key: object) -> str:
    encoded = encode(key)
    return encoded if isinstance(encoded, str) else str(encoded)


def _array(value: Any) -> list[Any]:
    try:
        return [encode(item) for item in value]
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def _moment(value: dt.datetime | dt.time) -> str:
    """Write a time; `isoformat` knows no way between no fraction and six digits but to be told."""
    shorter = value.microsecond and not value.microsecond % 1000
    text = value.isoformat(timespec="milliseconds") if shorter else value.isoformat()
    return text.removesuffix("+00:00") + "Z" if value.tzinfo is dt.UTC else text


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _member(value: Enum) -> Any:
    return value._value_  # `value` is a property, at five times the cost


_ENCODERS: Final[tuple[tuple[type[Any], Callable[[Any], Any]], ...]] = (
    (Unset, _as_it_is),
    (Enum, _member),
    (str, _as_it_is),
    (Mapping, _object),
    (list, _array),
    (tuple, _array),
    (set, _array),
    (frozenset, _array),
    (dt.datetime, _moment),
    (dt.date, dt.date.isoformat),
    (dt.time, _moment),
    (UUID, str),
    (Decimal, str),
    (bytes, _base64),
    (bytearray, _base64),
)
"""The first that fits counts: a `datetime` is a `date` too, and a member of a `StrEnum` is a `str`."""
