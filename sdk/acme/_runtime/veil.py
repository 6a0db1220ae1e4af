"""Requests → the same requests, of whose sending HTTP libraries log no secret.

At DEBUG level httpcore logs the headers of answers, and servers hand out tokens in them: a new one in a header of any
answer, a refresh token in a cookie. At INFO level a client of httpx logs the URL, and some tokens go in the query.
Nobody else's records are touched.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from ._http import httpx
from .jsontext import is_array, is_sequence

SECURE: Final = "[secure]"
_CORE = httpx.__name__.replace("httpx", "httpcore")
_TALKATIVE = tuple(logging.getLogger(f"{_CORE}.{protocol}") for protocol in ("http11", "http2"))
# What says nothing of who is calling; anything else may be where some server puts its tokens.
_HARMLESS = frozenset(
    b"accept-ranges age allow cache-control connection content-encoding content-language content-length content-range "
    b"content-type date etag expires keep-alive last-modified retry-after server transfer-encoding vary".split()
)


def veiled(request: httpx.Request) -> httpx.Request:
    """Have httpcore log no secret of the answer to a request that a thread sends."""
    if _is_logged():
        request.extensions = {**request.extensions, "trace": _blot}
    return request


def aveiled(request: httpx.Request) -> httpx.Request:
    """Have httpcore log no secret of the answer to a request that a task sends."""
    if _is_logged():
        request.extensions = {**request.extensions, "trace": _ablot}
    return request


def _is_logged() -> bool:
    return any(logger.isEnabledFor(logging.DEBUG) for logger in _TALKATIVE)


def _blot(name: str, info: dict[str, Any]) -> None:
    """Blot out values in what is to be logged next: httpcore shows it to its `trace` extension first."""
    if name.endswith(".receive_response_headers.complete"):
        info["return_value"] = _without_values(info.get("return_value"))


async def _ablot(name: str, info: dict[str, Any]) -> None:
    _blot(name, info)


def _without_values(answer: object) -> object:
    """Keep values of harmless headers: `(…, [(b"Set-Cookie", b"sid=1")])` → `(…, [(b"Set-Cookie", b"[secure]")])`."""
    if not (is_sequence(answer) and answer and is_array(answer[-1])):
        return SECURE
    *start, headers = answer
    return (*start, [(name, value if name.lower() in _HARMLESS else SECURE.encode()) for name, value in headers])


class SecretURL(httpx.URL):
    """A URL with a token in its query: it is sent as it is, and logged without its query."""


class _UrlFilter(logging.Filter):
    """Lets all records pass, and the secret URLs in them without their queries."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_shown(one) for one in record.args)
        return True


def _shown(value: object) -> object:
    return value.copy_with(query=SECURE.encode()) if isinstance(value, SecretURL) else value


logging.getLogger(httpx.__name__).addFilter(_UrlFilter())
