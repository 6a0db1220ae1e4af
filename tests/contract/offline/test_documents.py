"""Requests and answers of real documents are as described, and damaged answers leak nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from anew.contract.offline import Options, Thresholds, conduct

from tests.corpus.documents import SHARED

ROOT = Path(__file__).parents[3]
WHOLE = Thresholds(100, 100, 100)
SLICE = (
    "envelope/tinkoff-invest.json",
    "famous/httpbin.json",
    "framework/drf-rest-polymorphic.yaml",
    "peer-suite/hey-2-0-full/openapi.yaml",
    "peer-suite/oag-3-0-composed-oneof.yaml",
    "peer-suite/osv-petstore-3-2.yaml",
    "peer-suite/readme-3-1-parameters-style.json",
)


def test_the_sample_sdk_keeps_to_its_document() -> None:
    """Wholly: every request, every answer, every damage."""
    options = Options(target=str(ROOT / "sdk"), document=ROOT / "openapi.yaml", config=ROOT / "sdk.yaml", cases=3)
    outcome = conduct(options)

    assert [] == [one.id for one in outcome.operations if not one.is_good]
    assert all(outcome.total(direction).tried for direction in ("requests", "answers", "damaged"))


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")
@pytest.mark.parametrize("name", SLICE)
def test_a_real_document_is_kept_to(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings that `init` would write, and no others."""
    path = SHARED / name
    monkeypatch.chdir(path.parent)
    outcome = conduct(Options(target=os.fspath(path), cases=2))

    assert outcome.passes(WHOLE), [one.requests.failures + one.answers.failures for one in outcome.operations]
    assert outcome.total("requests").tried
