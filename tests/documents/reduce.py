"""A document for which something does not hold becomes a small one for which the same does not hold."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

_KEPT = frozenset({"info", "paths", "responses"})
"""Keys that a document or an operation needs."""
_WORDS = frozenset({"openapi", "swagger", "title", "version", "description", "in", "name", "type"})
"""Keys that are needed as well, or hold nothing worth a trial, where their values are texts."""


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
        if key not in _KEPT and not (key in _WORDS and isinstance(one, str)):
            yield (*at, key)
        yield from _paths(one, (*at, key))


def _without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any] | None:
    """Copy a document without a part; None where the part is not there any more."""
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
