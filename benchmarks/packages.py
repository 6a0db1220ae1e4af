"""Generates the two packages that compete, ours and stock openapi-python-client's, from one document."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.processes import cost

HERE = Path(__file__).parent


def anew_command(document: Path, config: Path | None, output: Path) -> list[str]:
    """Say how ours is generated."""
    settings = ["--config", str(config)] if config else []
    return [sys.executable, "-m", "anew", "generate", str(document), *settings, "--output", str(output), "--quiet"]


def stock_command(document: Path, output: Path) -> list[str]:
    """Say how stock's is generated; it names the package after the output folder."""
    tool = Path(sys.executable).with_name("openapi-python-client")
    return [str(tool), "generate", "--path", str(document), "--output-path", str(output), "--meta", "none"]


def models_command(document: Path, output: Path) -> list[str]:
    """Say how datamodel-code-generator makes models, of one module."""
    tool = Path(sys.executable).with_name("datamodel-codegen")
    choices = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"]
    return [str(tool), "--input", str(document), *choices, "--formatters", "ruff-format", "--output", f"{output}.py"]


def generate_both(document: Path, config: Path | None, folder: Path) -> None:
    """Generate `bench_anew` and `bench_stock` so that `folder` on the import path offers both."""
    cost(anew_command(document, config, folder / "anew"))
    shutil.copytree(folder / "anew" / "bench_anew", folder / "bench_anew")
    cost(stock_command(document, folder / "bench_stock"))
