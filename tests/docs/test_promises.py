"""The list of promises is whole, and each of them has tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.docs.snippets import ROOT

TEXT = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NUMBERS = [int(number) for number in re.findall(r"^\*\*I(\d+)\*\* ", TEXT, re.MULTILINE)]
NAMED = sorted(set(re.findall(r"^- `(tests/[\w/]+\.py)::(\w+)`$", TEXT, re.MULTILINE)))


def test_every_promise_is_listed_once_and_in_order() -> None:
    """There are thirty-four."""
    assert list(range(1, 35)) == NUMBERS


@pytest.mark.parametrize("number", range(1, 35))
def test_every_promise_has_a_test_with_its_number(number: int) -> None:
    """A promise without a test is a wish."""
    section = TEXT.partition(f"**I{number}** ")[2].partition("**I")[0]

    assert re.search(rf"::test_(\w+_)?i{number}_\w+`", section)


@pytest.mark.parametrize("number", range(1, 35))
def test_no_test_of_a_promise_is_missing(number: int) -> None:
    """Whoever doubts a promise finds all of its tests here."""
    section = TEXT.partition(f"**I{number}** ")[2].partition("**I")[0]

    assert sorted(set(numbered(number)) - set(re.findall(r"^- `(.+)`$", section, re.MULTILINE))) == []


def numbered(number: int) -> list[str]:
    """Find the tests that have a number in their names."""
    return [
        f"{path.relative_to(ROOT).as_posix()}::{name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if re.search(rf"_i{number}_", name)
    ]


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    """Its function is there, under this very name."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_line_of_the_list_is_understood() -> None:
    """No test is named in a way that nobody checks."""
    assert TEXT.count("::test_") == sum(1 for _ in re.finditer(r"^- `tests/[\w/]+\.py::\w+`$", TEXT, re.MULTILINE))


@pytest.mark.parametrize("file", ["docs/expiry.md", "docs/recipes.md", "docs/promises.md", "docs/renewals.md"])
def test_every_link_leads_somewhere(file: str) -> None:
    """Links between the documents name files that are there."""
    path = ROOT / file
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []
