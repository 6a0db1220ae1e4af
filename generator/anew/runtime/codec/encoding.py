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

_NATIVE: Final = frozenset((str, int, float, bool, type(None)))


def encode(value: Any) -> Any:
    """Make models, enums, dates, UUIDs, decimals and bytes ready for JSON, at any depth.

    What is `UNSET` inside an object is left out. Files are left as they are: only a multipart body can carry them.
    """
    kind: type[Any] = value.__class__
    if kind in _NATIVE:
        return value
    if (encode_as := _ENCODERS.get(kind)) is not None:
        return encode_as(value)
    if (to_dict := getattr(value, "to_dict", None)) is not None:
        return to_dict()
    return _encode_kin(value)


def _encode_kin(value: Any) -> Any:
    """Encode what is not exactly of one of the known types but derived from one, else leave it."""
    if isinstance(value, Enum):
        return value.value
    for known, encode_as in _ENCODERS.items():
        if isinstance(value, known):
            return encode_as(value)
    return value


def _object(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {_key(key): encode(item) for key, item in value.items() if item is not UNSET}


def _key(key: object) -> str:
    encoded = encode(key)
    return encoded if isinstance(encoded, str) else str(encoded)


def _array(value: Any) -> list[Any]:
    return [encode(item) for item in value]


def _date_time(value: dt.datetime) -> str:
    return _zulu(value, value.isoformat(timespec=_precision(value.microsecond)))


def _time(value: dt.time) -> str:
    return _zulu(value, value.isoformat(timespec=_precision(value.microsecond)))


def _precision(microsecond: int) -> str:
    if microsecond % 1000:
        return "microseconds"
    return "milliseconds" if microsecond else "seconds"


def _zulu(value: dt.datetime | dt.time, text: str) -> str:
    return text.removesuffix("+00:00") + "Z" if value.tzinfo is dt.UTC else text


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii")


_ENCODERS: Final[dict[type[Any], Callable[[Any], Any]]] = {
    dict: _object,
    Mapping: _object,
    list: _array,
    tuple: _array,
    set: _array,
    frozenset: _array,
    dt.datetime: _date_time,
    dt.date: dt.date.isoformat,
    dt.time: _time,
    UUID: str,
    Decimal: str,
    bytes: _base64,
    bytearray: _base64,
    Unset: lambda value: value,
}
