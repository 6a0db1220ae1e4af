"""A scalar that contradicts the document becomes what it must have meant, in SDKs whose `sdk.yaml` says `lenient`.

Servers write long numbers and decimals as text because JavaScript would round them, ids as numbers, and times as
milliseconds. Nothing is asked here while an answer keeps to its document.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from ._leniency import LENIENT

_INTEGER: Final = re.compile(r"-?\d{1,400}")
_NUMBER: Final = re.compile(r"-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def as_integer(value: Any) -> int | None:
    """Read an integer that was written as text."""
    return int(value) if LENIENT and type(value) is str and _INTEGER.fullmatch(value) else None


def as_number(value: Any) -> float | None:
    """Read a number that was written as text."""
    return float(value) if LENIENT and type(value) is str and _NUMBER.fullmatch(value) else None


def as_string(value: Any) -> str | None:
    """Read a text that was written as a number."""
    return repr(value) if LENIENT and type(value) in (int, float) else None


def as_date_time(value: Any) -> dt.datetime | None:
    """Read a moment that was written as milliseconds since 1970."""
    if not LENIENT or type(value) not in (int, float):
        return None
    try:
        return _EPOCH + dt.timedelta(milliseconds=value)
    except (OverflowError, ValueError):
        return None
