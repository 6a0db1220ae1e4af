"""One login for many callers: a token that expires is renewed once, whoever asks, and everybody goes on with it.

Imports no HTTP library: executors above it send, and ask here what to send with.
"""

from __future__ import annotations

from .clock import Clock, SystemClock
from .errors import (
    FreshTokenRefused,
    LoginRequired,
    RefreshFailed,
    RefreshLoopError,
    RefreshRejected,
    RefreshSignal,
    RefreshUnavailable,
    RefreshUncertain,
    SessionChanged,
    SessionClosed,
    SessionError,
    SessionLost,
    StoreUnavailable,
    UnsharedTokenStore,
)
from .flight import Flight
from .hooks import Hooks, SessionEvent
from .options import SessionOptions
from .recipe import Recipe
from .refresher import Refresher
from .session import Session
from .state import Phase
from .stores import FileStore, Intent, KeyringStore, MemoryStore, Record, RedisStore, StoreKey, TokenStore
from .tokens import Snapshot, TokenGrant, TokenSet

__all__ = [
    "Clock",
    "FileStore",
    "Flight",
    "FreshTokenRefused",
    "Hooks",
    "Intent",
    "KeyringStore",
    "LoginRequired",
    "MemoryStore",
    "Phase",
    "Recipe",
    "Record",
    "RedisStore",
    "RefreshFailed",
    "RefreshLoopError",
    "RefreshRejected",
    "RefreshSignal",
    "RefreshUnavailable",
    "RefreshUncertain",
    "Refresher",
    "Session",
    "SessionChanged",
    "SessionClosed",
    "SessionError",
    "SessionEvent",
    "SessionLost",
    "SessionOptions",
    "Snapshot",
    "StoreKey",
    "StoreUnavailable",
    "SystemClock",
    "TokenGrant",
    "TokenSet",
    "TokenStore",
    "UnsharedTokenStore",
]
