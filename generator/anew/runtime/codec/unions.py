"""Turn a value that may be of several types into the one that it is: by its tag, else by trial.

A trial decodes the value as each type and takes the one that leaves the least unexplained. It never guesses: what
fits none raises `DecodeError` with the complaint of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from ..errors import DecodeError
from .enums import OpenIntEnum, OpenStrEnum
from .faults import FAULTS, TooDeep, expected, translated
from .trials import Decoder, once

Decoders: TypeAlias = Mapping[str, Decoder]

_SCALARS: Final = frozenset({str, int, float})
"""Of these, one becomes another where `sdk.yaml` says `lenient`; what needs no such kindness fits better."""
_SHOWN: Final = 200
"""Characters of each complaint: those of inner unions hold complaints themselves."""


def by_tag(value: Any, wire: str, decoders: Decoders, *others: Decoder) -> Any:
    """Decode an object as what its property `wire` says.

    Args:
        value: The JSON value.
        wire: The property that tells the types apart.
        decoders: The decoder for each of its values.
        others: Types that carry no tag; they are tried when the value has none, or one that is not listed.
    """
    try:
        decode = decoders[value[wire]]
    except (LookupError, TypeError):
        return _untagged(value, wire, decoders, others)
    return decode(value)


def _untagged(value: Any, wire: str, decoders: Decoders, others: tuple[Decoder, ...]) -> Any:
    """Decode what has no tag, or one that is not listed as it stands."""
    if value.__class__ is not dict:
        if others:
            return best_of(value, *others)
        raise expected("object", value)
    tag: Any = value.get(wire)
    if tag is None:
        # Servers that leave the tag out are told apart as if the document named none.
        return best_of(value, *decoders.values(), *others)
    if (decode := decoders.get(str(tag))) is not None and type(tag) is int:
        return decode(value)
    if others:
        return best_of(value, *others)
    listed = ", ".join(map(repr, decoders))
    raise DecodeError(f"expected one of {listed}, got another value").under(wire)


def best_of(value: Any, *decoders: Decoder) -> Any:
    """Decode a value as the type that leaves the least of it unexplained; of equals, the first."""
    if value.__class__ is dict or value.__class__ is list:
        return once(value, decoders, _best)
    return _best(value, decoders)


def _best(value: Any, decoders: tuple[Decoder, ...]) -> Any:
    best, least = None, -1
    complaints: list[str] = []
    for decode in decoders:
        try:
            decoded = decode(value)
        except (RecursionError, TooDeep):
            # Trying the other types would take twice as long at every level of the way back.
            raise
        except FAULTS as fault:
            complaints.append(_brief(str(translated(fault))))
            continue
        surplus = _unexplained(value, decoded)
        if not surplus:
            return decoded
        if least < 0 or surplus < least:
            best, least = decoded, surplus
    if least < 0:
        raise DecodeError("expected one of several types, none fits: " + "; or ".join(dict.fromkeys(complaints)))
    return best


def _brief(complaint: str) -> str:
    return complaint if len(complaint) <= _SHOWN else f"{complaint[: _SHOWN - 1]}…"


def _unexplained(value: Any, decoded: Any) -> int:
    """Count what a type did not account for: unknown properties, an unlisted enum value, a number made to fit."""
    if isinstance(decoded, OpenStrEnum | OpenIntEnum):
        return 0 if decoded.is_listed else 1
    kinds = {value.__class__, decoded.__class__}
    if kinds == {int, float} or (len(kinds) > 1 and kinds <= _SCALARS):
        return 1
    return len(getattr(decoded, "additional_properties", ()))
