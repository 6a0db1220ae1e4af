"""A few drawn documents, always the same ones; `nox -s fuzz` draws others."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.documents.drawing import drawn
from tests.documents.reduce import reduced
from tests.documents.trial import Bench


@pytest.mark.parametrize("hostile", [False, True], ids=["plain", "hostile"])
def test_drawn_documents_become_sdks_that_keep_to_them(tmp_path: Path, *, hostile: bool) -> None:
    """Nothing is refused, all is accounted for, all of it imports, and requests and answers are as described."""
    bench = Bench(tmp_path)
    for document in islice(drawn(1, hostile=hostile), 3):
        assert [] == bench.failures(document)


def test_names_and_bytes_of_a_drawn_document_stay(tmp_path: Path) -> None:
    """Neither another run nor what is added at the end changes what was there."""
    document = next(drawn(2))
    assert [] == Bench(tmp_path, wire=False, stability=True).failures(document)


def test_a_document_gets_as_small_as_what_fails_in_it() -> None:
    """Whatever can be left out is, and a document stays one."""
    schemas = {"Good": {"type": "object"}, "Bad": {"type": "object", "properties": {"a": {"x-bad": 1}, "b": {}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    found = reduced(document, lambda one: "x-bad" in str(one))
    assert found["components"] == {"schemas": {"Bad": {"type": "object", "properties": {"a": {"x-bad": 1}}}}}
    assert found["openapi"] == "3.1.0" and found["paths"] == {}
