"""A document becomes what can be seen of its envelope, session and paging, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

from anew.detect import attach, envelope, paging, preset, session
from anew.detect.findings import Detection, Found, Sure
from anew.detect.view import View
from anew.document import Document

__all__ = ["Detection", "Found", "Sure", "detect"]


def detect(document: Document, ids: Mapping[tuple[str, str], str]) -> Detection:
    """Look for envelope, login, refresh, logout, tokens and paging.

    Args:
        document: of any version.
        ids: what normalising calls the operations, by method and path; the document's own operationId otherwise.
    """
    view = View(document, ids)
    wrapping = envelope.detect(view)
    assumed = wrapping.found.value if wrapping and wrapping.found.sure != "suggested" else None
    exchanges = session.detect(view)
    return Detection(
        operations=len(view.operations),
        envelope=wrapping.found if wrapping else None,
        preset=preset.detect(document.root, assumed),
        success_known=wrapping.success_known if wrapping else True,
        login=exchanges.login,
        refresh=exchanges.refresh,
        logout=exchanges.logout,
        tokens=exchanges.tokens,
        attach=attach.detect(view),
        headers=attach.headers(view),
        pagings=paging.detect(view, assumed),
    )
