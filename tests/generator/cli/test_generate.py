"""`anew generate` writes an SDK, says what it did, and does nothing twice."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from anew import console, pipeline
from anew.errors import Diagnostic

from tests.generator.cli.conftest import Run, tree


def test_an_sdk_is_written(project: Path, run: Run) -> None:
    """`anew generate` in a folder with `sdk.yaml` writes the package beside it and ends with 0."""
    result = run("generate")

    assert (result.code, result.err) == (0, "")
    assert (project / "sdk" / "shop" / "py.typed").exists()


def test_the_summary_counts(project: Path, run: Run) -> None:
    """The summary says what was generated from what, and how many operations, schemas and files there are."""
    lines = run("generate").out.splitlines()

    assert lines[0] == "shop: sdk from openapi.yaml and sdk.yaml"
    assert lines[1].split() == ["operations", "3", "generated"]
    assert lines[2].split() == ["schemas", "3", "generated"]
    assert lines[3].split()[0] == "files"


def test_without_settings_it_works_and_tells_of_init(project: Path, run: Run) -> None:
    """Without `sdk.yaml` there is neither envelope nor session, and the summary says how to get them."""
    (project / "sdk.yaml").unlink()
    result = run("generate", "openapi.yaml", "--output", "out")

    assert (result.code, "`anew init openapi.yaml` writes one" in result.out) == (0, True)
    assert (project / "out" / "shop").is_dir()


def test_quiet_says_nothing(project: Path, run: Run) -> None:
    """`--quiet` leaves stdout and stderr empty."""
    result = run("generate", "--quiet")

    assert (result.code, result.out, result.err) == (0, "", "")


def test_two_runs_write_the_same(project: Path, run: Run) -> None:
    """The same input gives the same bytes, from whichever folder of output."""
    run("generate")
    run("generate", "--output", "again")

    assert tree(project / "sdk") == tree(project / "again")


def test_a_run_with_nothing_to_do_reads_the_stamp_alone(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unchanged regeneration does not even open the document, and says the same again."""
    first = run("generate")
    monkeypatch.setattr(pipeline, "_run", None)
    second = run("generate")

    assert second.code == 0
    assert first.out.splitlines()[:3] == second.out.splitlines()[:3]


@pytest.mark.parametrize("changed", ["openapi.yaml", "sdk.yaml", "sdk/shop/py.typed"])
def test_a_change_of_anything_is_seen(changed: str, project: Path, run: Run) -> None:
    """A change of document, settings or SDK makes the next run a full one, which repairs the SDK."""
    run("generate")
    before = tree(project / "sdk")
    path = project / changed
    path.write_text(path.read_text("utf-8") + "\n# a comment\n", "utf-8")
    run("generate")

    assert before == tree(project / "sdk")


def test_check_is_content_with_a_fresh_sdk(project: Path, run: Run) -> None:
    """`--check` ends with 0 where the SDK is what would be generated."""
    run("generate")
    result = run("generate", "--check")

    assert (result.code, result.err) == (0, "")


def test_check_shows_the_difference(project: Path, run: Run) -> None:
    """`--check` ends with 1, a diff and a fix where the SDK is stale, and changes nothing."""
    run("generate")
    path = project / "openapi.yaml"
    path.write_text(path.read_text("utf-8").replace("getItem", "fetchItem"), "utf-8")
    before = tree(project / "sdk")
    result = run("generate", "--check")

    assert result.code == 1
    assert "+def fetch_item(" in result.out
    assert "error: sdk is stale\n  fix: run `anew generate`" in result.err
    assert before == tree(project / "sdk")


def test_the_report_has_every_operation_and_schema(project: Path, run: Run) -> None:
    """`--report` writes the ledger as JSON, each operation with method, path, id, status and notes."""
    run("generate", "--report", "report.json")
    report = json.loads((project / "report.json").read_text("utf-8"))

    assert list(report) == ["document", "operations", "schemas", "webhooks"]
    assert {
        "method": "GET",
        "path": "/items/{id}",
        "operation_id": "getItem",
        "status": "generated",
        "notes": [],
    } in report["operations"]
    assert {"name": "Item", "status": "generated", "notes": []} in report["schemas"]


def test_a_run_with_nothing_to_do_reports_all_the_same(project: Path, run: Run) -> None:
    """The report does not depend on whether there was something to do."""
    run("generate", "--report", "first.json")
    run("generate", "--report", "second.json")

    assert (project / "first.json").read_bytes() == (project / "second.json").read_bytes()


def test_the_module_runs_as_the_command_does(project: Path) -> None:
    """`python -m anew --version` says the version."""
    done = subprocess.run([sys.executable, "-m", "anew", "--version"], capture_output=True, text=True, check=False)

    assert (0, f"anew {version('anew')}\n") == (done.returncode, done.stdout)


def test_a_fresh_sdk_does_not_load_the_parser(project: Path) -> None:
    """A run with nothing to do never imports openapi-python-client, which takes a second."""
    script = (
        "import sys; from anew.cli import main\ntry: main()\nfinally: print('openapi_python_client' in sys.modules)"
    )
    command = [sys.executable, "-c", script, "generate", "--quiet"]
    told = [subprocess.run(command, capture_output=True, text=True, check=False).stdout for _ in range(2)]

    assert told == ["True\n", "False\n"]


def test_a_diagnostic_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A text of a document with line breaks cannot pass for another diagnostic."""
    console.complain([Diagnostic("no `a\nerror: all is lost\n`")])

    assert capsys.readouterr().err == "error: no `a\\nerror: all is lost\\n`\n"


def test_terminals_are_not_steered_by_documents() -> None:
    """Escape sequences in texts of a document are shown, not obeyed."""
    assert console.safe("\x1b[2Jred") == "\\x1b[2Jred"
