"""Generates the two packages that compete, ours and stock openapi-python-client's, from one document."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def anew_command(document: Path, config: Path | None, output: Path) -> list[str]:
    """Say how ours is generated."""
    settings = ["--config", str(config)] if config else []
    return [sys.executable, "-m", "anew", "generate", str(document), *settings, "--output", str(output), "--quiet"]


def stock_command(document: Path, output: Path) -> list[str]:
    """Say how stock's is generated; it names the package after the output folder."""
    tool = Path(sys.executable).with_name("openapi-python-client")
    return [str(tool), "generate", "--path", str(document), "--output-path", str(output), "--meta", "none"]


def run(command: list[str]) -> None:
    """Run a generator, away from any sdk.yaml, and show what it said if it failed."""
    done = subprocess.run(command, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def generate_both(document: Path, config: Path | None, folder: Path) -> None:
    """Generate `bench_anew` and `bench_stock` so that `folder` on the import path offers both."""
    run(anew_command(document, config, folder / "anew"))
    shutil.copytree(folder / "anew" / "bench_anew", folder / "bench_anew")
    run(stock_command(document, folder / "bench_stock"))
