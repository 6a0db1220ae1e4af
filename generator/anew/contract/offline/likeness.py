"""Two JSON values become where they differ; a moment may be written in more than one way."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any
from uuid import UUID


def difference(expected: Any, actual: Any, at: str = "$") -> str:
    """Say where two values differ first, without their texts; nothing where they are alike."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _of_objects(expected, actual, at)
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return f"{at} has {len(actual)} items instead of {len(expected)}"
        found = (difference(one, actual[index], f"{at}[{index}]") for index, one in enumerate(expected))
        return next(filter(None, found), "")
    return "" if _alike(expected, actual) else f"{at} is {_shown(actual)} instead of {_shown(expected)}"


def _of_objects(expected: dict[str, Any], actual: dict[str, Any], at: str) -> str:
    for name in expected:
        if name not in actual:
            return f"{at}.{name} is missing"
    for name in actual:
        if name not in expected:
            return f"{at}.{name} is there and should not be"
    return next(filter(None, (difference(expected[name], actual[name], f"{at}.{name}") for name in expected)), "")


def _alike(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual or math.isclose(expected, actual, rel_tol=1e-15)
    if isinstance(expected, str) and isinstance(actual, str):
        return expected == actual or same_text(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def same_text(one: str, other: str) -> bool:
    """Tell whether two texts are the same moment, time of day or UUID."""
    for read in (_moment, _time, UUID):
        try:
            if read(one) == read(other):
                return True
        except (ValueError, TypeError):
            continue
    return False


def _moment(text: str) -> dt.datetime:
    if len(text) < 11:
        raise ValueError
    return dt.datetime.fromisoformat(text)


def _time(text: str) -> dt.time:
    if ":" not in text:
        raise ValueError
    return dt.time.fromisoformat(text)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
