"""`anew contract offline`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GOOD = """\
openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
      responses:
        "200":
          description: fine
          content: {application/json: {schema: {type: object, properties: {at: {type: string, format: date-time}}}}}
  /things:
    post:
      operationId: addThing
      requestBody: {content: {text/plain: {schema: {type: string}}}, required: true}
      responses: {"204": {description: fine}}
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "anew", "contract", "offline", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a small document."""
    (tmp_path / "small.yaml").write_text(GOOD, "utf-8")
    return tmp_path


def test_a_document_alone_is_enough(folder: Path) -> None:
    """An SDK is generated for the run; nothing is left behind but the report."""
    done = run(folder, "small.yaml", "--report", "report.json", "--cases", "3")
    report = json.loads((folder / "report.json").read_text("utf-8"))

    assert (0, "") == (done.returncode, done.stderr)
    assert "requests  100.00 % of 6: good" in done.stdout
    assert {one["id"]: one["requests"]["tried"] for one in report["operations"]} == {"getThing": 3, "addThing": 3}
    assert {"failed": 0, "left": 0, "share": 100.0, "tried": 6} == report["total"]["requests"]
    assert ["report.json", "small.yaml"] == sorted(path.name for path in folder.iterdir())


def test_a_threshold_that_is_missed_is_a_failure(folder: Path) -> None:
    """Exit code 1, with the operation, the place in the document and the reason."""
    made = subprocess.run(
        [sys.executable, "-m", "anew", "generate", "small.yaml", "-q"], cwd=folder, capture_output=True, check=False
    )
    endpoint = next(path for path in folder.glob("sdk/*/api/*.py") if "deepObject" in path.read_text("utf-8"))
    endpoint.write_text(endpoint.read_text("utf-8").replace('"deepObject"', '"form"'), "utf-8")
    done = run(folder, "sdk", "--document", "small.yaml", "--quiet")

    assert (0, 1) == (made.returncode, done.returncode)
    assert "small.yaml:5:5: getThing: requests: case 0: the query has" in done.stdout
    assert "less than 99 %" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["none.yaml"], 2, "there is no such file, folder or importable package"),
        (["."], 2, "it has no operations.json"),
        (["json"], 2, "there is no such file, folder or importable package"),
        (["small.yaml", "--only", "nothing"], 2, "no operation is called nothing"),
        (["small.yaml", "--document", "small.yaml.bak"], 2, "--document is for packages"),
        (["small.yaml", "--config", "none.yaml"], 2, "none.yaml"),
        (["small.yaml", "--report", "no/where.json"], 2, "its folder does not exist"),
        (["acme"], 2, "nothing says which document acme was generated from"),
        (["broken.yaml"], 1, "broken.yaml:2:1: error: the file is not YAML"),
    ],
)
def test_bad_input_is_told_in_a_line(folder: Path, arguments: list[str], code: int, said: str) -> None:
    """What is wrong and what to do, never a traceback."""
    (folder / "broken.yaml").write_text("openapi: [", "utf-8")
    done = run(folder, *arguments)

    assert code == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["sdk", "sdk/acme", "acme"])
def test_a_package_is_found_by_folder_and_by_name(target: str) -> None:
    """The document is the one that sdk.yaml names."""
    done = run(ROOT, target, "--only", "GET /health", "--cases", "1")

    assert (0, "") == (done.returncode, done.stderr)
    assert "acme: 1 operations of openapi.yaml, with sdk.yaml" in done.stdout
