"""What the HTTP library raises to what the SDK raises."""

from __future__ import annotations

from ._http import httpx
from .base import SdkError
from .errors import ConnectFailed, ConnectionLost, DecodeError, RedirectFailed, TimedOut, TransportError

_KINDS: tuple[tuple[type[Exception], type[TransportError], str], ...] = (
    (httpx.ConnectTimeout, ConnectFailed, "connecting took too long"),
    (httpx.ConnectError, ConnectFailed, "no connection"),
    (httpx.ProxyError, ConnectFailed, "the proxy made no connection"),
    (httpx.PoolTimeout, TimedOut, "no connection became free in time"),
    (httpx.TimeoutException, TimedOut, "the server took too long"),
    (httpx.NetworkError, ConnectionLost, "the connection broke off"),
    (httpx.RemoteProtocolError, ConnectionLost, "the server broke off, or does not speak HTTP"),
    (httpx.TooManyRedirects, RedirectFailed, "too many redirects"),
)


def translated(fault: httpx.RequestError, operation: str) -> SdkError:
    """Choose the class and say what happened; the original goes along as `__cause__`, without the frames it passed.

    Those hold the request as it was written, token and all, and crash reporters show what frames hold.
    """
    _without_frames(fault)
    if isinstance(fault, httpx.DecodingError):
        damaged = DecodeError(f"the body's content encoding is damaged: {fault}")
        damaged.operation = operation
        return damaged
    for theirs, ours, words in _KINDS:
        if isinstance(fault, theirs):
            return ours(f"{operation}: {words} ({_detail(fault)})", operation=operation)
    return TransportError(f"{operation}: {_detail(fault)}", operation=operation)


def _detail(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__


def _without_frames(fault: BaseException) -> None:
    at: BaseException | None = fault
    while at is not None:
        at.__traceback__ = None
        at = at.__cause__ or at.__context__
