"""Turns what the backend goes through into numbers that a test can compare."""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import asdict, define, field


@define
class Counters:
    """What has happened so far. Written by the server's thread only, so that plain integers do."""

    logins: int = 0
    refresh_calls: int = 0
    """Refreshes that were asked for, whatever came of them."""
    refreshes: int = 0
    """Refresh tokens that were exchanged for a new pair."""
    early: int = 0
    """Those of them whose access token had still more than a quarter of its life."""
    graced: int = 0
    """Refresh tokens presented again within the grace, and answered with the same pair."""
    reuse_detections: int = 0
    """Refresh tokens presented again after it; each ended a whole login."""
    refusals: int = 0
    """Calls with an expired access token (code 409)."""
    rejections: int = 0
    """Calls without a token that is good for anything (code 401)."""
    requests: Counter[str] = field(factory=Counter)
    """Calls by operationId, refused ones too."""

    def as_json(self) -> dict[str, Any]:
        """Return all numbers."""
        return asdict(self)
