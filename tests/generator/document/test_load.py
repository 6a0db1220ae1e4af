"""Files become data, or one clear fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import load
from anew.errors import DocumentError, UsageError

HEAD = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\n'


def write(folder: Path, text: str, name: str = "openapi.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_missing_file_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    """There is no document to blame."""
    with pytest.raises(UsageError, match=r"cannot read .*nowhere"):
        load(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "openapi: [3.1", r"a\.yaml:2:1: error: the file is not YAML"),
        ("a.json", '{"openapi": }', r"a\.json:1:13: error: the file is not JSON"),
        ("a.yaml", "title: x", r"a\.yaml:1:1: error: the file is not an OpenAPI document"),
        ("a.yaml", "- x", "the file is not an OpenAPI document"),
        ("a.yaml", "\n\nopenapi: 4.0.0", r"a\.yaml:3:1: error: `openapi: 4.0.0` is not supported"),
        ("a.yaml", "swagger: 1.2", "`swagger: 1.2` is not supported"),
        ("a.yaml", "openapi: 3.1.0\n---\nopenapi: 3.1.0", "more than one YAML document"),
        ("a.yaml", "openapi: *nothing", r"the alias \*nothing refers to nothing above it"),
        ("a.yaml", "openapi: 3.1.0\nx: &a [*a]", r"the alias \*a stands inside of what it refers to"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    """A fault says what is wrong and where."""
    with pytest.raises(DocumentError, match=message):
        load(write(tmp_path, text, name))


def test_yaml_may_be_in_a_file_that_is_called_json(tmp_path: Path) -> None:
    """What is in a file counts, not its name."""
    found = load(write(tmp_path, "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n", "openapi.json"))

    assert (found.dialect, found.root["paths"]) == ("3.1", {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 have a line and a column."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"openapi: 3.1.0\nx: \xff")

    with pytest.raises(DocumentError, match=r"a\.yaml:2:4: error: the file is not UTF-8 text"):
        load(path)


@pytest.mark.parametrize("text", ["openapi: 3.1.0\nx: " + "[" * 100_000, '{"openapi": "3.1.0", "x": ' + "[" * 100_000])
def test_nesting_without_end_is_refused(tmp_path: Path, text: str) -> None:
    """A file of brackets neither crashes the process nor takes long."""
    with pytest.raises(DocumentError, match="nested too deeply"):
        load(write(tmp_path, text, "a.json" if text.startswith("{") else "a.yaml"))


def test_a_bomb_of_aliases_is_refused(tmp_path: Path) -> None:
    """Ten lines that mean billions of values are found out before they are written out."""
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]

    with pytest.raises(DocumentError, match="aliases make it too large"):
        load(write(tmp_path, "\n".join(["openapi: 3.1.0", "a0: &a0 [x, x]", *lines])))


def test_scalars_follow_yaml_1_2(tmp_path: Path) -> None:
    """What YAML 1.1 takes for dates, truth values and base-60 numbers are texts; keys always are."""
    text = HEAD + "x: [2024-01-01, no, 12:30, 0x10, 1e3, ~, true, '5', 1_000]\n200: fine\n"

    data = load(write(tmp_path, text)).root

    assert data["x"] == ["2024-01-01", "no", "12:30", 16, 1000.0, None, True, "5", "1_000"]
    assert data["200"] == "fine"


def test_merge_keys_give_what_is_not_there_already(tmp_path: Path) -> None:
    """`<<` is no part of YAML 1.2, but of many documents."""
    text = HEAD + "base: &base {a: 1, b: 2}\nx:\n  <<: *base\n  b: 3\n"

    assert load(write(tmp_path, text)).root["x"] == {"a": 1, "b": 3}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "openapi: 3.1.0\npaths:\n  /a: {get: 1}\n  /a: {put: 2}\n"),
        ("a.json", '{"openapi": "3.1.0", "paths": {"/a": {"get": 1}, "/a": {"put": 2}}}'),
    ],
)
def test_a_path_that_is_given_twice_keeps_all_its_operations(tmp_path: Path, name: str, text: str) -> None:
    """Mappings under the same key are put together, and where that happened is known."""
    found = load(write(tmp_path, text, name))

    assert found.root["paths"]["/a"] == {"get": 1, "put": 2}
    assert found.repeated() == ("#/paths/~1a",)
