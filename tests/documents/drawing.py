"""A seed becomes any number of documents that differ, always the same ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.documents.whole import documents

_AT_ONCE = 12
"""Documents of a seed; among more of them, Hypothesis repeats itself."""
_SMALLEST = 3_000
"""Characters of a document that is worth what trying one costs."""


def drawn(first: int, *, hostile: bool = False) -> Iterator[dict[str, Any]]:
    """Draw documents without an end."""
    seen: set[str] = set()
    for number in count(first):
        for document in _batch(number, hostile=hostile):
            text = json.dumps(document)
            if len(text) >= _SMALLEST and text[:_SMALLEST] not in seen:
                seen.add(text[:_SMALLEST])
                yield document


def _batch(number: int, *, hostile: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @seed(number)
    @settings(
        max_examples=_AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents(operations=8, hostile=hostile))
    def collect(document: dict[str, Any]) -> None:
        found.append(document)

    collect()
    return found
