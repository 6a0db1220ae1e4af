"""Turns seconds since 1970 into the texts of the API."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(moment: float) -> str:
    """Return a date-time in UTC, for example `2026-01-05T09:00:00Z`."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def today(moment: float) -> str:
    """Return the date in UTC."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
