"""Turn JSON arrays and objects into lists, tuples and dictionaries, one decoder for all that is inside.

Where decoding stopped is counted, not tracked: the length of what is done is the index of what failed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import DecodeError
from .faults import FAULTS, expected, translated

T = TypeVar("T")


def array(decode: Callable[[Any], T], value: Any) -> list[T]:
    """Decode an array whose items are all of one type."""
    if value.__class__ is not list:
        raise expected("array", value)
    done: list[T] = []
    append = done.append
    try:
        for item in value:
            append(decode(item))
    except FAULTS as fault:
        raise translated(fault).under(len(done)) from None
    return done


def strings(value: Any) -> list[str]:
    """Decode an array of strings, the most frequent of all, without a call for each."""
    if value.__class__ is not list:
        raise expected("array", value)
    for item in value:
        if type(item) is not str:
            raise expected("string", item).under([type(one) is str for one in value].index(False))
    items: list[str] = value.copy()
    return items


def mapping(decode: Callable[[Any], T], value: Any) -> dict[str, T]:
    """Decode an object whose values are all of one type."""
    if value.__class__ is not dict:
        raise expected("object", value)
    done: dict[str, T] = {}
    key = ""
    try:
        for key, item in value.items():
            done[key] = decode(item)
    except FAULTS as fault:
        raise translated(fault).under(key) from None
    return done


def row(value: Any, length: int, *, more: bool = False) -> list[Any]:
    """Check that a value is an array of `length` items, or with `more` at least so many."""
    if value.__class__ is not list:
        raise expected("array", value)
    if len(value) < length or (len(value) > length and not more):
        raise DecodeError(f"expected {'at least ' if more else ''}{length} items, got {len(value)}")
    items: list[Any] = value
    return items


def place(decode: Callable[[Any], T], items: list[Any], index: int) -> T:
    """Decode one item of a row."""
    try:
        return decode(items[index])
    except FAULTS as fault:
        raise translated(fault).under(index) from None


def rest(decode: Callable[[Any], T], items: list[Any], start: int) -> list[T]:
    """Decode the items of a row from `start` on."""
    return [place(decode, items, index) for index in range(start, len(items))]
