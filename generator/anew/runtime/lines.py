"""Requests to responses over slots of our own, or over an `httpx` client that the user brings along.

A line has four ends: `take` a slot for a URL, `give` it back, `send` a request by it, and, once there is a response,
closing that gives the slot back as well. An injected client has its own pool, so its slots are nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Protocol

from ._http import httpx
from .outgoing import with_query
from .pool import AsyncPool, Pool
from .veil import aveiled, veiled


class Line(Protocol):
    """How threads send."""

    def take(self, url: httpx.URL) -> Any:
        """Wait for a slot."""

    def give(self, slot: Any) -> None:
        """Hand a slot back that was not used."""

    def send(self, slot: Any, request: httpx.Request, *, plain: bool) -> httpx.Response:
        """Send, and return when the headers are there. If it raises the slot has been given back."""
        raise NotImplementedError


class AsyncLine(Protocol):
    """How tasks send."""

    async def take(self, url: httpx.URL) -> Any:
        """Wait for a slot."""

    def give(self, slot: Any) -> None:
        """Hand a slot back that was not used."""

    async def send(self, slot: Any, request: httpx.Request, *, plain: bool) -> httpx.Response:
        """Send, and return when the headers are there. If it raises the slot has been given back."""
        raise NotImplementedError


class _Held(httpx.SyncByteStream):
    """The bytes of an answer, and the slot that they come by."""

    def __init__(self, stream: httpx.SyncByteStream, release: Callable[[], None]) -> None:
        self._stream = stream
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        release, self._release = self._release, None
        try:
            self._stream.close()
        finally:
            if release:
                release()


class _AsyncHeld(httpx.AsyncByteStream):
    """The bytes of an answer, and the slot that they come by."""

    def __init__(self, stream: httpx.AsyncByteStream, release: Callable[[], None]) -> None:
        self._stream = stream
        self._release: Callable[[], None] | None = release

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        release, self._release = self._release, None
        try:
            await self._stream.aclose()
        finally:
            if release:
                release()


class PoolLine:
    """Over our own connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def take(self, url: httpx.URL) -> Any:
        """Wait for a slot."""
        slots = self._pool.slots(url)
        return slots.take(), slots

    def give(self, slot: Any) -> None:
        """Hand a slot back."""
        transport, slots = slot
        slots.give(transport)

    def send(self, slot: Any, request: httpx.Request, *, plain: bool) -> httpx.Response:  # noqa: ARG002
        """Send by the slot's own transport: a client around it would only add what a call brings along anyway."""
        try:
            response: httpx.Response = slot[0].handle_request(veiled(request))
        except BaseException:
            self.give(slot)
            raise
        response.request = request
        response.stream = _Held(response.stream, lambda: self.give(slot))  # type: ignore[arg-type]  # sync transport
        return response


class AsyncPoolLine:
    """Over our own connections."""

    def __init__(self, pool: AsyncPool) -> None:
        self._pool = pool

    async def take(self, url: httpx.URL) -> Any:
        """Wait for a slot."""
        slots = self._pool.slots(url)
        return await slots.take(), slots

    def give(self, slot: Any) -> None:
        """Hand a slot back."""
        transport, slots = slot
        slots.give(transport)

    async def send(self, slot: Any, request: httpx.Request, *, plain: bool) -> httpx.Response:  # noqa: ARG002
        """Send by the slot's own transport: a client around it would only add what a call brings along anyway."""
        try:
            response: httpx.Response = await slot[0].handle_async_request(aveiled(request))
        except BaseException:
            self.give(slot)
            raise
        response.request = request
        response.stream = _AsyncHeld(response.stream, lambda: self.give(slot))  # type: ignore[arg-type]  # async
        return response


class ClientLine:
    """Over an injected client: its headers, cookies, auth, hooks, mounts and proxies count."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def take(self, url: httpx.URL) -> None:
        """Take nothing."""

    def give(self, slot: None) -> None:
        """Give nothing."""

    def send(self, slot: None, request: httpx.Request, *, plain: bool) -> httpx.Response:  # noqa: ARG002
        """Send by the client; to a stranger without what the client would add."""
        if plain:
            return self._client.send(veiled(request), stream=True, follow_redirects=False, auth=None)
        return self._client.send(veiled(merged(self._client, request)), stream=True, follow_redirects=False)


class AsyncClientLine:
    """Over an injected client: its headers, cookies, auth, hooks, mounts and proxies count."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def take(self, url: httpx.URL) -> None:
        """Take nothing."""

    def give(self, slot: None) -> None:
        """Give nothing."""

    async def send(self, slot: None, request: httpx.Request, *, plain: bool) -> httpx.Response:  # noqa: ARG002
        """Send by the client; to a stranger without what the client would add."""
        if plain:
            return await self._client.send(aveiled(request), stream=True, follow_redirects=False, auth=None)
        return await self._client.send(aveiled(merged(self._client, request)), stream=True, follow_redirects=False)


def merged(client: httpx.Client | httpx.AsyncClient, request: httpx.Request) -> httpx.Request:
    """Let a client add its headers, parameters, cookies and time-outs to a request, which keeps what it has.

    It is changed in place, so that what proves who is calling can be blotted out of it later.
    """
    cookies = request.headers.pop("cookie", None)
    timeout = request.extensions.get("timeout")
    built = client.build_request(request.method, request.url, headers=request.headers.multi_items())
    if "transfer-encoding" in request.headers:
        built.headers.pop("content-length", None)
    if cookies:
        jar = built.headers.get("cookie")
        built.headers["cookie"] = f"{jar}; {cookies}" if jar else cookies
    request.headers = built.headers
    if client.params:
        # httpx would replace the query by them.
        request.url = type(request.url)(with_query(request.url, (str(client.params),)))
    request.extensions = {**built.extensions, **request.extensions}
    if timeout is None:
        request.extensions["timeout"] = built.extensions["timeout"]
    return request
