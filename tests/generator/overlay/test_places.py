"""After overlays, every part of the document is still found where somebody wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.overlay.support import corrected

TEXT = """
  a: {b: [10, {c: 11}, {c: 12}], d: 13}
  e:
    f: {g: 1}
"""
REMOVE = "- {target: '$.x.a.b[?@.c==11]', remove: true}\n"
UPDATE = "- target: $.x.a\n  update:\n    d: 14\n    h: {i: [1, 2]}\n    b: [15]\n"
COPY = "- {target: $.x.a, copy: $.x.e}\n"


@pytest.mark.parametrize(
    ("actions", "at", "expected"),
    [
        (REMOVE, "#/x/e/f", "openapi.yaml:6:5"),
        (REMOVE, "#/x/a/b/0", "openapi.yaml:4:11"),
        (REMOVE, "#/x/a/b/1/c", "openapi.yaml:4:25"),
        (UPDATE, "#/x/a/d", "0.overlay.yaml:6:5"),
        (UPDATE, "#/x/a/h/i/1", "0.overlay.yaml:7:16"),
        (UPDATE, "#/x/a/b/1/c", "openapi.yaml:4:16"),
        (UPDATE, "#/x/a/b/3", "0.overlay.yaml:8:9"),
        (UPDATE, "#/x/a/nope/there", "openapi.yaml:4:3"),
        (REMOVE + UPDATE, "#/x/a/b/2", "0.overlay.yaml:9:9"),
        (COPY, "#/x/a/f/g", "openapi.yaml:6:9"),
        ("- {target: $.x.e.f, update: {g: 2}}\n" + COPY, "#/x/a/f/g", "0.overlay.yaml:4:30"),
    ],
)
def test_a_part_is_found(actions: str, at: str, expected: str, tmp_path: Path) -> None:
    """What came from the document stands in the document, what an overlay added in the overlay."""
    document = corrected(tmp_path, TEXT, actions)
    place = document.place(at)

    assert str(document.locate([place])[place]) == f"{tmp_path}/{expected}"


def test_the_overlays_are_among_the_files(tmp_path: Path) -> None:
    """Whatever depends on the document depends on its overlays."""
    document = corrected(tmp_path, TEXT, REMOVE, UPDATE)

    assert [path.name for path in document.files()] == ["openapi.yaml", "0.overlay.yaml", "1.overlay.yaml"]
