"""Measures the generators themselves, whole processes, by the CPU time and the memory that they take."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from attrs import define, field

from benchmarks.measure import Contest, Row, Table
from benchmarks.packages import anew_command, models_command, stock_command
from benchmarks.processes import cost

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "famous"
SIZES = (625, 1_250, 2_500, 5_000)


@define
class Race:
    """The generators at one document. Each run writes into a folder of its own.

    Emptying one first would not do: file systems are slow for seconds after they have removed thousands of files.
    """

    title: str
    document: Path
    config: Path | None
    folder: Path
    peaks: dict[str, list[float]] = field(factory=dict)
    last: Path = Path()
    numbers: Iterator[int] = field(factory=count)

    def tables(self, rounds: int, *, memory: bool = False) -> Iterator[Table]:
        """Measure all of them in turns."""
        entries = {
            "stock": self.stock,
            "anew": self.anew,
            "anew, nothing changed": self.unchanged,
            "datamodel-code-generator (models only)": self.models,
        }
        yield Contest(f"Generation: {self.title}", "s CPU", entries, rounds=rounds).run()
        if memory:
            yield peaks(f"Peak memory: {self.title}", self.peaks)

    def stock(self) -> float:
        """Generate by stock openapi-python-client."""
        return self.run("stock", stock_command(self.document, self.fresh()))

    def anew(self) -> float:
        """Generate by ours."""
        self.last = self.fresh()
        return self.run("anew", anew_command(self.document, self.config, self.last))

    def unchanged(self) -> float:
        """Generate by ours where it has generated before."""
        return self.run("anew, nothing changed", anew_command(self.document, self.config, self.last))

    def models(self) -> float:
        """Generate models by datamodel-code-generator, formed by ruff as ours and stock's are."""
        return self.run("datamodel-code-generator (models only)", models_command(self.document, self.fresh()))

    def run(self, name: str, command: list[str]) -> float:
        """Run one of them, and note its memory."""
        taken = cost(command)
        self.peaks.setdefault(name, []).append(taken.peak)
        return taken.cpu

    def fresh(self) -> Path:
        """Name a folder that does not exist yet."""
        return self.folder / f"output{next(self.numbers)}_{self.document.stem.replace('-', '_')}"


def peaks(title: str, measured: dict[str, list[float]]) -> Table:
    """Show how much memory each took at most."""
    medians = {name: statistics.median(values) for name, values in measured.items()}
    first = next(iter(medians.values()))
    return Table(title, "MB", tuple(Row(name, value, value / first) for name, value in medians.items()))


def synthetic(operations: int, padding: int = 0) -> dict[str, Any]:
    """Make a document of so many operations, each with a model of its own that refers to the one before.

    In chains of 20: stock copies what it refers to deeply, and chains of hundreds end in a RecursionError. `padding` is
    the length of an example that stands in each model.
    """
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(operations):
        properties: dict[str, Any] = {f"field{i}": {"type": "string"} for i in range(8)}
        if number % 20:
            properties["previous"] = {"$ref": f"#/components/schemas/Thing{number - 1}"}
        schemas[f"Thing{number}"] = {"type": "object", "properties": properties}
        if padding:
            schemas[f"Thing{number}"]["example"] = {"field0": "x" * padding}
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


def write_synthetic(operations: int, folder: Path, padding: int = 0) -> Path:
    """Write such a document into `folder`."""
    document = folder / f"synthetic-{operations}-{padding}.json"
    document.write_text(json.dumps(synthetic(operations, padding)), encoding="utf-8")
    return document


def growth(folder: Path, rounds: int) -> Table:
    """Measure how what ours takes grows with the document."""
    races = {size: Race(f"{size:,}", write_synthetic(size, folder), None, folder) for size in SIZES}
    entries = {f"anew: {size:,} operations": race.anew for size, race in races.items()}
    table = Contest("Generation: growth", "s CPU", entries, rounds=rounds).run()
    points = [(math.log(size), math.log(row.value)) for size, row in zip(SIZES, table.rows, strict=True)]
    exponent = statistics.linear_regression(*zip(*points, strict=True)).slope
    return Table(table.title, table.unit, table.rows, f"It grows as the number of operations to the {exponent:.2f}.")


def tables(folder: Path, sample: Path, config: Path, rounds: int = 3) -> Iterator[Table]:
    """Generate documents of all sizes, real ones where the corpus is at hand."""
    small = Race("the sample API", sample, config, folder)
    for first_run in (small.stock, small.anew, small.models):
        first_run()  # which writes the bytecode of all that it imports
    yield from small.tables(rounds)
    yield from Race("1,000 operations", write_synthetic(1_000, folder), None, folder).tables(1)
    # Before `growth`: the memory of a process counts from what this one has when it starts it.
    for title, name, times in (("GitHub", "github-rest.json", rounds), ("Datadog v2", "datadog-v2.yaml", 1)):
        if (CORPUS / name).exists():
            yield from Race(title, CORPUS / name, None, folder).tables(times, memory=True)
    yield growth(folder, rounds)
    large = Race("50 MB", write_synthetic(2_000, folder, padding=25_000), None, folder)
    large.anew()
    yield peaks("Peak memory: a document of 50 MB", large.peaks)
