"""A response to its bytes: all of them, or as many as it takes to judge it, with the rest still to be streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from ._http import httpx


def read(response: httpx.Response, limit: int | None) -> bool:
    """Read everything, or up to `limit` bytes; False if there is more, which then can be streamed from the start."""
    if limit is None:
        response.read()
        return True
    source: Any = response.stream
    chunks: list[bytes] = []
    size, rest = 0, iter(source)
    for chunk in rest:
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            response.stream = _Resumed(chunks, rest, source)
            return False
    source.close()
    response.stream = httpx.ByteStream(b"".join(chunks))
    response.read()
    return True


async def aread(response: httpx.Response, limit: int | None) -> bool:
    """Do the same in a task."""
    if limit is None:
        await response.aread()
        return True
    source: Any = response.stream
    chunks: list[bytes] = []
    size, rest = 0, source.__aiter__()
    async for chunk in rest:
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            response.stream = _AsyncResumed(chunks, rest, source)
            return False
    await source.aclose()
    response.stream = httpx.ByteStream(b"".join(chunks))
    await response.aread()
    return True


class _Resumed(httpx.SyncByteStream):
    """What has been read already, then the rest."""

    def __init__(self, chunks: list[bytes], rest: Iterator[bytes], source: httpx.SyncByteStream) -> None:
        self._chunks, self._rest, self._source = chunks, rest, source

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks
        self._chunks.clear()
        yield from self._rest

    def close(self) -> None:
        self._source.close()


class _AsyncResumed(httpx.AsyncByteStream):
    """What has been read already, then the rest."""

    def __init__(self, chunks: list[bytes], rest: AsyncIterator[bytes], source: httpx.AsyncByteStream) -> None:
        self._chunks, self._rest, self._source = chunks, rest, source

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk
        self._chunks.clear()
        async for chunk in self._rest:
            yield chunk

    async def aclose(self) -> None:
        await self._source.aclose()
