"""The report counts everything, and says so by its exit code when it is not enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from tests.corpus.__main__ import main
from tests.corpus.documents import Subject, operations, subjects
from tests.corpus.table import Row, is_good, reasons, rows, total
from tests.corpus.trial import Plan, Result, attempt

GOOD = """\
openapi: 3.1.0
info: {title: Small, version: "1"}
paths: {/a: {get: {operationId: a, responses: {"200": {description: fine}}}}}
"""
BROKEN = "openapi: 4.0.0\npaths: {/a: {get: {}, put: {}}, /b: {parameters: [], head: {}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of two groups and a file that is no document."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "one" / "part.yaml").write_text("type: object\nproperties: {openapi: {type: string}}\n", "utf-8")
    (tmp_path / "two" / "deep").mkdir(parents=True)
    (tmp_path / "two" / "deep" / "min.json").write_text('{"info":{},"swagger":"2.0"}', "utf-8")
    return tmp_path


def small(folder: Path) -> Subject:
    return Subject(folder / "one" / "good.yaml", "one", "3.1", folder)


def result(group: str, unimportable: str = "", untyped: str = "", **operations: int) -> Result:
    return Result(Subject(Path("x.yaml"), group, "3.1", Path()), operations, unimportable=unimportable, untyped=untyped)


def test_documents_are_found_with_group_and_dialect(folder: Path) -> None:
    """The group is the first folder; a file that has no version is no document."""
    found = [(one.path.name, one.group, one.dialect) for one in subjects(folder)]

    assert found == [("good.yaml", "one", "3.1"), ("min.json", "two", "2.0")]


def test_a_document_is_tried(folder: Path) -> None:
    """What came of it is the report's statuses, without a fault."""
    tried = attempt(small(folder), Plan())

    assert ({"generated": 1}, "", True) == (dict(tried.operations), tried.fault, tried.cpu > 0)


def test_the_operations_of_a_refused_document_count(tmp_path: Path) -> None:
    """Refusing a document whole must not improve the share of what was generated."""
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN, "utf-8")
    tried = attempt(Subject(path, ".", "4.0", tmp_path), Plan())

    assert ({"refused": 3}, True) == (dict(tried.operations), "`openapi: 4.0.0` is not supported" in tried.refused)


def test_a_document_that_takes_too_long_is_refused(folder: Path) -> None:
    """No document holds up the others."""
    tried = attempt(small(folder), Plan(timeout=0))

    assert ({"refused": 1}, "it takes too long") == (dict(tried.operations), tried.refused)


def test_what_is_no_yaml_has_no_operations(tmp_path: Path) -> None:
    """A file that cannot be read counts nothing, and stops nothing."""
    path = tmp_path / "bad.yaml"
    path.write_text("openapi: [3.1", "utf-8")

    assert operations(path) == 0


def test_results_are_summed_by_group_and_dialect() -> None:
    """Each group has its row, and there is one for all."""
    found = [result("a", generated=9), result("a", generated=9, degraded=1, refused=1), result("b", generated=4)]

    assert {key: (row.documents, row.share) for key, row in rows(found).items()} == {
        ("a", "3.1"): (2, 90.0),
        ("b", "3.1"): (1, 100.0),
    }
    assert (total(found).documents, total([]), Row().share) == (3, Row(), 100.0)


def test_the_most_frequent_reasons_come_first() -> None:
    """What would help most operations is told first."""
    found = [evolve(result("a"), reasons={"rare": 1, "often": 2}), evolve(result("b"), reasons={"often": 3})]

    assert reasons(found) == [("often", 5), ("rare", 1)]


@pytest.mark.parametrize(
    ("results", "good"),
    [
        ([result("a", generated=199, degraded=1)], True),
        ([result("a", generated=198, degraded=2)], False),
        ([result("a", unimportable="SyntaxError", generated=200)], False),
        ([result("a", untyped="error: Name", generated=200)], False),
    ],
)
def test_the_verdict(results: list[Result], good: bool) -> None:
    """Enough must be generated, and all that was be importable and typed."""
    assert good is is_good(results, least=99.5)


def test_a_folder_becomes_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 0, and the table has a row for each group and one for all."""
    code = main([str(folder), "--jobs", "1"])
    lines = capsys.readouterr().out.splitlines()

    assert code == 0
    assert [next(iter(line.split()[1:2]), "") for line in lines if line.startswith("│")] == ["one", "two", "all"]


def test_a_folder_without_documents_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Having tried nothing is no success."""
    assert main([str(tmp_path)]) == 2
    assert "there are no OpenAPI documents in" in capsys.readouterr().out
