"""Enums that outlive their document: a value that it does not list is kept instead of refused."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum, StrEnum
from functools import partial
from typing import Any, Self, TypeVar

from ..errors import DecodeError
from .faults import expected, kind_of

E = TypeVar("E", bound=Enum)


class OpenStrEnum(StrEnum):
    """Base of string enums that servers may extend.

    `Status("new")` of a value that the document does not list is a `Status` that equals `"new"`, is no member and is
    not remembered anywhere.
    """

    @property
    def is_listed(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if type(value) is not str:
            return None
        unlisted = str.__new__(cls, value)
        unlisted._name_ = unlisted._value_ = value
        return unlisted


class OpenIntEnum(IntEnum):
    """Base of integer enums that servers may extend; see `OpenStrEnum`."""

    @property
    def is_listed(self) -> bool:
        """Whether the document lists the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if type(value) is not int:
            return None
        unlisted = int.__new__(cls, value)
        unlisted._name_, unlisted._value_ = str(value), value
        return unlisted


class _Members(dict[Any, Any]):
    """The members of an enum by their values."""

    def __init__(self, enum: type[Enum]) -> None:
        super().__init__(enum._value2member_map_)
        self.enum = enum

    def __missing__(self, value: Any) -> Any:
        return _unlisted(self.enum, value)


def members(enum: type[E]) -> Callable[[Any], E]:
    """Make the decoder of an enum: for strings, a dictionary's own method, which takes no frame of Python's."""
    if issubclass(enum, str):
        return _Members(enum).__getitem__
    return partial(member, enum)


def member(enum: type[E], value: Any) -> E:
    """Decode a value of an enum; one that is not listed is kept by open enums and refused by closed ones."""
    if value is True or value is False:  # true equals 1, and would be found
        raise expected("a value of " + enum.__name__, value)
    # What calling the enum does, several times faster.
    members: dict[Any, E] = enum._value2member_map_  # type: ignore[assignment]  # typeshed does not know that it is E
    try:
        return members[value]
    except (KeyError, TypeError):
        return _unlisted(enum, value)


def _unlisted(enum: type[E], value: Any) -> E:
    if issubclass(enum, OpenStrEnum):
        if type(value) is str:
            return enum(value)
        raise expected("string", value)
    if issubclass(enum, OpenIntEnum):
        if type(value) is int:
            return enum(value)
        raise expected("integer", value)
    listed = ", ".join(repr(one.value) for one in enum)
    raise DecodeError(f"expected one of {listed}, got another {kind_of(value)}")
