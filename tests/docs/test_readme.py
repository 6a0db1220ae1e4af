"""The README is true: its commands run, its snippets do what they say."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend import Backend
from tests.docs.snippets import ROOT, Snippet, snippets

COMMANDS = [line for block in snippets("README.md", "sh") for line in block.text.splitlines()]
SERVER = "https://api.example.com"


@pytest.mark.parametrize("snippet", snippets("README.md", "python"), ids=str)
def test_a_snippet_runs(snippet: Snippet, tmp_path: Path) -> None:
    """Each snippet of the README is a whole program that works against a server of the sample API."""
    with Backend() as backend:
        program = snippet.text.replace(SERVER, backend.url)
        # In a process of its own: as a reader would paste it, in an empty folder.
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [line for line in COMMANDS if "nox -s" in line])
def test_a_setup_command_is_pip_and_a_session_that_exists(command: str) -> None:
    """The README sets up by pip and nox alone, and names sessions that exist."""
    asked = re.fullmatch(r"python -m pip install nox && python -m nox -s (\w+)", command)

    assert asked is not None
    assert f"def {asked[1]}(session: nox.Session)" in (ROOT / "noxfile.py").read_text(encoding="utf-8")


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """What the README says passes the tests is what CI runs."""
    [command] = [line for line in COMMANDS if line.endswith("-s tests")]

    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_there_are_two_setup_commands() -> None:
    """One command runs the demo, one passes the tests; no third is needed."""
    assert [line.rsplit(maxsplit=1)[1] for line in COMMANDS if "nox -s" in line] == ["demo", "tests"]


def test_the_commands_generate_an_sdk_from_nothing(tmp_path: Path) -> None:
    """The README's `anew` commands make an importable SDK in an empty folder, of the document and then corrected."""
    shutil.copy(ROOT / "openapi.yaml", tmp_path)
    for file in snippets("README.md", "yaml"):
        (tmp_path / file.text.splitlines()[0].removeprefix("# ")).write_text(file.text, encoding="utf-8")
    for command in (line.split() for line in COMMANDS if line.startswith("anew ")):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert (done.returncode, done.stderr) == (0, "")

    program = "import acme; from acme.api.users import fetch_user; print(acme.Acme.__name__)"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path / "sdk", capture_output=True, text=True)

    assert done.stdout == "Acme\n"
