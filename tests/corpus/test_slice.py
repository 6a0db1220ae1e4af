"""Documents of every dialect and many origins need `init` and `generate` and nothing else."""

from __future__ import annotations

import pytest

from tests.corpus.documents import SHARED, Subject, subjects
from tests.corpus.trial import Plan, attempt

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")

SLICE = {
    "envelope/nytimes-books.json": 6,
    "famous/grafana-tempo.yaml": 8,
    "famous/httpbin.json": 78,
    "famous/lichess/openapi.yaml": 190,
    "framework/drf-rest-polymorphic.yaml": 6,
    "framework/hey-api-nestjs-example.json": 6,
    "peer-suite/dmcg-stream-resume.yaml": 12,
    "peer-suite/dmcg-uploads-oauth.yaml": 6,
    "peer-suite/hey-3-1-full/openapi.yaml": 48,
    "peer-suite/oai-v2-0-petstore-separate/spec/openapi.yaml": 4,
    "peer-suite/osv-petstore-3-2.yaml": 3,
    "peer-suite/sta-giphy-2-0.yaml": 10,
}
"""How many operations each has."""


@pytest.mark.parametrize("name", SLICE)
def test_a_real_document_is_generated_in_full(name: str) -> None:
    """Every operation is generated, none degraded, and every module of the SDK can be imported."""
    group = name.split("/")[0]
    result = attempt(Subject(SHARED / name, group, "", SHARED / group), Plan(timeout=120))

    assert ("", {"generated": SLICE[name]}) == (result.fault, dict(result.operations))


def test_the_whole_corpus_is_found() -> None:
    """Documents are found whatever their format."""
    lines = (SHARED / "manifest.tsv").read_text("utf-8").splitlines()[1:]
    listed = {SHARED.resolve() / line.split("\t")[2] for line in lines}
    found = {one.path: one.dialect for one in subjects(SHARED)}

    assert listed <= set(found)
    assert set(found.values()) == {"2.0", "3.0", "3.1", "3.2"}
