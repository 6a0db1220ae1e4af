"""The spot of a schema becomes a proposal for its name."""

from __future__ import annotations

import re

from anew.document import Document
from anew.document.faults import DanglingError
from anew.document.pointers import split, tail
from anew.names import pascal
from anew.normalise.keywords import reference

_DOMAIN = re.compile(r"^(com|dev|io|net|org)\.\w+\.(?=\w+\.)")
"""A domain in front of a name, as Java and Kubernetes have it; what follows is long enough."""
_SILENT = frozenset(
    {
        "$defs",
        "additionalProperties",
        "allOf",
        "anyOf",
        "application/json",
        "components",
        "content",
        "definitions",
        "items",
        "oneOf",
        "parameters",
        "paths",
        "properties",
        "requestBodies",
        "responses",
        "schema",
        "schemas",
    }
)
"""Keys of a document that say what something is, not what it is called."""


class Hints:
    """Knows what schemas that others refer to are called."""

    def __init__(self, document: Document, components: dict[str, str]) -> None:
        """Know the names of components by spot, and those of files that a component is nothing but a reference to."""
        self._names = {at: pascal(_DOMAIN.sub("", name)) for at, name in components.items()}
        for at in components:
            target = _elsewhere(document, at)
            if target is not None:
                self._names.setdefault(target, self._names[at])

    def of(self, at: str) -> str:
        """Propose a name for what stands at a spot."""
        return self._names.get(at) or pascal(_telling(at))

    def rename(self, names: dict[str, str]) -> None:
        """Call what stands at some spots otherwise than the document does."""
        self._names |= names


def _elsewhere(document: Document, at: str) -> str | None:
    """Give the spot in another file that a component refers to."""
    try:
        target = reference(document.follow(at, at).value)
        return document.follow(target, at).at if target is not None and not target.startswith("#") else None
    except DanglingError:
        return None  # told about when it is read


def _telling(at: str) -> str:
    """Give the words of a spot that tell most: its last keys that are no keywords, else the name of the file."""
    file, _, pointer = at.partition("#")
    keys = [key for key in split(pointer) if key not in _SILENT and not key.isdecimal()]
    return " ".join(keys[-2:]) if keys else tail(f"{file}#")
