"""What is said of the sandbox is true: its programs run, its commands work, its tables are whole."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from anew.sandbox.faults import KINDS, parse

from tests.docs.snippets import ROOT, snippets

FILE = "docs/sandbox.md"
TEXT = (ROOT / FILE).read_text(encoding="utf-8")
PROGRAM, TEST = (one.text for one in snippets(FILE, "python"))
[SETTINGS] = (one.text for one in snippets(FILE, "ini"))
SERVE, ASK = (one.text for one in snippets(FILE, "sh"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Stand where document and settings are."""
    for name in ("openapi.yaml", "sdk.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_the_program_runs(folder: Path) -> None:
    """It prints what came of it."""
    environment = {"PYTHONPATH": str(ROOT / "sdk"), "PATH": "", "HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )

    assert (done.stdout, done.stderr) == ("2 1\n", "")


def test_the_test_passes(folder: Path) -> None:
    """With no more settings than are shown, and the SDK in reach."""
    (folder / "pytest.ini").write_text(f"{SETTINGS}pythonpath = {ROOT / 'sdk'}\n", encoding="utf-8")
    (folder / "test_mine.py").write_text(TEST, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)

    assert "1 passed" in done.stdout, done.stdout


def test_the_commands_work(folder: Path) -> None:
    """The sandbox serves where it says, and a request brings its own fault."""
    arguments = shlex.split(SERVE.replace("--port 8000", "--port 0"))
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        _, _, header, asked = shlex.split(ASK)
        name, _, value = header.partition(": ")
        answer = httpx.get(asked.replace("http://127.0.0.1:8000/v1", url), headers={name: value})
        process.terminate()

    assert (answer.status_code, answer.elapsed.total_seconds() >= 0.5) == (503, True)


def test_every_fault_is_in_the_table() -> None:
    """With a value that it takes."""
    listed = re.findall(r"^\| `([^` ]+)` \|", TEXT.partition("## Faults")[2].partition("## ")[0], re.MULTILINE)

    assert [parse(one).kind for one in listed] == list(KINDS)


def test_every_option_is_in_the_table() -> None:
    """The table has what `--help` has."""
    done = subprocess.run(
        [sys.executable, "-m", "anew", "sandbox", "--help"], capture_output=True, text=True, timeout=60, check=True
    )
    known = set(re.findall(r"^  (--[a-z]+)", done.stdout, re.MULTILINE)) - {"--help"}

    assert set(re.findall(r"^\| `(--[a-z]+)", TEXT, re.MULTILINE)) == known
