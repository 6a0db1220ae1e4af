"""Remarks made while reading become the ledger's subjects: parts of the document, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import define, field

from anew.normalise.facts import Remark, Subject


@define(eq=False)
class Line:
    """One subject, while its remarks are being gathered."""

    kind: str
    name: str
    at: str
    key: str = ""
    method: str = ""
    path: str = ""
    refused: bool = False
    remarks: dict[Remark, None] = field(factory=dict)


class Ledger:
    """Knows what is being read, so that a remark made deep down ends with the right subject."""

    def __init__(self) -> None:
        """Start with no subjects."""
        self.lines: list[Line] = []
        self.current: Line | None = None

    def open(self, line: Line) -> Line:
        """Add a subject."""
        self.lines.append(line)
        return line

    @contextmanager
    def about(self, line: Line | None) -> Iterator[None]:
        """Let remarks be about this subject."""
        before, self.current = self.current, line
        try:
            yield
        finally:
            self.current = before

    def remark(self, message: str, at: str, *, degrades: bool = False, dangling: bool = False, fix: str = "") -> None:
        """Say something about the current subject."""
        if self.current is not None:
            self.current.remarks[Remark(message, at, degrades, dangling, fix)] = None

    def refuse(self, message: str, at: str) -> None:
        """Say that the current subject is lost, and why."""
        self.remark(message, at, degrades=True)
        if self.current is not None:
            self.current.refused = True

    def add(self, message: str, at: str) -> None:
        """Say something about the subject that a spot is part of, or about all that are part of it."""
        whole = [line for line in self.lines if at == line.at or at.startswith(f"{line.at}/")]
        for line in whole or [line for line in self.lines if line.at.startswith(f"{at}/")]:
            with self.about(line):
                self.remark(message, at)

    def subjects(self) -> tuple[Subject, ...]:
        """Give all subjects, in the order in which they were opened."""
        return tuple(
            Subject(
                line.kind,  # type: ignore[arg-type]  # `open` is given the four kinds only
                line.name,
                line.at,
                line.key,
                line.method,
                line.path,
                tuple(line.remarks),
                line.refused,
            )
            for line in self.lines
        )
