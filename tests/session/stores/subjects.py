"""The four stores, by names that other processes can look up: where they are is in the environment."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import redis
from anew.runtime.session import FileStore, MemoryStore, StoreKey
from anew.runtime.session.stores.keyring import KeyringStore
from anew.runtime.session.stores.redis import RedisStore
from keyring.errors import PasswordDeleteError

PLACE = "ANEW_TEST_PLACE"
"""Environment variable: a directory for the test."""
URL = "ANEW_TEST_REDIS"
"""Environment variable: a Redis server for the test."""

LEASE = 1.0


class FolderKeyring:
    """A keyring for tests that processes share: each entry is a file, as large as Windows allows and no larger."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True, parents=True)

    def get_password(self, service: str, username: str) -> str | None:
        try:
            return self._path(service, username).read_text("utf-16")
        except FileNotFoundError:
            return None

    def set_password(self, service: str, username: str, password: str) -> None:
        content = password.encode("utf-16")
        assert len(content) <= 2_560, "Windows does not take so much"
        # Like macOS, and unlike a file system: first it is gone, then it is there.
        path = self._path(service, username)
        path.unlink(missing_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)

    def delete_password(self, service: str, username: str) -> None:
        try:
            self._path(service, username).unlink()
        except FileNotFoundError:
            raise PasswordDeleteError(service) from None

    def entries(self) -> Iterator[Path]:
        return self._folder.glob("*.entry")

    def _path(self, service: str, username: str) -> Path:
        return self._folder / f"{quote(service, safe=' ')}@{quote(username)}.entry"


class Files:
    def __call__(self) -> FileStore:
        return FileStore(place() / "tokens")

    def corrupt(self, store: FileStore, key: StoreKey) -> None:
        """Cut the file short, as a file system does that lost its last blocks."""
        for path in (place() / "tokens").glob(f"{key.principal}-*.json"):
            path.write_bytes(path.read_bytes()[:-10])


class Keyrings:
    def __call__(self) -> KeyringStore:
        return KeyringStore("test", directory=place() / "locks", keyring=FolderKeyring(place() / "keyring"))

    def corrupt(self, store: KeyringStore, key: StoreKey) -> None:
        """Take one entry away."""
        for path in (place() / "keyring").glob(f"*{key.principal}-*.entry"):
            path.unlink()
            break


class Servers:
    def __call__(self) -> RedisStore:
        return RedisStore(redis.Redis.from_url(os.environ[URL]), lease=LEASE)

    def corrupt(self, store: RedisStore, key: StoreKey) -> None:
        """Write something else into the record."""
        with redis.Redis.from_url(os.environ[URL]) as client:
            client.hset(f"anew:{{{key.scope}:{key.principal}}}", "record", json.dumps({"version": 99}))


def place() -> Path:
    return Path(os.environ[PLACE])


memory = MemoryStore
files = Files()
keyrings = Keyrings()
servers = Servers()

SPECS = {
    "memory": f"{__name__}:memory",
    "file": f"{__name__}:files",
    "keyring": f"{__name__}:keyrings",
    "redis": f"{__name__}:servers",
}
