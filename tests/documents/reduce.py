"""A document for which something does not hold becomes a small one for which the same does not hold."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

_KEPT = frozenset(
    {"openapi", "swagger", "info", "title", "version", "description", "paths", "responses", "in", "name", "type"}
)
"""Keys that a document needs to be one, or that hold nothing worth a trial."""


def reduced(document: dict[str, Any], fails: Callable[[dict[str, Any]], bool], tries: int = 150) -> dict[str, Any]:
    """Leave out whatever can be left out, the largest parts first, until nothing can or the tries are used up."""
    left = tries
    again = True
    while again and left:
        again = False
        for path in sorted(_paths(document), key=len):
            smaller = _without(document, path)
            if smaller is None or not left:
                continue
            left -= 1
            if fails(smaller):
                document, again = smaller, True
    return document


def _paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List where something stands that could be left out; items of lists from the last to the first."""
    parts = value.items() if isinstance(value, dict) else [*enumerate(value)][::-1] if isinstance(value, list) else ()
    for key, one in parts:
        if key not in _KEPT or isinstance(one, dict | list):
            yield (*at, key)
        yield from _paths(one, (*at, key))


def _without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any] | None:
    """Copy a document without a part; None where the part is not there any more, or has to be."""
    if path[-1] in ("info", "paths", "responses") and not isinstance(path[-2:-1], str) and len(path) < 2:
        return None
    found = copy.deepcopy(document)
    holder: Any = found
    for key in path[:-1]:
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return None
    try:
        del holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return found
