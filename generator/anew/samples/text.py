"""A string's schema becomes a string: by its pattern, its format, or its length alone."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from anew.errors import Diagnostic, UsageError
from anew.samples.formats import FORMATS
from anew.samples.merge import matches

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_TRIES = 40
_USUAL = 12
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_ENCODED = {"base64": "byte", "base64url": "byte", "base32": "base32", "base16": "base16"}


def text(whole: Mapping[str, Any], rng: Random, alphabet: str) -> str:
    """Make a string; where the demands contradict each other, one that satisfies most of them."""
    least, most = int(whole.get("minLength", 0)), int(whole.get("maxLength", 1_000_000))
    patterns = tuple(map(readable, whole.get("pattern", ())))
    make = FORMATS.get(whole.get("format", _ENCODED.get(whole.get("contentEncoding", ""), "")))
    if make is not None:
        for _ in range(_TRIES if patterns or least or most < 100 else 1):
            found = make(rng)
            if least <= len(found) <= most and all(matches(pattern, found) for pattern in patterns):
                return found
    for attempt in range(_TRIES if patterns else 0):
        found = _fitted(_expand(patterns[0], rng, 1 + attempt // 4), patterns[0], least, most, rng)
        fits = least <= len(found) <= most and all(matches(pattern, found) for pattern in patterns)
        if fits and (whole.get("format") != "decimal" or _DECIMAL.fullmatch(found)):
            return found
    shortest = max(least, min(1, most))
    length = rng.randint(shortest, max(shortest, min(most, least + _USUAL)))
    return "".join(rng.choices(alphabet, k=length))


def _fitted(found: str, pattern: str, least: int, most: int, rng: Random) -> str:
    """Lengthen a string by repeating one of its characters, or shorten it, where its pattern still matches."""
    while len(found) < least and found:
        spot = rng.randrange(len(found))
        longer = found[:spot] + found[spot] * (least - len(found) + 1) + found[spot + 1 :]
        if matches(pattern, longer):
            return longer
        if not rng.randrange(8):
            break
    if len(found) > most and matches(pattern, found[:most]):
        return found[:most]
    return found


def _expand(pattern: str, rng: Random, most: int) -> str:
    try:
        with warnings.catch_warnings(action="ignore"):
            return str(_expander(most)(rng).xeger(pattern))
    except (re.error, KeyError, IndexError, ValueError, OverflowError, RecursionError, MemoryError):
        return ""


@cache
def readable(pattern: str) -> str:
    """Write a regular expression of ECMAScript so that Python reads it the same way."""
    found = pattern
    for theirs, ours in _TRANSLATED:
        found = theirs.sub(ours, found)
    try:
        with warnings.catch_warnings(action="ignore"):
            re.compile(found)
    except (re.error, OverflowError, RecursionError):
        return pattern
    return found


_TRANSLATED = (
    (re.compile(r"\(\?<(?=[A-Za-z_])"), "(?P<"),
    (re.compile(r"\\u\{([0-9a-fA-F]{1,4})\}"), lambda found: f"\\u{found[1]:0>4}"),
    (re.compile(r"\\p\{(?:L|Letter|Alpha|Alphabetic|Ll|Lu)[a-z]*\}"), "a-zA-Z"),
    (re.compile(r"\\p\{(?:N|Nd|Number)\}"), "0-9"),
    (re.compile(r"\\/"), "/"),
    (re.compile(r"(?<!\\)\$$"), r"\\Z"),
)


@cache
def _expander(most: int) -> Any:
    """Make a maker of strings in which nothing that may be repeated for ever is repeated more often than `most`."""
    base: Any = _library().Xeger

    class Short(base):  # type: ignore[misc]  # the base is imported when it is needed
        def _handle_repeat(self, start_range: int, end_range: int, value: Any) -> Any:
            return super()._handle_repeat(start_range, max(start_range, min(end_range, start_range + most)), value)

    return Short


def _library() -> Any:
    try:
        import rstr
    except ImportError:
        fix = "`pip install 'anew[contract]'` or `pip install 'anew[sandbox]'`"
        raise UsageError(Diagnostic("rstr is not installed, which makes strings of patterns", fix=fix)) from None
    return rstr
