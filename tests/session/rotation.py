"""Refresh tokens to pairs of tokens, as a server that rotates hands them out."""

from __future__ import annotations

import threading

from anew.runtime.session import RefreshRejected, TokenGrant


class Server:
    """A token endpoint with rotation, reuse detection, and a grace for the token before the current one."""

    def __init__(self) -> None:
        self.number = 0
        self.calls = 0
        self.reused = 0
        self._lock = threading.Lock()

    @property
    def access(self) -> str:
        """The one access token that is good."""
        return f"a{self.number}"

    def pair(self) -> TokenGrant:
        """Hand out what is current."""
        return TokenGrant(self.access, f"r{self.number}")

    def login(self) -> TokenGrant:
        """Start over; the tokens from before are forgotten."""
        with self._lock:
            self.number += 100
            return self.pair()

    def refresh(self, spent: str | None) -> TokenGrant:
        """Rotate, unless an answer got lost."""
        with self._lock:
            if spent not in (f"r{self.number}", f"r{self.number - 1}"):
                self.reused += 1
                raise RefreshRejected("the refresh token was used before")
            self.number += spent == f"r{self.number}"
            return self.pair()
