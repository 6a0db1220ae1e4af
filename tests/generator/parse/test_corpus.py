"""Real documents: nothing is refused that is valid, and nothing is lost in silence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from anew.document import load

from tests.generator.parse.building import api

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
LARGEST = 400_000
"""Bytes of a document that is read in every run of the tests."""


def rows() -> list[dict[str, str]]:
    """List the documents that are small enough to be read every time."""
    manifest = CORPUS / "manifest.tsv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if int(row["bytes"]) < LARGEST]


pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason=f"the corpus of real documents is not at {CORPUS}")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_every_operation_is_accounted_for(row: dict[str, str]) -> None:
    """As many operations come out as the document has, and none of them refused."""
    found = api(load(CORPUS / row["file"]))
    made = sum(len(group.operations) for group in found.groups)
    entries = [entry for entry in found.ledger if entry.kind == "operation"]

    assert [int(row["operations"])] * 2 == [len(entries), made]
    assert not [entry for entry in entries if entry.status == "degraded" and not entry.notes]


@pytest.mark.parametrize(
    "name", ["envelope/fba-fastapi.json", "envelope/yudao-excerpt.json", "envelope/lark-im.yaml", "famous/box.json"]
)
def test_well_made_documents_are_generated_wholly(name: str) -> None:
    """Nothing in them is degraded."""
    assert {"generated"} == {entry.status for entry in api(load(CORPUS / name)).ledger}
