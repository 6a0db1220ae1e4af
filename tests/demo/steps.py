"""Turns a command into a line that says what was done and how long it took."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).parents[2]


class StepFailed(Exception):  # noqa: N818  # it is no error of the demo
    """A command did not succeed; the text is what it said."""


@contextmanager
def step(console: Console, title: str) -> Iterator[None]:
    """Show that something is going on, then that it is done, or that it is not."""
    begun = time.perf_counter()
    try:
        with console.status(title):
            yield
    except BaseException:
        console.print(f"[red]✗[/] {title}")
        raise
    console.print(f"[green]✓[/] {title} [dim]{time.perf_counter() - begun:.1f} s[/]")


def regenerate() -> None:
    """Write sdk/ anew."""
    _run("anew", "generate", "openapi.yaml", "--config", "sdk.yaml", "--output", "sdk")


def type_check() -> None:
    """Hold sdk/ to mypy's strictest setting."""
    _run("mypy", "--strict", "sdk/acme")


def _run(module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StepFailed(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
