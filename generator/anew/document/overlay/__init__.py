"""An OpenAPI document and Overlay files become the corrected document, with the place of everything that is in it now.

Overlay 1.0 and 1.1: https://spec.openapis.org/overlay/v1.1.0.html. An overlay corrects the document's own file, before
any reference is followed; files that the document refers to stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from attrs import evolve, field, frozen

from anew.document.overlay.apply import Applier
from anew.document.overlay.file import read_overlay
from anew.document.overlay.origins import Origins
from anew.document.overlay.tree import Tree
from anew.document.source import Source
from anew.errors import Diagnostic

__all__ = ["Corrected", "correct"]


@frozen(eq=False)
class Corrected:
    """A document after its overlays."""

    main: Source
    """The document's file; its data is the corrected one, its text still what is on disk."""
    overlays: tuple[Source, ...]
    origins: Origins = field(repr=False)
    warnings: tuple[Diagnostic, ...]


def correct(main: Source, paths: Iterable[Path]) -> Corrected:
    """Apply overlays to a document in their order, each to what the one before it left.

    Raises:
        UsageError: there is no such overlay, or it cannot be read.
        DocumentError: an overlay is malformed, or does not fit the document.
    """
    overlays = [read_overlay(path) for path in paths]
    tree = Tree.of(main)
    warnings: list[Diagnostic] = []
    for overlay in overlays:
        applier = Applier(overlay, tree)
        warnings += [warning for action in overlay.actions for warning in applier.apply(action)]
    sources = tuple(overlay.source for overlay in overlays)
    return Corrected(evolve(main, data=tree.root), sources, tree.origins, tuple(warnings))
