"""A document written in a test becomes an SDK that is imported."""

from __future__ import annotations

import importlib
import sys
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from anew import settings as configuration
from anew.format import format_files
from anew.render import render
from anew.settings import Settings, defaults
from anew.write import write
from attrs import evolve

from tests.generator.parse.building import api, document

_NUMBERS = count(1)


def sdk(content: dict[str, Any] | str, settings: Settings | None = None) -> ModuleType:
    """Take a document through all stages, and import its package under a name of its own."""
    loaded = document(content, "openapi.json" if isinstance(content, dict) else "openapi.yaml")
    name = f"made_{next(_NUMBERS)}"
    chosen = settings or defaults()
    package = configuration.complete(evolve(chosen.package, name=name, client="Made"), "Made", "1", loaded.path)
    folder = loaded.path.parent / "sdk"
    write(format_files(render(api(loaded, evolve(chosen, package=package)))), folder)
    return imported(folder, name)


def imported(folder: Path, name: str) -> ModuleType:
    """Import a package that stands in a folder."""
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
    return module


def part(module: ModuleType, name: str) -> Any:
    """Import a module of a package: `part(sdk, "api.users")`."""
    return importlib.import_module(f"{module.__name__}.{name}")
