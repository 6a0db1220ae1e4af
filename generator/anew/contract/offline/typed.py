"""A type of the SDK and a JSON value become what a caller of the SDK would give: models, enums, dates, files.

Models are built by their constructors, as people build them, and not by the decoders that answers go through.
"""

from __future__ import annotations

import base64
import collections.abc
import datetime as dt
import enum
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, Union
from uuid import UUID

from anew.contract.offline.hints import followed, hints_of
from anew.contract.offline.likeness import difference

_PLAIN: Mapping[Any, tuple[type, ...]] = {str: (str,), int: (int,), float: (int, float), bool: (bool,)}


class MisfitError(Exception):
    """A valid value has no place in the type that the SDK gives it."""


class Typing:
    """Converts values by the types of one SDK."""

    def __init__(self, models: Any, encode: Callable[[Any], Any]) -> None:
        """Take the SDK's models, and what turns values of theirs into JSON."""
        self._encode = encode
        self.files = False
        """Whether to give a file where a file or a text may be given, as forms need it."""
        self._names: Mapping[str, Any] = {"models": models, "dt": dt, "Any": Any, "Decimal": Decimal, "UUID": UUID}

    def convert(self, hint: Any, value: Any) -> Any:
        """Convert a value.

        Raises:
            MisfitError: the type does not allow the value.
        """
        if isinstance(hint, str | typing.ForwardRef):
            return self._of_reference(hint, value)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            return self.convert(arguments[0], value)
        if origin in (Union, types.UnionType):
            return self._of_union(arguments, value)
        if origin is Literal:
            return _checked(value, any(value == one and type(value) is type(one) for one in arguments), hint)
        if origin is not None:
            return self._of_container(origin, arguments, value)
        return value if hint in (Any, object) else self._of_class(hint, value)

    def _of_reference(self, hint: str | typing.ForwardRef, value: Any) -> Any:
        before = self._names
        hint, self._names = followed(hint, before)
        try:
            return self.convert(hint, value)
        finally:
            self._names = before

    def _of_union(self, members: tuple[Any, ...], value: Any) -> Any:
        files = [one for one in members if getattr(one, "__name__", "") == "File"]
        if self.files and files and isinstance(value, str):
            return self.convert(files[0], value)
        misfits: list[str] = []
        found: list[Any] = []
        for member in members:
            try:
                found.append(self.convert(member, value))
            except MisfitError as misfit:
                misfits.append(str(misfit))
        for one in found:
            # Of models that take anything, the one that knows most of the properties.
            if not getattr(one, "additional_properties", None) and _same(self._encode(one), value):
                return one
        if found:
            return min(found, key=lambda one: len(getattr(one, "additional_properties", ())))
        raise MisfitError("; or ".join(dict.fromkeys(misfits))[:300])

    def _of_container(self, origin: Any, arguments: tuple[Any, ...], value: Any) -> Any:
        if issubclass(origin, tuple):
            listed = _checked(value, isinstance(value, list), origin)
            return tuple(self._of_items(arguments, listed))
        if issubclass(origin, collections.abc.Mapping):
            _checked(value, isinstance(value, dict), origin)
            return {key: self.convert(arguments[1], one) for key, one in value.items()}
        if issubclass(origin, collections.abc.Iterable):
            _checked(value, isinstance(value, list), origin)
            return [self.convert(arguments[0], one) for one in value]
        raise MisfitError(f"the type {origin} is not known")

    def _of_items(self, arguments: tuple[Any, ...], value: list[Any]) -> list[Any]:
        if arguments and (rest := _unpacked(arguments[-1])) is not None:
            fixed = arguments[:-1]
            arguments = (*fixed, *([rest] * (len(value) - len(fixed))))
        elif len(arguments) == 2 and arguments[1] is Ellipsis:
            arguments = (arguments[0],) * len(value)
        if len(arguments) != len(value):
            raise MisfitError(f"a tuple of {len(arguments)} has no room for {len(value)} items")
        return [self.convert(hint, one) for hint, one in zip(arguments, value, strict=True)]

    def _of_class(self, hint: Any, value: Any) -> Any:
        if hint is None or hint is type(None):
            return _checked(value, value is None, "None")
        if hint in _PLAIN:
            fits = isinstance(value, _PLAIN[hint]) and (hint is bool) is isinstance(value, bool)
            if hint is int and isinstance(value, float) and value.is_integer():
                return int(value)
            return _checked(value, fits, hint.__name__)
        if hint in _READERS:
            try:
                return _READERS[hint](value)
            except (ValueError, TypeError, ArithmeticError, AttributeError):
                raise MisfitError(f"{value!r} is no {hint.__name__}") from None
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return self._of_enum(hint, value)
        if hasattr(hint, "__attrs_attrs__") and hasattr(hint, "to_dict"):
            return self._of_model(hint, value)
        if getattr(hint, "__name__", "") == "File":
            return hint(_octets(value), filename="sample.bin", media_type="application/octet-stream")
        raise MisfitError(f"the type {hint} takes no JSON")

    def _of_enum(self, hint: type[enum.Enum], value: Any) -> Any:
        listed = [one for one in hint if one.value == value and type(one.value) is type(value)]
        if listed:
            return listed[0]
        try:
            # Open enums take what they do not list, which is how `anyOf: [enum, string]` is written.
            return hint(value)
        except ValueError:
            raise MisfitError(f"{value!r} is not listed in {hint.__name__}") from None

    def _of_model(self, hint: Any, value: Any) -> Any:
        _checked(value, isinstance(value, dict), hint.__name__)
        fields = hint._FIELDS
        known = hints_of(hint)
        given, more = {}, {}
        for wire, one in value.items():
            if wire in fields:
                given[fields[wire]] = self._of_field(known[fields[wire]], one, f"{hint.__name__}.{wire}")
            else:
                more[wire] = one
        if more and "additional_properties" not in known:
            raise MisfitError(f"{hint.__name__} has no room for {', '.join(more)}")
        if more:
            inner = typing.get_args(known["additional_properties"])[1]
            given["additional_properties"] = {wire: self.convert(inner, one) for wire, one in more.items()}
        try:
            return hint(**given)
        except TypeError as error:
            raise MisfitError(f"{hint.__name__}: {error}") from None

    def _of_field(self, hint: Any, value: Any, where: str) -> Any:
        try:
            return self.convert(hint, value)
        except MisfitError as misfit:
            raise MisfitError(f"{where}: {misfit}"[:400]) from None


def _unpacked(hint: Any) -> Any:
    """Give what `*tuple[T, ...]` repeats; None for any other type."""
    if typing.get_origin(hint) is typing.Unpack:
        hint = typing.get_args(hint)[0]
    elif not getattr(hint, "__unpacked__", False):
        return None
    return typing.get_args(hint)[0]


def _checked(value: Any, fits: bool, what: Any) -> Any:  # a verdict, not a switch
    if not fits:
        raise MisfitError(f"{type(value).__name__} is no {what}")
    return value


def _same(encoded: Any, value: Any) -> bool:
    return not difference(value, encoded)


def _octets(value: Any) -> bytes:
    if not isinstance(value, str):
        raise MisfitError(f"{type(value).__name__} is no content of a file")
    return value.encode()


def _base64(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


_READERS: Mapping[Any, Callable[[Any], Any]] = {
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
    dt.time: dt.time.fromisoformat,
    UUID: UUID,
    Decimal: lambda value: Decimal(str(value)),
    bytes: _base64,
}
