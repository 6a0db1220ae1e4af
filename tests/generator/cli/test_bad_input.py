"""Bad input ends with one clear line for each fault, an exit code, and the old SDK as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from tests.generator.cli.conftest import DOCUMENT, SETTINGS, Run, tree


@frozen
class Case:
    """A way to spoil a project, and what the tool says to it."""

    spoil: Callable[[Path], object]
    code: int
    says: str
    arguments: tuple[str, ...] = ()


def document(content: str | bytes) -> Callable[[Path], object]:
    raw = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / "openapi.yaml").write_bytes(raw)


def settings(content: str | bytes) -> Callable[[Path], object]:
    raw = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / "sdk.yaml").write_bytes(raw)


def nothing(folder: Path) -> None:
    """Leave the project alone; the arguments are at fault."""


CASES = {
    "missing document": Case(nothing, 2, "error: cannot read nope.yaml: No such file or directory", ("nope.yaml",)),
    "folder instead of a document": Case(nothing, 2, "error: cannot read sdk: Is a directory", ("sdk",)),
    "no document at all": Case(
        settings("version: 1"), 2, "error: there is no document to generate from\n  fix: name one"
    ),
    "empty document": Case(document(""), 1, "openapi.yaml:1:1: error: the file is not an OpenAPI document"),
    "not YAML": Case(document("openapi: [3"), 1, "error: the file is not YAML"),
    "not UTF-8": Case(
        document(b"openapi: 3.1.0\ninfo: {title: \xff}\n"), 1, "openapi.yaml:2:15: error: the file is not UTF-8"
    ),
    "not OpenAPI": Case(document("hello: world\n"), 1, "openapi.yaml:1:1: error: the file is not an OpenAPI document"),
    "a list": Case(document("- 1\n"), 1, "openapi.yaml:1:1: error: the file is not an OpenAPI document"),
    "a version of the future": Case(
        document("openapi: 4.0.0\n"), 1, "openapi.yaml:1:1: error: `openapi: 4.0.0` is not supported"
    ),
    "dangling reference": Case(
        document(DOCUMENT.replace('{schema: {$ref: "#/components/schemas/Item"}}', '{schema: {$ref: "#/nowhere"}}')),
        1,
        "error: `$ref: #/nowhere` leads nowhere",
    ),
    "too deep": Case(
        document("openapi: 3.1.0\nx: " + "[" * 5000 + "]" * 5000), 1, "error: the file is nested too deeply"
    ),
    "misspelt key": Case(
        settings(SETTINGS.replace("refresh:", "refrsh:")),
        1,
        "sdk.yaml:6:3: error: unknown key `refrsh`; expected one of `login`, `refresh`",
    ),
    "operation that does not exist": Case(
        settings(SETTINGS.replace("operation: login", "operation: logIn")),
        1,
        "sdk.yaml:5:22: error: the document has no operation `logIn`",
    ),
    "rule that matches nothing": Case(
        settings(SETTINGS + "operations: [{match: itms, skip: true}]\n"),
        1,
        "error: nothing in the document matches `itms`",
    ),
    "missing settings": Case(nothing, 2, "error: cannot read nope.yaml", ("--config", "nope.yaml")),
    "settings that are not UTF-8": Case(settings(b"\xff"), 1, "sdk.yaml:1:1: error: the file is not UTF-8 text"),
    "output that is a file": Case(nothing, 2, "error: ", ("--output", "openapi.yaml")),
    "output below a file": Case(nothing, 2, "error: ", ("--output", "openapi.yaml/sdk")),
    "report that cannot be written": Case(nothing, 2, "error: ", ("--report", "nowhere/report.json")),
    "option that does not exist": Case(nothing, 2, "No such option: --chek", ("--chek",)),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_leaves_the_old_sdk(name: str, project: Path, run: Run) -> None:
    """Each kind of bad input has its line and its exit code, no traceback, and changes no file of the SDK."""
    case = CASES[name]
    assert run("generate").code == 0
    case.spoil(project)
    before = tree(project / "sdk")
    result = run("generate", *case.arguments)

    assert (case.code, True) == (result.code, case.says in result.err), result.err
    assert "Traceback" not in result.err
    assert before == tree(project / "sdk")


def test_an_output_that_is_not_ours_is_left_alone(project: Path, run: Run) -> None:
    """A folder with files that the tool has not written is not taken over."""
    other = project / "src"
    other.mkdir()
    (other / "main.py").write_text("print()\n", "utf-8")
    result = run("generate", "--output", "src")

    assert result.code == 2
    assert {"main.py"} == set(tree(other))


def test_a_dangling_reference_is_told_where_it_stands(project: Path, run: Run) -> None:
    """The line is that of the reference, and the fix says how to go on without it."""
    path = project / "openapi.yaml"
    path.write_text(DOCUMENT.replace("schemas/Tokens", "schemas/Token"), "utf-8")
    result = run("generate")
    lines = [line for line in result.err.splitlines() if line.startswith("openapi.yaml:")]

    assert [":".join(line.split(":")[:2]) for line in lines] == ["openapi.yaml:17", "openapi.yaml:28"]
    assert "references: lenient" in result.err


def test_lenient_references_are_degraded(project: Path, run: Run) -> None:
    """With `references: lenient` the rest of the document is generated."""
    (project / "openapi.yaml").write_text(DOCUMENT.replace("schemas/Item", "schemas/Itm"), "utf-8")
    (project / "sdk.yaml").write_text(SETTINGS + "references: lenient\n", "utf-8")
    result = run("generate")

    assert (result.code, "2 generated, 1 degraded" in result.out) == (0, True)


def test_all_misses_are_told_in_one_run(project: Path, run: Run) -> None:
    """Two operations that do not exist are two lines, each with what was probably meant."""
    text = SETTINGS.replace("operation: login", "operation: logn").replace("operation: refresh", "operation: refersh")
    (project / "sdk.yaml").write_text(text, "utf-8")
    fixes = [line for line in run("generate").err.splitlines() if "fix" in line]

    assert fixes == ["  fix: did you mean `login`?", "  fix: did you mean `refresh`?"]
