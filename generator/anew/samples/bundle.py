"""A document with its other files becomes one mapping, in which every `$ref` is a JSON pointer into that mapping."""

from __future__ import annotations

from typing import Any

from anew.document import Document
from anew.document.faults import DanglingError
from anew.document.pointers import escape

FILES = "x-files"
"""The key below which other files stand in a bundled document, each under its path."""

_DATA = frozenset({"default", "const", "enum", "example", "examples", "value"})
"""Keywords whose values are data, in which a `$ref` is nothing but a name."""

_NAMED = frozenset(
    {
        *("$defs", "definitions", "dependentSchemas", "patternProperties", "properties"),
        *("callbacks", "content", "encoding", "headers", "parameters", "pathItems", "requestBodies", "responses"),
        *("schemas", "webhooks"),
    }
)
"""Keywords whose keys are names, which may be those of keywords."""


def bundle(document: Document) -> dict[str, Any]:
    """Copy a document whole; what a reference that leads nowhere stood for may be anything."""
    work = _Bundle(document)
    root: dict[str, Any] = work.copy(document.root, "#", named=False)
    files: dict[str, Any] = {}
    while work.wanted.keys() - files.keys():
        for file in work.wanted.keys() - files.keys():
            files[file] = work.copy(document.follow(file, "#").value, f"{file}#", named=False)
    return {**root, FILES: files} if files else root


def _component(at: str) -> str:
    """Give the component that a place is in: what a recursive reference of JSON Schema 2019-09 means by `#`."""
    steps = at.partition("#")[2].split("/")
    return "#" + "/".join(steps[: 3 if steps[1:2] == ["definitions"] else 4])


class _Bundle:
    """Copies data and corrects the references in it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.wanted: dict[str, None] = {}
        """The files that something refers to, in the order of the references."""

    def copy(self, value: Any, at: str, *, named: bool) -> Any:
        if isinstance(value, list):
            return [self.copy(one, f"{at}/{index}", named=False) for index, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        if not named:
            if "$recursiveRef" in value:
                value = {"$ref": _component(at)}
            target = value.get("$ref", value.get("$dynamicRef"))
            if isinstance(target, str):
                value = self._corrected(value, target, at)
        return {
            key: one
            if key in _DATA and not named
            else self.copy(one, f"{at}/{escape(str(key))}", named=key in _NAMED and not named)
            for key, one in value.items()
        }

    def _corrected(self, value: dict[str, Any], target: str, at: str) -> dict[str, Any]:
        kept = {key: one for key, one in value.items() if key not in ("$ref", "$dynamicRef")}
        try:
            file, _, pointer = self._document.follow(target, at).at.partition("#")
        except (DanglingError, RecursionError):
            return kept
        if file:
            self.wanted[file] = None
            pointer = f"/{FILES}/{escape(file)}{pointer}"
        return {"$ref": "#" + pointer.replace("%", "%25"), **kept}
