"""A document of any dialect becomes one tame dialect and the facts that it cannot carry."""

from __future__ import annotations

from anew.document import Document
from anew.normalise.facts import Normal
from anew.settings import Settings

__all__ = ["Normal", "normalise"]


def normalise(document: Document, settings: Settings) -> Normal:
    """Bring a document into one dialect, with names, envelopes and groups settled."""
    raise NotImplementedError
