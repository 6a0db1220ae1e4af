"""Diagnostics, findings and progress become lines on a terminal, without trusting a single character of them."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from attrs import evolve

from anew.errors import Diagnostic

if TYPE_CHECKING:
    from rich.status import Status

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_PATIENCE = 2.0
"""Seconds after which a run shows that it is alive."""


def prepare() -> None:
    """Let no character that a terminal cannot show end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def complain(diagnostics: Iterable[Diagnostic], stream: TextIO | None = None) -> None:
    """Write diagnostics to stderr, each as `place: severity: message; expected …` with its pointer and fix below."""
    stream = stream or sys.stderr
    for diagnostic in diagnostics:
        stream.write(f"{_shown(diagnostic, coloured=has_colour(stream))}\n")


def say(text: str) -> None:
    """Write a line to stdout."""
    sys.stdout.write(f"{safe(text)}\n")


def has_colour(stream: TextIO) -> bool:
    """Tell whether to use colours: on a terminal, unless `NO_COLOR` (https://no-color.org) is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def safe(text: str) -> str:
    """Escape what is not printable but ends of lines: texts of a document could steer the terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else f"\\x{ord(char):02x}" for char in text)


def _in_one_line(diagnostic: Diagnostic) -> Diagnostic:
    """Keep a text of a document from looking like a diagnostic of its own."""
    place = diagnostic.place
    return evolve(
        diagnostic,
        message=_flat(diagnostic.message),
        expected=_flat(diagnostic.expected),
        place=place and evolve(place, file=_flat(place.file), pointer=_flat(place.pointer)),
    )


def _flat(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _shown(diagnostic: Diagnostic, *, coloured: bool) -> str:
    text = safe(str(_in_one_line(diagnostic)))
    if not coloured:
        return text
    mark = f"{diagnostic.severity}: "
    before, _, after = text.partition(mark)
    return f"{_BOLD}{before}{_PLAIN}{_COLOURS[diagnostic.severity]}{mark}{_PLAIN}{after}"


class Progress:
    """Show the stage that a run is in, on a terminal, once it has taken two seconds."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._stage = "starting"
        self._display: Status | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(_PATIENCE, self._show)
        self._timer.daemon = True
        self._wanted = sys.stderr.isatty() and not quiet

    def __enter__(self) -> Progress:
        """Start to wait."""
        if self._wanted:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        self._timer.cancel()
        with self._lock:
            self._wanted = False
            if self._display is not None:
                self._display.stop()

    def stage(self, name: str) -> None:
        """Say what the run does now."""
        with self._lock:
            self._stage = name
            if self._display is not None:
                self._display.update(f"{name} …")

    def _show(self) -> None:
        # rich takes 50 ms to import, which most runs would pay for nothing.
        from rich.console import Console

        with self._lock:
            if self._wanted:
                self._display = Console(stderr=True).status(f"{self._stage} …")
                self._display.start()
