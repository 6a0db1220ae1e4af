"""A place where processes keep tokens → the store there, and a client on it, made alike in every process."""

from __future__ import annotations

from typing import Any, Literal

from acme import Acme, Session
from acme._runtime.session import FileStore, SessionOptions, TokenStore
from acme._runtime.session.stores.redis import RedisStore
from attrs import field, frozen

PATIENCE = 150.0
"""Seconds after which whoever waits gives up; far more than anything here takes, on a crowded machine too."""

Isolation = Literal["thread", "process"]


@frozen
class Place:
    """Where, in words that other processes understand."""

    url: str
    """Of the backend."""
    store: str
    """A directory, or the URL of a Redis server."""
    isolation: Isolation = "thread"
    prefix: str = "anew"
    """Of Redis; likewise the lease."""
    lease: float = 10.0
    options: dict[str, Any] = field(factory=dict[str, Any])

    def open(self) -> TokenStore:
        """Make the store."""
        if self.store.startswith("redis://"):
            return RedisStore(self.store, prefix=self.prefix, lease=self.lease)
        return FileStore(self.store)

    def client(self, store: TokenStore | None = None) -> Acme:
        """Make a client that shares the login kept here."""
        # Dozens of expiries within seconds are what this is about, so no breaker.
        given: dict[str, Any] = {"breaker_flights": 1_000_000, "lock_timeout": PATIENCE, "flight_timeout": PATIENCE}
        given["helper_timeout"] = 2 * PATIENCE
        options = SessionOptions(isolation=self.isolation, **given | self.options)
        session = Session(store=store or self.open(), options=options)
        # A crowded machine may answer late, and a server without a grace forgives no second use.
        return Acme(self.url, session=session, timeout=PATIENCE, refresh_timeout=PATIENCE)

    def login(self) -> None:
        """Begin the login."""
        with self.client() as acme:
            acme.login("ada", "secret")
