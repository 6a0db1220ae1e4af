"""The tests that come with a generated SDK: they prove it, are skipped with a reason, and fail when it is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backend import Backend, RealClock

ROOT = Path(__file__).parents[2]
ADA = {"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "secret", "ANEW_CASES": "1"}
Prove = Callable[..., tuple[int, str]]


@pytest.fixture
def prove(tmp_path: Path) -> Prove:
    """Run one of the SDK's tests as its owner would, in a project of its own."""
    for name in ("openapi.yaml", "sdk.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "sdk", tmp_path / "sdk", ignore=shutil.ignore_patterns("__pycache__"))

    def run(test: str, **environment: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", f"sdk/tests/{test}.py"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANEW_", "PYTEST_"))}
        done = subprocess.run(
            command, cwd=tmp_path, env={**kept, **environment}, capture_output=True, text=True, timeout=150
        )
        return done.returncode, done.stdout

    return run


def test_sdk_proves_itself_against_its_document(prove: Prove) -> None:
    """Without a server, and without being told where the document is."""
    code, output = prove("test_offline", ANEW_CASES="1")

    assert (code, "1 passed" in output) == (0, True), output


def test_sdk_without_its_document_is_skipped_with_the_reason(prove: Prove, tmp_path: Path) -> None:
    """A package whose `sdk.yaml` is elsewhere is not called proven."""
    (tmp_path / "sdk.yaml").unlink()
    code, output = prove("test_offline")

    assert (code, "1 skipped" in output, "no sdk.yaml in the folders above" in output) == (0, True, True), output


def test_server_test_is_skipped_without_a_url(prove: Prove) -> None:
    """The reason names the variables."""
    code, output = prove("test_server")

    assert (code, "1 skipped" in output, "set ANEW_URL" in output) == (0, True, True), output


@pytest.mark.parametrize(("deviations", "code"), [((), 0), (("wrong-type",), 1)])
def test_server_test_finds_what_is_wrong(prove: Prove, deviations: tuple[str, ...], code: int) -> None:
    """It passes with a backend without bugs, and names the finding with one that has some."""
    with Backend(clock=RealClock(), deviations=deviations) as backend:
        found, output = prove("test_server", ANEW_URL=backend.url, **ADA)

    assert (found, "wrong-type" in output) == (code, code == 1), output
