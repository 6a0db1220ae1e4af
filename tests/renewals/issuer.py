"""A server that hands out tokens in the way of one dialect: only the newest access token is good."""

from __future__ import annotations

import threading
from collections.abc import Callable

from attrs import frozen

from tests.runtime.wire import Received, Server, enveloped


@frozen
class Given:
    """The tokens of one login or refresh."""

    access: str
    refresh: str
    first: bool
    """It is a login's answer."""


@frozen
class Dialect:
    """How one API renews tokens: what its `sdk.yaml` says, and what its server does."""

    name: str
    session: str
    """The members of `session` in `sdk.yaml`, less those that all dialects share."""
    presented: Callable[[Received], str | None]
    """What a refresh brings along to be allowed."""
    granted: Callable[[Given], bytes]
    """The answer to a login or a refresh."""
    proof: str = "refresh"
    """Which of the old tokens that must be: `refresh` or `access`."""
    rotating: bool = True
    """A refresh ends the old refresh token."""
    attached: Callable[[Received], str | None] = lambda request: request.header("token")
    """The access token of a call."""


class Issuer:
    """The server of a dialect."""

    def __init__(self, server: Server, dialect: Dialect) -> None:
        self.dialect = dialect
        self.logins = 0
        self.renewals = 0
        self.denials = 0
        """Refreshes that brought along something else than they should."""
        self._tokens = Given("", "", first=True)
        self._expired = False
        self._lock = threading.Lock()
        server.answer = self.answer

    def expire(self) -> None:
        """Let the access token expire."""
        self._expired = True

    def answer(self, request: Received) -> bytes:
        """Log in, refresh, or check the token."""
        with self._lock:
            match request.path:
                case "/captcha":
                    return enveloped("7+1")
                case "/login":
                    self.logins += 1
                    return self._issue(first=True)
                case "/refresh":
                    return self._refresh(request)
            if self._expired or self.dialect.attached(request) != self._tokens.access:
                return enveloped(None, 409, "the token has expired")
            return enveloped("fine")

    def _refresh(self, request: Received) -> bytes:
        if self.dialect.presented(request) != getattr(self._tokens, self.dialect.proof):
            self.denials += 1
            return enveloped(None, 401, "log in again", status=401)
        self.renewals += 1
        return self._issue(first=False)

    def _issue(self, *, first: bool) -> bytes:
        number = self.logins + self.renewals
        kept = self._tokens.refresh if not first and not self.dialect.rotating else f"r{number}+/="
        self._tokens = Given(f"a{number}", kept, first)
        self._expired = False
        return self.dialect.granted(self._tokens)
