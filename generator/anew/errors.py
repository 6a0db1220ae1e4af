"""One form for everything that can be said about bad input: a place, a fault, an expectation, a fix."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Severity = Literal["error", "warning", "note"]


@frozen
class Place:
    """Where something stands in a file the user wrote.

    `line` and `column` count from 1; 0 means that the place inside the file is not known.
    """

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""
    """JSON pointer into the document, for example `/paths/~1users/get`; empty for the whole file."""

    def __str__(self) -> str:
        """Show `file:line:column`, leaving out what is not known."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@frozen
class Diagnostic:
    """One thing to tell the user about their input."""

    message: str
    place: Place | None = None
    expected: str = ""
    fix: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Show `openapi.yaml:41:9: error: <what>; expected <x>`, then the pointer and the fix on lines of their own."""
        where = f"{self.place}: " if self.place else ""
        lines = [f"{where}{self.severity}: {self.message}" + (f"; expected {self.expected}" if self.expected else "")]
        if self.place and self.place.pointer:
            lines.append(f"  at: {self.place.pointer}")
        if self.fix:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)


class AnewError(Exception):
    """Base of every error that the tool raises on purpose.

    ```
    AnewError
    ├── DocumentError    the document, its references or `sdk.yaml` are at fault (exit code 1)
    └── UsageError       the command line is at fault: a missing file, a folder that is not ours (exit code 2)
    ```
    """

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Carry one or more diagnostics; all of them are shown."""
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


class DocumentError(AnewError):
    """The document or the configuration cannot be used as it is; what was there before is untouched."""

    exit_code = 1


class UsageError(AnewError):
    """The command was called with something it cannot work with; nothing was read or written."""

    exit_code = 2
