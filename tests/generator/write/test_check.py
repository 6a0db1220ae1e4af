"""Checking: a diff of what would be written, and not a byte is."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.errors import UsageError
from anew.write import check, write

from tests.generator.write.conftest import Tree

FILES = {"acme/__init__.py": "a\nb\n", "acme/py.typed": "", "acme/gone.py": "gone\n"}


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    """Write an SDK."""
    write(FILES, tmp_path / "sdk")
    return tmp_path / "sdk"


def test_fresh_sdk_has_no_difference(sdk: Path) -> None:
    """A folder that is up to date gives no diff."""
    assert check(FILES, sdk) == ""


def test_added_files_are_no_difference(sdk: Path) -> None:
    """What people added is not stale."""
    (sdk / "acme/own.py").write_text("mine")

    assert check(FILES, sdk) == ""


def test_difference_is_a_unified_diff(sdk: Path) -> None:
    """Changed, new and removed files are shown as `git apply` understands them."""
    wanted = {"acme/__init__.py": "a\nc\n", "acme/new.py": "new\n", "acme/py.typed": ""}

    assert check(wanted, sdk).splitlines() == [
        "--- a/acme/__init__.py",
        "+++ b/acme/__init__.py",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
        "--- a/acme/gone.py",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-gone",
        "--- /dev/null",
        "+++ b/acme/new.py",
        "@@ -0,0 +1 @@",
        "+new",
    ]


def test_check_writes_nothing(sdk: Path, tree: Tree) -> None:
    """A check leaves the folder as it is."""
    check({"acme/__init__.py": "other\n"}, sdk)

    assert tree(sdk) == FILES


def test_missing_sdk_is_all_difference(tmp_path: Path) -> None:
    """Even an empty file that is missing is a difference."""
    assert "+++ b/acme/py.typed" in check({"acme/py.typed": ""}, tmp_path / "sdk")
    assert not (tmp_path / "sdk").exists()


def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A check says what a run would say."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="not ours"):
        check(FILES, tmp_path)


def test_huge_files_are_not_compared_line_by_line(sdk: Path) -> None:
    """A file of many lines that changed is named, and it takes no time."""
    many = "".join(f"{number}\n" for number in range(20_000))
    write({"big.json": many}, sdk)

    assert "@@ 20000 lines became 20001 @@" in check({"big.json": many + "x\n"}, sdk)
