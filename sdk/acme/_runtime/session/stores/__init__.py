"""Where tokens are kept: in memory, or in a file that processes share."""

from __future__ import annotations

from .file import FileStore
from .memory import MemoryStore
from .protocol import Intent, Record, StoreKey, TokenStore

__all__ = ["FileStore", "Intent", "MemoryStore", "Record", "StoreKey", "TokenStore"]
