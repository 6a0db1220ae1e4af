"""What the models of an SDK are made of, beside what attrs has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from ..types import UNSET
from .faults import misfit

READ_ONLY: Final[Any] = UNSET
"""Default of a required property that only the server sets.

Whoever builds the object to send it leaves the property out: it is then `UNSET` and does not go over the wire.
Objects that come from the server have it, so its type does not speak of `Unset`.
"""

new: Final = object.__new__
"""Makes an object whose attributes are set one by one: less than half the cost of a constructor with 15 arguments."""


class Model:
    """Base of all models.

    Hardly any object has properties that the document does not name, so the dictionary for them is made when somebody
    asks for it: empty ones were a third of all memory. `_extras` is the slot of the attrs field, `None` until then.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        _FIELDS: ClassVar[dict[str, str]]
        _OPTIONAL: ClassVar[dict[str, Any]]
        _extras: Any

    def __init_subclass__(cls) -> None:
        """Put what makes the dictionary before the slot; attrs makes each class twice, and only one has slots."""
        slot = vars(cls).get("additional_properties")
        if isinstance(slot, MemberDescriptorType):
            cls._extras = slot
            cls.additional_properties = property(cls._made, slot.__set__)  # type: ignore[attr-defined]  # of subclasses

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Decode a JSON object; raises `DecodeError`."""
        raise NotImplementedError

    def _made(self) -> dict[str, Any]:
        if self._extras is None:
            self._extras = {}
        extras: dict[str, Any] = self._extras
        return extras

    def _mended(self, data: Mapping[str, Any], fault: Exception) -> Self:
        """Decode once more what has as many properties as the document names, but others; else raise `DecodeError`.

        Objects that contain objects are never decoded twice: that would double with each level.
        """
        if isinstance(fault, KeyError) and not self._OPTIONAL.keys() <= data.keys():
            return self.from_dict({**self._OPTIONAL, **data})
        raise misfit(self, self._FIELDS, data, fault) from None


def optional(decode: Callable[[Any], Any], value: Any) -> Any:
    """Decode what may be missing; null stands for nothing."""
    return UNSET if value is None or value is UNSET else decode(value)


def is_set(value: object) -> bool:
    """Tell whether a property that one side may leave out is there."""
    return value is not UNSET
