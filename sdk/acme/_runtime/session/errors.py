"""What can go wrong with a session, as classes to catch, and what a refresher may say about its own failure.

```
SdkError
├── SessionError
│   ├── LoginRequired          there is no usable session: log in
│   │   └── SessionLost        the server says so in answer to a call: no refresh, no replay
│   ├── SessionChanged         somebody logged in or out while the call was on its way
│   ├── FreshTokenRefused      the replay was refused too, with the token just obtained
│   ├── RefreshLoopError       refreshing does not help: too many flights, or one refused token after the other
│   ├── RefreshFailed          for now: the tokens are kept, trying again later makes sense
│   │   └── StoreUnavailable   the token store cannot be locked, read or written
│   ├── UnsharedTokenStore     a forked process would spend a refresh token that its parent holds too
│   └── SessionClosed          the session was closed
└── RefreshSignal              raised by refreshers, seen by callers as `__cause__`
    ├── RefreshRejected        permanent: the server does not accept the refresh token any more
    ├── RefreshUnavailable     transient: nothing was spent
    └── RefreshUncertain       it may have been spent: no answer after the request was written
```
"""

# ruff: noqa: N818 - the names are what a reader of `except LoginRequired:` expects.

from __future__ import annotations

from ..base import SdkError


class SessionError(SdkError):
    """The call could not be made, or not finished, because of the session's state."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LoginRequired(SessionError):
    """There is no session, or it cannot be renewed any more: log in again."""


class SessionLost(LoginRequired):
    """The server answered that nobody is logged in; the call was neither refreshed for nor replayed."""


class SessionChanged(SessionError):
    """Somebody logged in or out while the call was on its way; it was not sent under the new login."""


class FreshTokenRefused(SessionError):
    """The call was replayed with a token just obtained, and refused again: an expiry is not the true reason."""


class RefreshFailed(SessionError):
    """The refresh failed for now; the tokens are kept. `__cause__` is the same for everybody who waited for it."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds until another attempt is made, if a call then asks for one."""


class StoreUnavailable(RefreshFailed):
    """The token store cannot be locked, read or written, so no refresh token was spent."""


class RefreshLoopError(SessionError):
    """Fresh tokens are refused one after the other, or expire at once; no further refresh is tried for a while."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds until one more attempt is allowed."""


class UnsharedTokenStore(SessionError):
    """A forked process has its refresh token in memory only: parent and child would spend it twice.

    Use a store that both can see (`FileStore`), log in anew in the child, or set `SessionOptions.refresh_after_fork`.
    """


class SessionClosed(SessionError):
    """The session was closed; make a new one."""


class RefreshSignal(SdkError):
    """What a refresher raises. Its text reaches logs and tracebacks: it must not hold a token."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefreshRejected(RefreshSignal):
    """The server does not accept the refresh token any more: only a login helps."""


class RefreshUnavailable(RefreshSignal):
    """The server could not be reached, or could not answer, and the refresh token was not spent."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        """Seconds that the server asked to wait."""


class RefreshUncertain(RefreshSignal):
    """The request was written but no answer came: whether the refresh token was spent is not known."""
