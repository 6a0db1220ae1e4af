"""Turn `{relative path: text}` into a folder on disk that holds exactly that, and what people added to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen


@frozen
class Written:
    """How many files a run made, changed, removed and left as they were."""

    created: int
    updated: int
    removed: int
    unchanged: int


def write(files: Mapping[str, str], target: Path) -> Written:
    """Make `target` hold `files`: all of them or, when that fails, what was there before."""
    raise NotImplementedError


def check(files: Mapping[str, str], target: Path) -> str:
    """Give what `write` would change as a unified diff; "" when the folder is up to date."""
    raise NotImplementedError
