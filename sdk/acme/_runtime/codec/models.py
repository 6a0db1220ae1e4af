"""What the models of an SDK are declared with, beside what attrs has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ..types import UNSET

READ_ONLY: Final[Any] = UNSET
"""Default of a required property that only the server sets.

Whoever builds the object to send it leaves the property out: it is then `UNSET` and does not go over the wire.
Objects that come from the server have it, so its type does not speak of `Unset`.
"""

BLANK: Final = (UNSET, None)
"""What a property may be that can be left out and can be null, before it is anything."""


def optional(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode a required property that the server may leave out all the same, because it is for writing only."""
    return UNSET if value is None else decode(value)


def is_set(value: object) -> bool:
    """Tell whether a property that one side may leave out is there."""
    return value is not UNSET
