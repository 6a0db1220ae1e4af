"""Describes folders as dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anew.write.manifest import NAME

Tree = Callable[[Path], dict[str, str]]


@pytest.fixture
def tree() -> Tree:
    """Read a folder as `{path: text}`, less the list of what anew wrote."""

    def read(folder: Path) -> dict[str, str]:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != NAME)
        return {path.relative_to(folder).as_posix(): path.read_text() for path in files}

    return read
