"""Writing: the folder holds the new SDK or the old one, and whatever people put there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from anew.errors import UsageError
from anew.write import Written, swap, write

from tests.generator.write.conftest import Tree

OLD = {
    "README.md": "old\n",
    "acme/__init__.py": "OLD = 1\n",
    "acme/api/users.py": "old\n",
    "acme/api/gone.py": "gone\n",
}
NEW = {
    "README.md": "old\n",
    "acme/__init__.py": "NEW = 1\n",
    "acme/api/users.py": "new\n",
    "acme/api/more.py": "more\n",
}


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    """Write the old SDK."""
    write(OLD, tmp_path / "sdk")
    return tmp_path / "sdk"


def test_new_folder_holds_all_files(tmp_path: Path, tree: Tree) -> None:
    """A folder that does not exist is made, parents and all."""
    written = write(OLD, tmp_path / "deep" / "sdk")

    assert tree(tmp_path / "deep" / "sdk") == OLD
    assert written == Written(created=4, updated=0, removed=0, unchanged=0)


def test_second_run_replaces_adds_and_removes(sdk: Path, tree: Tree) -> None:
    """What the new SDK does not have is gone, and everything is counted."""
    written = write(NEW, sdk)

    assert tree(sdk) == NEW
    assert written == Written(created=1, updated=2, removed=1, unchanged=1)


def test_same_files_touch_nothing(sdk: Path) -> None:
    """A run that changes nothing leaves even the times of files and folders alone."""
    before = [path.stat().st_mtime_ns for path in sorted(sdk.rglob("*"))]
    write(OLD, sdk)

    assert [path.stat().st_mtime_ns for path in sorted(sdk.rglob("*"))] == before


def test_unchanged_file_keeps_its_time(sdk: Path) -> None:
    """A file that is as it was is not written again, so that nothing that depends on it is built again."""
    before = (sdk / "acme/api/users.py").stat().st_mtime_ns
    write({**OLD, "acme/__init__.py": "NEW = 1\n"}, sdk)

    assert (sdk / "acme/api/users.py").stat().st_mtime_ns == before


def test_added_files_survive(sdk: Path, tree: Tree) -> None:
    """What people put beside and between our files stays: files, folders, empty folders and links."""
    (sdk / "notes.txt").write_text("mine")
    (sdk / "acme/own").mkdir()
    (sdk / "acme/own/helper.py").write_text("mine")
    (sdk / "acme/empty").mkdir()
    (sdk / "acme/link").symlink_to("/nowhere")
    write(NEW, sdk)

    assert tree(sdk) == {**NEW, "notes.txt": "mine", "acme/own/helper.py": "mine"}
    assert (sdk / "acme/empty").is_dir()
    assert (sdk / "acme/link").readlink() == Path("/nowhere")


def test_folder_that_becomes_empty_is_removed(sdk: Path) -> None:
    """A folder of which nothing is left is gone, with its bytecode."""
    (sdk / "acme/api/__pycache__").mkdir()
    (sdk / "acme/api/__pycache__/users.pyc").write_bytes(b"")
    write({"acme/__init__.py": ""}, sdk)

    assert not (sdk / "acme/api").exists()


def test_renamed_package_leaves_nothing_behind(sdk: Path, tree: Tree) -> None:
    """Another package name moves the whole package."""
    write({"beta/__init__.py": ""}, sdk)

    assert tree(sdk) == {"beta/__init__.py": ""}
    assert not (sdk / "acme").exists()


def test_edited_file_is_generated_again(sdk: Path, tree: Tree) -> None:
    """A file that says that it is generated is generated, whoever edited it: version control has the edits."""
    (sdk / "acme/__init__.py").write_text("edited")
    write(OLD, sdk)

    assert tree(sdk) == OLD


def test_edited_file_that_is_needed_no_longer_stays(sdk: Path, tree: Tree) -> None:
    """Nothing would bring an edit back that was removed with its file."""
    (sdk / "acme/api/gone.py").write_text("edited")
    write(NEW, sdk)

    assert tree(sdk) == {**NEW, "acme/api/gone.py": "edited"}


def test_folder_of_somebody_else_is_refused(tmp_path: Path, tree: Tree) -> None:
    """A folder that is not empty and that anew did not write is left alone."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="not ours") as caught:
        write(NEW, tmp_path)

    assert str(tmp_path) in str(caught.value)
    assert tree(tmp_path) == {"thesis.txt": "mine"}


def test_empty_folder_is_taken(tmp_path: Path, tree: Tree) -> None:
    """A folder with nothing in it is as good as none."""
    write(NEW, tmp_path)

    assert tree(tmp_path) == NEW


def test_file_as_output_is_refused(tmp_path: Path) -> None:
    """A file is no folder to generate into."""
    (tmp_path / "sdk").write_text("mine")
    with pytest.raises(UsageError, match="no folder"):
        write(NEW, tmp_path / "sdk")


@pytest.mark.parametrize("path", ["acme/api/more.py", "acme/api/more.py/inner.txt"])
def test_added_file_in_the_way_is_named(sdk: Path, tree: Tree, path: str) -> None:
    """A file of somebody else is not overwritten: its name is in the error, and nothing was changed."""
    (sdk / path).parent.mkdir(exist_ok=True)
    (sdk / path).write_text("mine")
    with pytest.raises(UsageError, match=r"acme/api/more\.py") as caught:
        write(NEW, sdk)

    assert "fix: move it away" in str(caught.value)
    assert tree(sdk) == {**OLD, path: "mine"}


def test_links_are_not_followed_out_of_the_folder(sdk: Path, tmp_path: Path, tree: Tree) -> None:
    """A folder of ours that somebody replaced by a link is not written through."""
    outside = tmp_path / "outside"
    (sdk / "acme/api").rename(outside)
    (sdk / "acme/api").symlink_to(outside)
    with pytest.raises(UsageError, match="acme/api"):
        write(NEW, sdk)

    assert tree(outside) == {"users.py": "old\n", "gone.py": "gone\n"}


@pytest.mark.parametrize(
    "path", ["../evil.py", "/etc/evil.py", "acme/../../evil.py", "c:\\evil.py", "acme//x", ".anew.json", ""]
)
def test_paths_stay_inside(tmp_path: Path, path: str) -> None:
    """A path that leads out of the folder is never written, whoever made it."""
    with pytest.raises(ValueError, match="lead out"):
        write({path: ""}, tmp_path / "sdk")


def test_damaged_list_is_refused(sdk: Path, tmp_path: Path) -> None:
    """A list that names files outside of the folder removes none of them."""
    (tmp_path / "precious.txt").write_text("mine")
    (sdk / ".anew.json").write_text('{"files": {"../precious.txt": "0"}}')
    with pytest.raises(UsageError, match="not the list"):
        write(NEW, sdk)

    assert (tmp_path / "precious.txt").exists()


@pytest.mark.parametrize("step", range(5))
def test_failure_leaves_the_old_sdk(
    sdk: Path, tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whichever step fails, all steps before it are undone, and nothing is left lying about."""
    steps = iter(range(100))
    real = swap._swap

    def failing(*arguments: Path) -> object:
        if next(steps) == step:
            raise OSError(28, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(swap, "_swap", failing)
    files = {**NEW, "README.md": "new\n", "pyproject.toml": "new\n"}
    with pytest.raises(UsageError, match="No space left"):
        write(files, sdk)

    assert tree(sdk) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["sdk"]


def test_killed_run_can_be_repeated(sdk: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ended between two steps leaves a package that is whole; the next run takes it for ours."""

    def killed(*_: object) -> None:
        os._exit(9)

    child = os.fork()
    if child == 0:
        real = swap._swap
        done: list[Path] = []

        def stepping(new: Path, place: Path, aside: Path) -> object:
            if len(done) == 2:
                killed()
            done.append(place)
            return real(new, place, aside)

        swap._swap = stepping  # type: ignore[assignment]  # in a process that is about to die
        write({**NEW, "zeta.toml": ""}, sdk)
        killed()
    os.waitpid(child, 0)

    package = {path: text for path, text in NEW.items() if path.startswith("acme/")}
    assert {path: text for path, text in tree(sdk).items() if path.startswith("acme/")} == package
    write(NEW, sdk)
    assert tree(sdk) == NEW


def test_systems_that_cannot_swap_rename(sdk: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no system call swaps two folders, renaming does."""
    monkeypatch.setattr("anew.write.exchange._system_call", lambda: None)
    write(NEW, sdk)

    assert tree(sdk) == NEW


def test_file_systems_without_links_copy(sdk: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files cannot have two names, they are copied."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    (sdk / "acme/own.py").write_text("mine")
    write(NEW, sdk)

    assert tree(sdk) == {**NEW, "acme/own.py": "mine"}
