"""Formatting does not depend on where it happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.format import format_files


@pytest.mark.parametrize("name", [".nox", ".venv", "build"])
def test_formats_in_folders_that_ruff_passes_over(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are formatted although the temporary folder is within one that ruff or git ignore."""
    home = tmp_path / name
    home.mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*\n")
    monkeypatch.setattr("tempfile.tempdir", str(home))
    monkeypatch.setattr("anew.format._MEMORY", "/nowhere")

    assert format_files({"acme/a.py": "x = 'y'"}) == {"acme/a.py": 'x = "y"\n'}


def test_formats_where_there_is_no_folder_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems without one, or with one that is full, format in the usual temporary folder."""
    monkeypatch.setattr("anew.format._MEMORY", "/nowhere")

    assert format_files({"acme/a.py": "x = 'y'"}) == {"acme/a.py": 'x = "y"\n'}
