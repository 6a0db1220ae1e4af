"""Connections to callers, one at a time: slots of one connection each instead of one pool that scans all of them.

httpx's own pool looks at every connection and every waiting request on every event, which is quadratic in the number
of waiting requests, and 1,000 requests at once mostly end in `PoolTimeout`. Here a caller takes a slot before its
request is even made, so that the token on it is fresh when it leaves, and gives it back when the answer has been read.
Slots are kept by proxy, as the environment says which URL goes through which.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.request import getproxies, proxy_bypass

from ._http import httpx
from .attach import Origin, origin_of
from .slots import AsyncSlots, Slots, in_trio

_LIMITS = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=5.0)


@cache
def tls_context() -> SSLContext:
    """Read the trusted certificates once: that is nearly all that making a client costs."""
    return httpx.create_ssl_context()


class Routes:
    """Which proxy a URL goes through, by the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`)."""

    def __init__(self) -> None:
        self._proxies = getproxies()
        self._known: dict[Origin, str | None] = {}

    def proxy(self, url: httpx.URL) -> str | None:
        """Name the proxy, or None for a direct connection."""
        if not self._proxies:
            return None
        origin = origin_of(url)
        if origin not in self._known:
            self._known[origin] = self._find(url)
        return self._known[origin]

    def _find(self, url: httpx.URL) -> str | None:
        found = self._proxies.get(url.scheme) or self._proxies.get("all")
        if not found or proxy_bypass(url.netloc.decode("ascii")):
            return None
        return found if "://" in found else f"http://{found}"


def _here() -> object:
    """Name the loop or trio run that this task is in."""
    if in_trio():
        return sys.modules["trio"].lowlevel.current_trio_token()
    return asyncio.get_running_loop()


class Pool:
    """The slots of a sync client."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._routes = Routes()
        self._slots: dict[str | None, Slots[httpx.HTTPTransport]] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()

    def slots(self, url: httpx.URL) -> Slots[httpx.HTTPTransport]:
        """Find the slots for a URL."""
        if self._process != os.getpid():
            # Connections that were inherited by a fork are still the parent's: closing them would speak on its behalf.
            self._slots, self._lock, self._process = {}, threading.Lock(), os.getpid()
        proxy = self._routes.proxy(url)
        found = self._slots.get(proxy)
        return found if found is not None else self._opened(proxy)

    def _opened(self, proxy: str | None) -> Slots[httpx.HTTPTransport]:
        def make() -> httpx.HTTPTransport:
            return httpx.HTTPTransport(verify=tls_context(), limits=_LIMITS, proxy=proxy)

        with self._lock:
            return self._slots.setdefault(proxy, Slots(make, self._size))

    def close(self) -> None:
        """Close the connections that are not in use."""
        for slots in list(self._slots.values()):
            for transport in slots.drain():
                transport.close()


class AsyncPool:
    """The slots of an async client, by the loop that it is used in: a connection belongs to the loop that made it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._routes = Routes()
        self._process = os.getpid()
        self._loops: dict[Any, dict[str | None, AsyncSlots[httpx.AsyncHTTPTransport]]] = {}

    def slots(self, url: httpx.URL) -> AsyncSlots[httpx.AsyncHTTPTransport]:
        """Find the slots for a URL, in the running loop."""
        if self._process != os.getpid():
            self._loops, self._process = {}, os.getpid()
        here = _here()
        if here not in self._loops:
            self._forget_closed_loops()
        proxy = self._routes.proxy(url)
        found = self._loops.setdefault(here, {}).get(proxy)
        if found is None:
            found = self._loops[here][proxy] = AsyncSlots(lambda: self._made(proxy), self._size)
        return found

    def _forget_closed_loops(self) -> None:
        for loop in list(self._loops):
            if isinstance(loop, asyncio.AbstractEventLoop) and loop.is_closed():
                self._loops.pop(loop, None)

    def _made(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(verify=tls_context(), limits=_LIMITS, proxy=proxy)

    async def close(self) -> None:
        """Close the connections of this loop that are not in use."""
        for slots in self._loops.pop(_here(), {}).values():
            for transport in slots.drain():
                await transport.aclose()
