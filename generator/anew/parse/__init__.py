"""What openapi-python-client parsed, and the facts beside it, become the model that everything is generated from."""

from __future__ import annotations

from anew.document import Document
from anew.model import Api
from anew.normalise import Normal
from anew.settings import Settings
from anew.upstream import Parsed

__all__ = ["parse"]


def parse(normal: Normal, parsed: Parsed, document: Document, settings: Settings) -> Api:
    """Join endpoints, models and facts.

    Places in the result have no lines yet; `Document.locate_ledger` finds those of the ledger.
    """
    raise NotImplementedError
