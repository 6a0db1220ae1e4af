"""Runs every measurement, or those named as arguments, and writes RESULTS.md: `python -m benchmarks call storm`."""

from __future__ import annotations

import datetime as dt
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks import call, decode, generation, imports, serving, storm
from benchmarks.measure import Table
from benchmarks.packages import HERE, generate_both

ROOT = HERE.parent
KINDS = ("decode", "call", "storm", "serving", "import", "generation")
VERSIONS = (
    "anew",
    "openapi-python-client",
    "httpx",
    "httpx2",
    "authlib",
    "attrs",
    "orjson",
    "pydantic",
    "datamodel-code-generator",
)


def measure(kinds: list[str], folder: Path) -> Iterator[Table]:
    """Run the chosen measurements in `folder`, which both packages are generated into first."""
    generate_both(HERE / "bench.yaml", HERE / "bench-sdk.yaml", folder)
    sys.path.insert(0, str(folder))
    if "decode" in kinds:
        yield from decode.tables(folder)
    if "call" in kinds:
        yield from call.tables()
    if "storm" in kinds:
        yield from storm.tables()
    if "serving" in kinds:
        yield from serving.tables()
    if "import" in kinds:
        ours, stock = "import bench_anew.api.people", "import bench_stock.api.people.get_person"
        yield from imports.tables(folder, "a small package", ours, stock)
        yield from large_imports(folder / "large")
    if "generation" in kinds:
        yield from generation.tables(folder, ROOT / "openapi.yaml", ROOT / "sdk.yaml")


def large_imports(folder: Path) -> Iterator[Table]:
    """Import one endpoint of packages with 1,000 operations, and of GitHub's where the corpus is at hand."""
    folder.mkdir()
    synthetic = generation.write_synthetic(1_000, folder)
    yield from large_import(folder / "synthetic", synthetic, "1,000 operations", "group7", "get_thing_7")
    github = generation.CORPUS / "github-rest.json"
    if github.exists():
        yield from large_import(folder / "github", github, "GitHub", "gists", "gistsget")


def large_import(folder: Path, document: Path, title: str, group: str, endpoint: str) -> Iterator[Table]:
    """Import one endpoint of a large document."""
    folder.mkdir()
    config = folder / "sdk.yaml"
    config.write_text("version: 1\npackage: {name: bench_anew}\n", encoding="utf-8")
    generate_both(document, config, folder)
    ours, stock = f"import bench_anew.api.{group}", f"import bench_stock.api.{group}.{endpoint}"
    yield from imports.tables(folder, title, ours, stock)


def main() -> None:
    """Measure, print each table as it is done, and put it into the place of the one that was there before."""
    kinds = [kind for kind in KINDS if kind in sys.argv[1:]] or list(KINDS)
    results = HERE / "RESULTS.md"
    sections = kept(results) if len(kinds) < len(KINDS) else {}
    with tempfile.TemporaryDirectory() as folder:
        for table in measure(kinds, Path(folder)):
            sections[table.title] = table.markdown()
            print(sections[table.title], flush=True)
            results.write_text("\n".join([about(), *sections.values()]), encoding="utf-8")


def about() -> str:
    """Say when, with what and how it was measured."""
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    head = f"# Results\n\n{dt.date.today():%Y-%m-%d}, CPython {platform.python_version()}, {versions}.\n"
    return head + "Medians of interleaved runs; read the ratios, the machine is noisy. Each table is one run.\n"


def kept(results: Path) -> dict[str, str]:
    """Read the tables of earlier runs by their titles."""
    parts = results.read_text(encoding="utf-8").split("\n## ")[1:] if results.exists() else []
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in parts}


if __name__ == "__main__":
    main()
