"""Every part of a document can be found in its file."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import load

YAML = """\
openapi: 3.1.0
paths:
  /users/{id}:
    get:
      parameters:
        - name: id
        - {name: q, in: query}
    put: &put
      x: 1
  "/a~b": *put
"""
JSON = """\
{"openapi": "3.1.0",
 "paths": {
  "/users/{id}": {
   "get": {"parameters": [
     {"name": "id"},
     {"name": "q", "in": "query"}]},
   "put": {"x": [1, "]}"]}},
  "/a~b": {}}}
"""


@pytest.mark.parametrize(
    ("pointer", "yaml", "json"),
    [
        ("", (1, 1), (1, 1)),
        ("/paths", (2, 1), (2, 2)),
        ("/paths/~1users~1{id}/get", (4, 5), (4, 4)),
        ("/paths/~1users~1{id}/get/parameters/1", (7, 11), (6, 6)),
        ("/paths/~1users~1{id}/get/parameters/1/in", (7, 21), (6, 20)),
        ("/paths/~1users~1{id}/put", (8, 5), (7, 4)),
        ("/paths/~1a~0b", (10, 3), (8, 3)),
        ("/paths/~1users~1{id}/get/nothing/here", (4, 5), (4, 4)),
    ],
)
def test_a_pointer_leads_to_its_line(
    tmp_path: Path, pointer: str, yaml: tuple[int, int], json: tuple[int, int]
) -> None:
    """Keys and items have the place where they begin; what is not there has that of what is around it."""
    for name, text, expected in (("a.yaml", YAML, yaml), ("a.json", JSON, json)):
        path = tmp_path / name
        path.write_text(text)
        document = load(path)
        place = document.place(f"#{pointer}")

        found = document.locate([place])[place]

        assert (str(path), pointer, *expected) == (found.file, found.pointer, found.line, found.column)
