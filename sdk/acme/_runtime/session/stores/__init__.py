"""Where tokens are kept: in memory, in a file or keyring that processes share, or in Redis."""

from __future__ import annotations

from .file import FileStore
from .keyring import KeyringStore
from .memory import MemoryStore
from .protocol import Intent, Record, StoreKey, TokenStore
from .redis import RedisStore

__all__ = ["FileStore", "Intent", "KeyringStore", "MemoryStore", "Record", "RedisStore", "StoreKey", "TokenStore"]
