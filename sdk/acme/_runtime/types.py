"""Values that stand for something httpx and JSON have no word for: what is left out, and what is a file."""

from __future__ import annotations

from enum import Enum
from os import PathLike
from typing import IO, Final, Literal, TypeAlias

from attrs import Factory, field, frozen


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        """Be false, as None is."""
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Not given: the argument or property does not go over the wire at all (null does)."""

FileContent: TypeAlias = bytes | IO[bytes] | PathLike[str]


def _standing(file: File) -> int:
    seekable = getattr(file.content, "seekable", None)
    if seekable is None or not seekable():
        return -1
    return int(file.content.tell())  # type: ignore[union-attr]  # what can seek can tell


@frozen
class File:
    """A file to send.

    `content` is bytes, a path (opened for each attempt) or a binary file object (sent from where it stands).
    """

    content: FileContent
    filename: str | None = None
    """What the server is told; from a path or a file object's `name` when None."""
    media_type: str | None = None
    """Guessed from the name when None."""
    position: int = field(default=Factory(_standing, takes_self=True), init=False, repr=False, eq=False)
    """Where a file object stood when it was handed over; each attempt starts there. -1 if it cannot seek."""
