"""A document becomes what changes although it should not: by another run, or by what is added at its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anew import pipeline

_ADDED = {
    "description": "Added.",
    "content": {"application/json": {"schema": {"type": "object", "title": "AddedLast"}}},
}


def moved(document: dict[str, Any], settings: str, folder: Path) -> Iterator[str]:
    """Say what is called otherwise once the document has one more operation and one more schema."""
    before = _names(document, settings, folder)
    after = _names(_with_more(document), settings, folder)
    for kind in before:
        gone = before[kind] - after[kind]
        if gone:
            yield f"{kind} are gone once something is added: {sorted(gone)[:3]}"


def _with_more(document: dict[str, Any]) -> dict[str, Any]:
    old = "swagger" in document
    answer = {"description": "Added.", "schema": {"type": "object"}} if old else _ADDED
    operation = {"operationId": "addedLast", "tags": ["added last"], "responses": {"200": answer}}
    paths = {**document["paths"], "/added/last": {"get": operation}}
    one = {"type": "object", "properties": {"added": {"type": "object", "properties": {"last": {"type": "string"}}}}}
    if old:
        return {**document, "paths": paths, "definitions": {**document.get("definitions", {}), "AddedLast": one}}
    components = document.get("components", {})
    schemas = {**components.get("schemas", {}), "AddedLast": one}
    return {**document, "paths": paths, "components": {**components, "schemas": schemas}}


def _names(document: dict[str, Any], settings: str, folder: Path) -> dict[str, set[str]]:
    path, config = folder / "openapi.json", folder / "sdk.yaml"
    path.write_text(json.dumps(document), "utf-8")
    config.write_text(settings, "utf-8")
    outcome = pipeline.generate(pipeline.Request(folder / "sdk", path, config, refetch=True))
    package = folder / "sdk" / outcome.package
    listed = json.loads((package / "operations.json").read_text("utf-8"))["operations"]
    return {
        "operations": {f"{one['method']} {one['path']}: {one['module']}.{one['function']}" for one in listed},
        "arguments": {f"{one['method']} {one['path']}: {one['parameters']}" for one in listed},
        "modules": {path.name for path in (package / "models").glob("*.py")},
    }


def differing(document: Path, settings: Path, before: Path, folder: Path) -> Iterator[str]:
    """Say which files another process writes otherwise than they stand in a folder."""
    command = (sys.executable, "-m", "anew", "generate", str(document), "--config", str(settings), "--quiet")
    environment = {**os.environ, "PYTHONHASHSEED": "7", "XDG_CACHE_HOME": str(folder / "cache")}
    after = folder / "again"
    subprocess.run([*command, "--output", str(after)], env=environment, capture_output=True, check=True)
    names = {path.relative_to(one) for one in (before, after) for path in one.rglob("*.py")}
    for name in sorted(names):
        if not (before / name).is_file() or (before / name).read_bytes() != (after / name).read_bytes():
            yield f"{name} differs from run to run"
