"""What is wrong with a file or a reference in it, before anyone knows what it means for the rest."""

from __future__ import annotations


class FaultError(Exception):
    """A file cannot be read as data."""

    def __init__(self, message: str, line: int = 0, column: int = 0, expected: str = "") -> None:
        """Say what is wrong and where; line and column count from 1, 0 where they are not known."""
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.expected = expected


class DanglingError(Exception):
    """A reference leads nowhere; the text says why, as the end of a sentence that begins with the reference."""

    def __init__(self, message: str, fix: str = "") -> None:
        """Say why, and what to do if there is more to it than correcting the reference."""
        super().__init__(message)
        self.fix = fix


class RemoteError(Exception):
    """A document on the network cannot be had, though it may; the text says why, like that of a DanglingError."""

    def __init__(self, message: str, fix: str = "") -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.fix = fix
