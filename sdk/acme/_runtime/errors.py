"""Everything that can go wrong with a call, as classes to catch.

```
SdkError
├── ApiError             the server answered, and said no
│   ├── BadRequest 400, Unauthorized 401, Forbidden 403, NotFound 404, MethodNotAllowed 405, Conflict 409, Gone 410,
│   │   PayloadTooLarge 413, UnsupportedMediaType 415, UnprocessableEntity 422, RateLimited 429
│   └── ServerError 5xx
│       └── InternalServerError 500, BadGateway 502, ServiceUnavailable 503, GatewayTimeout 504
├── DecodeError          the server answered with something that the document does not describe
├── TransportError       there is no answer
│   ├── ConnectFailed    nothing was sent: name resolution, refused, TLS
│   ├── TimedOut         connecting, sending, waiting or a free connection took too long
│   ├── ConnectionLost   it broke off on the way
│   └── RedirectFailed   too many redirects, or one that leads nowhere
├── BodyNotReplayable    the body cannot be sent a second time
├── MissingExtra         a package is needed that is not installed
└── SessionError         see `session.errors`
```
"""

# ruff: noqa: N818 - the names are what a reader of `except Forbidden:` expects.

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from .base import SdkError as SdkError
from .lazy import lazy

if TYPE_CHECKING:
    from .session.errors import FreshTokenRefused as FreshTokenRefused
    from .session.errors import LoginRequired as LoginRequired
    from .session.errors import RefreshFailed as RefreshFailed
    from .session.errors import RefreshLoopError as RefreshLoopError
    from .session.errors import RefreshRejected as RefreshRejected
    from .session.errors import RefreshSignal as RefreshSignal
    from .session.errors import RefreshUnavailable as RefreshUnavailable
    from .session.errors import RefreshUncertain as RefreshUncertain
    from .session.errors import SessionChanged as SessionChanged
    from .session.errors import SessionClosed as SessionClosed
    from .session.errors import SessionError as SessionError
    from .session.errors import SessionLost as SessionLost
    from .session.errors import StoreUnavailable as StoreUnavailable
    from .session.errors import UnsharedTokenStore as UnsharedTokenStore
else:
    # On first use: who catches none of them need not load the session.
    _SESSION_ERRORS = (
        "FreshTokenRefused",
        "LoginRequired",
        "RefreshFailed",
        "RefreshLoopError",
        "RefreshRejected",
        "RefreshSignal",
        "RefreshUnavailable",
        "RefreshUncertain",
        "SessionChanged",
        "SessionClosed",
        "SessionError",
        "SessionLost",
        "StoreUnavailable",
        "UnsharedTokenStore",
    )
    __getattr__, __dir__ = lazy(__name__, dict.fromkeys(_SESSION_ERRORS, ".session.errors"))


class DecodeError(SdkError):
    """What came is not what the document says; ends with where: `expected int, got str - at $.data.items[3].id`."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        """Say what is wrong, and where if that is known already; callers further out add to the front."""
        super().__init__(message)
        self.message = message
        self.path = path
        self.status: int | None = None
        """HTTP status of the answer, where there was one."""
        self.operation: str = ""
        """The operation's id."""

    def under(self, *segments: str | int) -> Self:
        """Put `segments` in front of the path, as the error travels outwards."""
        self.path = (*segments, *self.path)
        return self

    @property
    def location(self) -> str:
        """The path as text, for example `$.data.items[3].id`."""
        return "$" + "".join(map(_segment, self.path))

    def __str__(self) -> str:
        origin = f"{self.operation}: " if self.operation else ""
        return f"{origin}{self.message} - at {self.location}"


def _segment(segment: str | int) -> str:
    if isinstance(segment, int):
        return f"[{segment}]"
    return f".{segment}" if segment.isidentifier() else f"[{segment!r}]"


class ApiError(SdkError):
    """The server answered, and said no: by HTTP status, or by the code in its envelope."""

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        code: str | int | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        meta: Mapping[str, Any] | None = None,
        operation: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.msg = message
        """What the server says about it."""
        self.status = status
        """HTTP status."""
        self.code = code
        """The envelope's code as the server wrote it; None if the answer came without an envelope."""
        self.data = data
        """The envelope's payload, or the body where there is no envelope: decoded if the document describes it."""
        self.headers: Mapping[str, str] = headers if headers is not None else {}
        self.meta: Mapping[str, Any] = meta or {}
        """Further facts that `sdk.yaml` names, for example `trace_id`."""
        self.operation = operation
        """The operation's id."""
        self.retry_after = retry_after
        """Seconds that the server asks to wait, if it does."""

    @property
    def trace_id(self) -> str | None:
        """What to tell the people who run the server."""
        found = self.meta.get("trace_id")
        return None if found is None else str(found)

    def __str__(self) -> str:
        code = "" if self.code is None or str(self.code) == str(self.status) else f", code {self.code}"
        trace = f" (trace id {self.trace_id})" if self.trace_id else ""
        origin = f"{self.operation}: " if self.operation else ""
        return f"{origin}HTTP {self.status}{code}: {self.msg or 'no message'}{trace}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without headers: they may carry cookies and tokens."""
        return _rebuilt, (type(self), self.msg, {**self.__dict__, "headers": {}})


def _rebuilt(kind: type[ApiError], message: str, state: dict[str, Any]) -> ApiError:
    error = kind(message)
    error.__dict__.update(state)
    return error


class BadRequest(ApiError):
    """400: the server does not understand the request."""


class Unauthorized(ApiError):
    """401: the server does not know who is calling."""


class Forbidden(ApiError):
    """403: the caller may not do this."""


class NotFound(ApiError):
    """404: there is no such thing."""


class MethodNotAllowed(ApiError):
    """405: not with this method."""


class Conflict(ApiError):
    """409: it contradicts what is there."""


class Gone(ApiError):
    """410: it was there once."""


class PayloadTooLarge(ApiError):
    """413: the body is too large."""


class UnsupportedMediaType(ApiError):
    """415: not in this format."""


class UnprocessableEntity(ApiError):
    """422: the request is well formed, and wrong."""


class RateLimited(ApiError):
    """429: too many requests; `retry_after` says how long to wait, if the server does."""


class ServerError(ApiError):
    """5xx: the server failed."""


class InternalServerError(ServerError):
    """500: the server failed."""


class BadGateway(ServerError):
    """502: a server behind the server gave no proper answer."""


class ServiceUnavailable(ServerError):
    """503: the server cannot answer for the time being."""


class GatewayTimeout(ServerError):
    """504: a server behind the server took too long."""


BY_STATUS: Mapping[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    410: Gone,
    413: PayloadTooLarge,
    415: UnsupportedMediaType,
    422: UnprocessableEntity,
    429: RateLimited,
    500: InternalServerError,
    502: BadGateway,
    503: ServiceUnavailable,
    504: GatewayTimeout,
}
"""The class of an `ApiError` by HTTP status, or by an envelope's code that looks like one."""


class TransportError(SdkError):
    """There is no answer. `__cause__` is the HTTP library's own exception."""

    def __init__(self, message: str, *, operation: str = "") -> None:
        super().__init__(message)
        self.operation = operation


class ConnectFailed(TransportError):
    """No connection could be made, so nothing was sent."""


class TimedOut(TransportError):
    """The answer took longer than the time-out allows; a connection that took too long is a `ConnectFailed`."""


class ConnectionLost(TransportError):
    """The connection broke off: whether the server acted on the request is not known."""


class RedirectFailed(TransportError):
    """Too many redirects, or one that leads nowhere."""


class BodyNotReplayable(SdkError):
    """The body was consumed by the first attempt and cannot be sent again, byte for byte.

    The session's token is renewed by then, so calling again with a fresh body works. To be safe from the start, give
    bytes, a path or a file object that can seek.
    """


class MissingExtra(SdkError):
    """A feature was used whose package is not installed; the message says how to install it."""
