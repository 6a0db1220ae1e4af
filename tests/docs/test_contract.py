"""docs/contract.md and the examples for CI are true: commands run, options exist, findings are those there are."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from anew.cli import app
from anew.contract.server import KINDS
from typer.testing import CliRunner

from tests.backend import Backend, RealClock
from tests.docs.snippets import ROOT, snippets

GUIDE = "docs/contract.md"
TEXT = (ROOT / GUIDE).read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000/v1"
WORKFLOW = ROOT / "examples" / "ci" / "github-actions.yml"
NOXFILE = ROOT / "examples" / "ci" / "noxfile.py"
COMMANDS = [line for block in snippets(GUIDE, "sh") for line in block.text.splitlines() if line.startswith("anew ")]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_guide_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command passes in a folder with document, settings and SDK, against a server of the sample API."""
    for name in ("openapi.yaml", "sdk.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "sdk").symlink_to(ROOT / "sdk")
    (tmp_path / "known.json").write_text('{"version": 1, "accepted": []}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    account = {"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "secret"}
    with Backend(clock=RealClock()) as backend:
        done = CliRunner().invoke(app, shlex.split(command.replace(SERVER, backend.url))[1:], env=account)

    assert done.exit_code == 0, done.output


def test_the_account_of_the_guide_is_the_one_that_the_tests_use() -> None:
    """The line before the commands sets what they need."""
    lines = [
        line for block in snippets(GUIDE, "sh") for line in block.text.splitlines() if not line.startswith("anew ")
    ]

    assert [line for line in lines if not line.startswith("anew ")] == ["export ANEW_USERNAME=ada ANEW_PASSWORD=secret"]


def test_every_kind_of_finding_is_explained() -> None:
    """The table names those that there are, and no others."""
    rows = re.findall(r"^\| (`.*?`) \| ", TEXT, re.MULTILINE)
    named = {kind for row in rows for kind in re.findall(r"`([\w-]+)`", row)}
    findings = {kind for kind in named if not kind.startswith("ANEW")} - {"anew", "contract"}

    assert findings == set(KINDS)


def test_links_of_the_guide_lead_somewhere() -> None:
    """Files that it names are there."""
    targets = re.findall(r"\]\(([^)#:]+)\)", TEXT)

    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []


def test_workflow_is_yaml_with_steps() -> None:
    """GitHub would read it: each job has steps, each step uses an action or runs something."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]

    assert set(jobs) == {"offline", "server"}
    assert all({"uses", "run"} & set(step) for job in jobs.values() for step in job["steps"])


def test_examples_do_all_that_they_promise() -> None:
    """Both check that the SDK is fresh, and hold it against document and server; nox also writes it."""
    wanted = {"generate --check", "contract offline", "contract server", "contract session"}
    of_workflow = {" ".join(command[:2]) for command in workflow_commands()}
    of_nox = {" ".join(command[:2]) for command in nox_commands()}

    assert (wanted - of_workflow, {*wanted, "generate"} - of_nox) == (set(), set())


def workflow_commands() -> Iterator[list[str]]:
    """Give the arguments of every `anew` in the workflow."""
    jobs: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    for job in jobs.values():
        for step in job["steps"]:
            for line in step.get("run", "").splitlines():
                if line.startswith("anew "):
                    yield shlex.split(re.sub(r"\$\{\{.*?\}\}", "7", line))[1:]


def nox_commands() -> Iterator[list[str]]:
    """Give the arguments of every `session.run("anew", …)` in the noxfile; names stand for some text."""
    names = {"url": [SERVER], "reports": ["--junit", "contract.xml", "--html", "contract.html"]}
    for node in ast.walk(ast.parse(NOXFILE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "session.run":
            parts: list[str] = []
            for argument in node.args:
                inner = argument.value if isinstance(argument, ast.Starred) else argument
                parts += names[inner.id] if isinstance(inner, ast.Name) else [str(ast.literal_eval(inner))]
            assert parts[0] == "anew"
            yield parts[1:]


@pytest.mark.parametrize("arguments", [*workflow_commands(), *nox_commands()], ids=" ".join)
def test_command_of_an_example_is_understood(arguments: list[str]) -> None:
    """The command exists, and takes these options: it is parsed as if it were run."""
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[arguments[0]]
        arguments = arguments[1:]

    command.make_context(command.name, list(arguments))


def test_nox_example_defines_sessions() -> None:
    """It compiles, and each session says what it does."""
    tree = ast.parse(NOXFILE.read_text(encoding="utf-8"))
    sessions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]

    assert [node.name for node in sessions] == ["regenerate", "fresh", "offline", "server"]
    assert all(ast.get_docstring(node) for node in sessions)
