"""Envelope documents of real APIs are served so that their generated SDKs understand every answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.documents import SHARED
from tests.sandbox.driving import drive

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")

FOLDER = SHARED / "envelope"
SLICE = ("lark-authen.yaml", "pa-org-member-account-lifecycle.json", "yudao-excerpt.json")
REST = sorted({path.name for path in FOLDER.iterdir()} - set(SLICE)) if FOLDER.is_dir() else []


@pytest.mark.parametrize("name", [*SLICE, *(pytest.param(name, marks=pytest.mark.stress) for name in REST)])
def test_every_operation_is_answered(name: str, tmp_path: Path) -> None:
    """Each call of the SDK gets a success that it can decode, over expiries where the API has a refresh."""
    result = drive(FOLDER / name, tmp_path)

    assert (result.failed, result.fine > 0) == ({}, True)
