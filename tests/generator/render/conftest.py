"""Generates the sample SDK once, and imports it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from anew.format import format_files
from anew.render import render
from anew.write import write

from tests.generator.render.sample import sample_api


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """Render and format the sample SDK."""
    return format_files(render(sample_api()))


@pytest.fixture(scope="session")
def folder(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the sample SDK."""
    target = tmp_path_factory.mktemp("sample") / "sdk"
    write(files, target)
    return target


@pytest.fixture(scope="session")
def sdk(folder: Path) -> Iterator[ModuleType]:
    """Import the sample SDK."""
    sys.path.insert(0, str(folder))
    yield importlib.import_module("sample_sdk")
    sys.path.remove(str(folder))
