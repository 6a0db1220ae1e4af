"""A document becomes what can be seen of its envelope, session and paging, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

from anew.detect import attach, envelope, expired, oauth, paging, preset, session
from anew.detect.findings import Detection, Found, Sure
from anew.detect.seen import operations
from anew.detect.view import View
from anew.document import Document

__all__ = ["Detection", "Found", "Sure", "detect"]


def detect(document: Document, ids: Mapping[tuple[str, str], str]) -> Detection:
    """Look for envelope, login, refresh, logout, tokens and paging.

    Args:
        document: of any version.
        ids: what normalising calls the operations, by method and path; the document's own operationId otherwise.
    """
    view = View(document)
    seen = tuple(operations(view, ids))
    wrappings = envelope.detect(view, seen)
    main = wrappings[0] if wrappings else None
    assumed = main.found.value if main and main.found.sure != "suggested" else None
    exchanges = session.detect(view, seen)
    return Detection(
        operations=len(seen),
        envelope=main.found if main else None,
        others=tuple(one.found for one in wrappings[1:]),
        success=main.success if main else None,
        preset=preset.detect(document.root, assumed),
        expired=expired.detect(view, seen, assumed),
        login=exchanges.login,
        refresh=exchanges.refresh,
        logout=exchanges.logout,
        tokens=exchanges.tokens,
        attach=attach.detect(view, seen),
        headers=attach.headers(seen),
        oauth=oauth.detect(view),
        pagings=paging.detect(view, seen, tuple(one.found.value for one in wrappings if assumed)),
    )
