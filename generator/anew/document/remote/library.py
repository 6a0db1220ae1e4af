"""URLs become bytes that stay the same: what was fetched once is known by its digest, and kept in a cache.

`anew.lock`, beside `sdk.yaml`, has the digest of every document that was fetched; it is meant to be committed. The
cache holds the documents themselves by digest, so that a run needs the network for new ones only.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from attrs import define, field

from anew.document.faults import RemoteError
from anew.document.remote.fetching import Origin, allowed, fetch, listed

LOCK = "anew.lock"
_MOST = 100
"""Documents of one run; more is a document that refers to itself under ever new names."""

Policy = Literal["offline", "missing", "again"]
"""Fetch nothing; what is not known or not in the cache; everything."""


@define
class Remote:
    """The documents that others refer to by URL."""

    lock: Path
    policy: Policy = "missing"
    _origins: frozenset[Origin] = frozenset()
    _locked: dict[str, str] = field(factory=dict, repr=False)
    _used: dict[str, str] = field(factory=dict, repr=False)
    _fetch: Callable[[str, frozenset[Origin]], bytes] = field(default=fetch, repr=False)

    @classmethod
    def of(cls, hosts: Sequence[str], folder: Path, policy: Policy = "missing") -> Remote:
        """Read the lock file of a folder; raises RemoteError if it is damaged."""
        lock = folder / LOCK
        return cls(lock, policy, listed(hosts), _locked(lock))

    def read(self, url: str) -> bytes:
        """Give what stands at a URL.

        Raises:
            DanglingError: its host is not listed.
            RemoteError: it cannot be had, or is not what it was.
        """
        allowed(url, self._origins)
        if len(self._used) >= _MOST:
            raise RemoteError(f"more than {_MOST} documents on the network are referred to")
        known = None if self.policy == "again" else self._locked.get(url)
        content = _cached(known) if known else None
        if content is None:
            content = self._fetched(url, known)
        self._used[url] = _digest(content)
        return content

    def save(self) -> None:
        """Write down what this run was made from, if that is not what the lock file says."""
        if self._used == self._locked:
            return
        if not self._used:
            self.lock.unlink(missing_ok=True)
            return
        documents = {url: {"sha256": digest} for url, digest in sorted(self._used.items())}
        _replace(self.lock, (json.dumps({"version": 1, "documents": documents}, indent=2) + "\n").encode())

    def _fetched(self, url: str, known: str | None) -> bytes:
        if self.policy == "offline":
            what = "this machine has no copy of it" if known else f"{LOCK} does not know it"
            raise RemoteError(f"{what}, and nothing is fetched for a check", "run `anew generate` without `--check`")
        content = self._fetch(url, self._origins)
        found = _digest(content)
        if known and found != known:
            fix = "look at what has changed, then run `anew generate --refetch`"
            raise RemoteError(f"it is not what it was: {LOCK} says {known[:12]}…, the server gives {found[:12]}…", fix)
        with suppress(OSError):  # without a cache it is fetched again
            _replace(_home(found), content)
        return content


def _locked(lock: Path) -> dict[str, str]:
    try:
        data: Any = json.loads(lock.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RemoteError(f"{lock} cannot be read: {error}", "restore it, or delete it to start over") from None
    try:
        return {str(url): str(one["sha256"]) for url, one in data["documents"].items()}
    except (AttributeError, KeyError, TypeError):
        raise RemoteError(f"{lock} is damaged", "restore it, or delete it to start over") from None


def _cached(digest: str) -> bytes | None:
    try:
        content = _home(digest).read_bytes()
    except (OSError, ValueError):
        return None
    return content if _digest(content) == digest else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _home(digest: str) -> Path:
    """Say where a document is kept: `XDG_CACHE_HOME`, `LOCALAPPDATA` or `~/.cache`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    # A lock file is a file of the project: what it calls a digest may be a path.
    name = digest if digest.isalnum() else "none"
    return Path(base or Path.home() / ".cache", "anew", "remote", name)


def _replace(path: Path, content: bytes) -> None:
    """Put content in a file's place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)
