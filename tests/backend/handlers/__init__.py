"""Turns operationIds into the functions that answer them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.backend.handlers import auth, events, files, projects, reports, users
from tests.backend.service import Handler

HANDLERS: Mapping[str, Handler] = {
    **auth.HANDLERS,
    **users.HANDLERS,
    **projects.HANDLERS,
    **files.HANDLERS,
    **reports.HANDLERS,
    **events.HANDLERS,
}
