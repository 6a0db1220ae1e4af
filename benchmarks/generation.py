"""Measures the generators themselves, whole processes, by the CPU time that they and their children use."""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Contest, Table
from benchmarks.packages import anew_command, run, stock_command


def cpu_seconds(command: list[str], output: Path, *, fresh: bool = True) -> float:
    """CPU seconds of one generator run, into an empty folder if `fresh`."""
    if fresh:
        shutil.rmtree(output, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def synthetic(operations: int) -> dict[str, Any]:
    """Make a document of so many operations, each with a model of its own that refers to the one before.

    In chains of 20: stock copies what it refers to deeply, and chains of hundreds end in a RecursionError.
    """
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(operations):
        properties: dict[str, Any] = {f"field{i}": {"type": "string"} for i in range(8)}
        if number % 20:
            properties["previous"] = {"$ref": f"#/components/schemas/Thing{number - 1}"}
        schemas[f"Thing{number}"] = {"type": "object", "properties": properties}
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/Thing{number}"}}}
        paths[f"/things{number}/{{id}}"] = {
            "get": {
                "operationId": f"getThing{number}",
                "tags": [f"group{number % 40}"],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "A thing.", "content": content}},
            }
        }
    info = {"title": "Synthetic", "version": "1"}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}


def write_synthetic(operations: int, folder: Path) -> Path:
    """Write such a document into `folder`."""
    document = folder / f"synthetic-{operations}.json"
    document.write_text(json.dumps(synthetic(operations)), encoding="utf-8")
    return document


def table(document: Path, config: Path | None, folder: Path, title: str, rounds: int = 3) -> Table:
    """Generate `document` by both, and once more with nothing changed."""
    ours, stock = folder / "ours", folder / "stock"
    command = anew_command(document, config, ours)
    entries = {
        "stock": lambda: cpu_seconds(stock_command(document, stock), stock),
        "anew": lambda: cpu_seconds(command, ours),
        "anew, nothing changed": lambda: cpu_seconds(command, ours, fresh=False),
    }
    return Contest(f"Generation: {title}", "s CPU", entries, rounds=rounds).run()


def tables(folder: Path, sample: Path, config: Path) -> Iterator[Table]:
    """Generate the sample API and synthetic documents of two sizes, which together show how it grows."""
    yield table(sample, config, folder, "the sample API")
    for operations in (100, 1_000):
        document = write_synthetic(operations, folder)
        yield table(document, None, folder, f"{operations:,} operations", rounds=1 if operations > 500 else 3)
