"""Turn whatever goes wrong while an object is decoded into one `DecodeError` that says where.

The happy path pays nothing for this: decoding is plain code in one `try`, and which property was at fault is worked
out afterwards, from what has been set so far.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, TypeVar

from ..errors import DecodeError
from ..types import UNSET

T = TypeVar("T")

FAULTS: Final[tuple[type[Exception], ...]] = (
    DecodeError,
    LookupError,
    TypeError,
    ValueError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)
"""All that damaged data makes plain Python raise."""

_KINDS: Final[Mapping[type, str]] = {
    dict: "object",
    list: "array",
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}


class TooDeep(DecodeError):  # noqa: N818 - named like the others in `errors`
    """The data is nested more deeply than Python's stack; no other type of a union would fit it any better."""


def kind_of(value: object) -> str:
    """Name the JSON type of a value, never the value: it may be a secret."""
    return _KINDS.get(type(value), type(value).__name__)


def expected(what: str, value: object) -> DecodeError:
    """Build the error for a value of the wrong kind."""
    return DecodeError(f"expected {what}, got {kind_of(value)}")


def translated(fault: Exception) -> DecodeError:
    """Give a `DecodeError` as it is, and anything else in words."""
    if isinstance(fault, DecodeError):
        return fault
    if isinstance(fault, RecursionError):
        return TooDeep("expected less depth, got data that is nested too deeply")
    said = str(fault)
    if "unhashable" in said:  # a list or an object where only a string is looked up
        return DecodeError(f"expected string, got {'array' if 'list' in said else 'object'}")
    return DecodeError(f"expected other data: {said}")


def misfit(built: object, fields: Mapping[str, str], data: object, fault: Exception) -> DecodeError:
    """Say which property did not fit: properties are set in the order of `fields`, so it is the first not yet set.

    Args:
        built: The object as far as it got.
        fields: The attribute for each wire name.
        data: What was decoded.
        fault: What was raised.
    """
    if not isinstance(data, Mapping):
        return expected("object", data)
    culprit = next((wire for wire, name in fields.items() if not hasattr(built, name)), None)
    _fill(built)
    if culprit is None:
        return translated(fault)
    if isinstance(fault, KeyError) and culprit not in data:
        fault = DecodeError("expected a value, got none: the property is missing")
    return translated(fault).under(culprit)


def _fill(built: object) -> None:
    """Set what is not yet set: frames of the traceback hold the object, and those who show them call its `repr`."""
    for attribute in getattr(built, "__attrs_attrs__", ()):
        if not hasattr(built, attribute.name):
            setattr(built, attribute.name, UNSET)


def extras(data: Mapping[str, T], known: Collection[str]) -> dict[str, T]:
    """Keep the properties that the document does not name."""
    return {key: value for key, value in data.items() if key not in known}
