"""Sessions whose refreshes run in processes of their own, made in one way for tests and for the processes they kill."""

from __future__ import annotations

from typing import Any

from anew.runtime.session import Hooks, Refresher, Session, SessionOptions, TokenStore

QUICK: dict[str, Any] = {"random": lambda: 0.5, "retry_pause": 0.0, "persist_retries": 1, "breaker_flights": 1_000}


def isolated(refresher: Refresher | None, store: TokenStore, hooks: Hooks | None = None, **options: Any) -> Session:
    """Make a session with `isolation="process"`."""
    return Session(refresher, store=store, hooks=hooks, options=SessionOptions(isolation="process", **QUICK | options))
