"""What is wrong with one part of an overlay, before it has a line."""

from __future__ import annotations

from anew.document.source import Source
from anew.errors import Diagnostic, DocumentError, Place


class OverlayError(Exception):
    """A part of an overlay cannot be carried out."""

    def __init__(self, message: str, pointer: str = "", *, expected: str = "", fix: str = "") -> None:
        """Say what is wrong; the pointer leads into the overlay, and is empty where only the action is known."""
        super().__init__(message)
        self.message = message
        self.pointer = pointer
        self.expected = expected
        self.fix = fix


def place(source: Source, pointer: str) -> Place:
    """Give the place of a part of an overlay, with its line."""
    line, column = source.find([pointer])[pointer]
    return Place(source.name, line, column, pointer)


def refusal(source: Source, *errors: OverlayError) -> DocumentError:
    """Make an error for the user of what is wrong in an overlay."""
    return DocumentError(
        *(Diagnostic(one.message, place(source, one.pointer), one.expected, one.fix) for one in errors)
    )
