"""One document becomes what came of it: `init`, `generate`, every module imported and, if asked, type-checked."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from tests.corpus.documents import Subject, operations

_IMPORT_ALL = """
import importlib, pathlib
for path in sorted(pathlib.Path().rglob("*.py")):
    if "_runtime" not in path.parts:
        importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
"""
_ANEW = (sys.executable, "-m", "anew")
_IMPORT = (sys.executable, "-W", "error", "-c", _IMPORT_ALL)
_MYPY = (sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir=../mypy", ".")
_PYRIGHT = (sys.executable, "-m", "pyright", "--pythonpath", sys.executable, ".")
_SAMPLE = 20_000
"""Bytes of a document that pyright sees as well as mypy: it takes much longer, and the small ones are the odd ones."""


@frozen
class Result:
    """What came of a document."""

    subject: Subject
    operations: Mapping[str, int]
    """How many were `generated`, `degraded` and `refused`; webhooks and callbacks count as well."""
    reasons: Mapping[str, int] = field(factory=dict)
    """Why some were not generated in full, and how many that was."""
    refused: str = ""
    """Why there is no SDK at all."""
    unimportable: str = ""
    untyped: str = ""
    """What mypy or pyright said."""
    cpu: float = field(default=0.0, eq=False)
    """Seconds of `init` and `generate`."""

    @property
    def fault(self) -> str:
        """Say the worst that happened, or nothing."""
        return self.refused or self.unimportable or self.untyped


@frozen
class Plan:
    """How documents are tried."""

    types: bool = False
    pyright: bool = False
    """Whether pyright sees the large ones, too."""
    timeout: float = 300.0
    """Seconds for all steps of one document."""


class _FailedError(Exception):
    """A step of a trial did not end well."""


def attempt(subject: Subject, plan: Plan) -> Result:
    """Try a document in a folder of its own that is deleted afterwards."""
    deadline = time.monotonic() + plan.timeout
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = _cpu()
        try:
            for arguments in _commands(subject.path, folder):
                _run(subject.base, folder, deadline, *_ANEW, *arguments)
        except _FailedError as error:
            count = operations(subject.path)
            return Result(subject, {"refused": count}, refused=str(error), cpu=_cpu() - before)
        cpu = _cpu() - before
        report = json.loads((folder / "report.json").read_text("utf-8"))
        reported = [*report["operations"], *report["webhooks"]]
        short = [one["notes"][0]["message"] for one in reported if one["status"] != "generated" and one["notes"]]
        return Result(
            subject,
            Counter(one["status"] for one in reported),
            Counter(short),
            unimportable=_fault(folder, deadline, *_IMPORT),
            untyped=_untyped(subject, folder, deadline, pyright=plan.pyright) if plan.types else "",
            cpu=cpu,
        )


def _commands(document: Path, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say what a user would type, with everything that is written in the trial's own folder."""
    settings, report = str(folder / "sdk.yaml"), str(folder / "report.json")
    output = ("--output", str(folder / "sdk"), "--report", report)
    return (
        ("init", str(document), "--output", settings),
        ("generate", "--quiet", "--config", settings, *output),
    )


def _untyped(subject: Subject, folder: Path, deadline: float, *, pyright: bool) -> str:
    said = _fault(folder, deadline, *_MYPY)
    if said or (subject.path.stat().st_size > _SAMPLE and not pyright):
        return said
    return _fault(folder, deadline, *_PYRIGHT)


def _fault(folder: Path, deadline: float, *command: str) -> str:
    try:
        _run(folder / "sdk", folder, deadline, *command)
    except _FailedError as error:
        return str(error)
    return ""


def _run(here: Path, folder: Path, deadline: float, *command: str) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "NO_COLOR": "1"}
    left = max(deadline - time.monotonic(), 0.0)
    try:
        done = subprocess.run(
            command, cwd=here, env=environment, capture_output=True, text=True, timeout=left, check=False
        )
    except subprocess.TimeoutExpired:
        raise _FailedError("it takes too long") from None
    if done.returncode:
        raise _FailedError(_gist(done.stderr) or _gist(done.stdout) or f"exit code {done.returncode}")


def _gist(said: str) -> str:
    """Give the line that tells most: an error, else the last."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if "error: " in line), lines[-1] if lines else "")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
