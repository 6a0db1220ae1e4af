"""Markdown's fenced blocks become things that tests can run."""

from __future__ import annotations

import re
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Snippet:
    """A fenced block and where it stands."""

    file: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def snippets(file: str, language: str) -> list[Snippet]:
    """List the blocks of one language in a file of the project, in their order."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return [
        Snippet(file, text.count("\n", 0, found.start()) + 1, found[1], found[2])
        for found in _FENCE.finditer(text)
        if found[1] == language
    ]
