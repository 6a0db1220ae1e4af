"""A number's schema becomes a number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

_RANGES = {
    "int8": (-(2**7), 2**7 - 1),
    "uint8": (0, 2**8 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
_USUAL = 1000


def integer(whole: Mapping[str, Any], rng: Random) -> int:
    """Make an integer within all limits; mostly a small one, now and then one at a limit."""
    low, high = _RANGES.get(whole.get("format", ""), (-(2**31), 2**31 - 1))
    least, most = _limits(whole)
    low = low if least is None else math.ceil(least) + (least == math.ceil(least) and _open(whole, "Minimum", least))
    high = high if most is None else math.floor(most) - (most == math.floor(most) and _open(whole, "Maximum", most))
    step = whole.get("multipleOf", 1)
    if step == int(step) and step > 1:
        low, high, step = math.ceil(low / step), math.floor(high / step), int(step)
    else:
        step = 1
    return step * _whole(low, max(low, high), rng)


def _whole(low: int, high: int, rng: Random) -> int:
    if not rng.randrange(10):
        return rng.choice((low, high))
    start = min(max(low, 1), high)
    return rng.randint(start, min(high, start + _USUAL))


def number(whole: Mapping[str, Any], rng: Random) -> float:
    """Make a number within all limits, with at most two digits behind the point unless the limits demand more."""
    least, most = _limits(whole)
    low = least if least is not None else min(0.0, most or 0.0)
    high = most if most is not None else low + _USUAL
    if "multipleOf" in whole:
        return _multiple(Decimal(str(whole["multipleOf"])), Decimal(str(low)), Decimal(str(high)), whole, rng)
    for digits in (2, 4, 8, 17):
        found = round(rng.uniform(low, high), digits)
        if low <= found <= high and found not in (whole.get("exclusiveMinimum"), whole.get("exclusiveMaximum")):
            return found
    return low


def _multiple(step: Decimal, low: Decimal, high: Decimal, whole: Mapping[str, Any], rng: Random) -> float:
    first, last = math.ceil(low / step), math.floor(high / step)
    first += float(first * step) == whole.get("exclusiveMinimum")
    last -= float(last * step) == whole.get("exclusiveMaximum")
    return float(step * rng.randint(first, max(first, min(last, first + _USUAL))))


def _limits(whole: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lows = [whole[key] for key in ("minimum", "exclusiveMinimum") if key in whole]
    highs = [whole[key] for key in ("maximum", "exclusiveMaximum") if key in whole]
    return max(lows, default=None), min(highs, default=None)


def _open(whole: Mapping[str, Any], which: str, limit: float) -> bool:
    return bool(whole.get(f"exclusive{which}") == limit)
