"""Documents of every dialect and many origins need `init` and `generate` and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import load
from anew.normalise import normalise
from anew.pipeline import draft
from anew.settings import defaults

from tests.corpus.documents import SHARED, Subject, subjects
from tests.corpus.trial import Plan, attempt

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")

SLICE = {
    "envelope/lark-auth.yaml": 5,
    "envelope/medical-insurance.json": 46,
    "envelope/nytimes-books.json": 6,
    "envelope/pa-ai-assistant.json": 6,
    "envelope/pa-org-member-account-lifecycle.json": 6,
    "famous/grafana-tempo.yaml": 8,
    "famous/httpbin.json": 78,
    "famous/jupyterhub.yaml": 54,
    "famous/lichess/openapi.yaml": 190,
    "famous/webscraping-ai.json": 7,
    "framework/airflow-simple-auth-fastapi.yaml": 4,
    "framework/drf-fields-oas-3-1.yaml": 4,
    "framework/drf-rest-auth-token.yaml": 13,
    "framework/drf-rest-polymorphic.yaml": 6,
    "framework/hey-api-nestjs-example.json": 6,
    "framework/mapsy-springdoc.json": 24,
    "peer-suite/dmcg-stream-resume.yaml": 12,
    "peer-suite/dmcg-upload-checks.yaml": 13,
    "peer-suite/dmcg-uploads-oauth.yaml": 6,
    "peer-suite/hey-3-1-full/openapi.yaml": 48,
    "peer-suite/hey-3-1-transformers.json": 8,
    "peer-suite/oai-v2-0-petstore-separate/spec/openapi.yaml": 4,
    "peer-suite/oapi-hoisting-implicit.yaml": 11,
    "peer-suite/oapi-naming-conflicts.yaml": 18,
    "peer-suite/oapi-parameters.yaml": 28,
    "peer-suite/ogen-allof.yaml": 14,
    "peer-suite/osv-petstore-3-2.yaml": 3,
    "peer-suite/sta-giphy-2-0.yaml": 10,
}
"""How many operations each has, webhooks and callbacks included."""


@pytest.mark.parametrize("name", SLICE)
def test_a_real_document_is_generated_in_full(name: str) -> None:
    """Every operation is generated, none degraded, and every module of the SDK can be imported."""
    group = name.split("/")[0]
    result = attempt(Subject(SHARED / name, group, "", SHARED / group), Plan(timeout=120))

    assert ("", {"generated": SLICE[name]}) == (result.fault, dict(result.operations))


@pytest.mark.parametrize("name", ["envelope/yudao-excerpt.json", "famous/box.json", "peer-suite/osv-petstore-3-2.yaml"])
def test_what_init_counts_is_what_the_report_has(name: str) -> None:
    """`init` and `generate` agree on how many operations a document has."""
    document = load(SHARED / name)
    operations = [one for one in normalise(document, defaults()).subjects if one.kind == "operation"]

    assert draft(SHARED / name, Path("sdk.yaml")).operations == len(operations)


def test_the_whole_corpus_is_found() -> None:
    """Documents are found whatever their format."""
    lines = (SHARED / "manifest.tsv").read_text("utf-8").splitlines()[1:]
    listed = {SHARED.resolve() / line.split("\t")[2] for line in lines}
    found = {one.path: one.dialect for one in subjects(SHARED)}

    assert listed <= set(found)
    assert set(found.values()) == {"2.0", "3.0", "3.1", "3.2"}
