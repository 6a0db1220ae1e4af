"""A reply becomes what goes over the wire, or fails to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from anew.sandbox.faults import Fault, of_kind
from anew.sandbox.reply import MISSING, Reply

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PIECES = 10
_PAGE = "<!doctype html><html><head><title>{status}</title></head><body><h1>{status} Bad Gateway</h1></body></html>"


def gateway(fault: Fault) -> Reply | None:
    """Give the answer of somebody who stands in front of the server; None if this is no such fault."""
    if fault.kind == "status":
        return Reply(status=int(fault.value), raw=b"upstream said no", media_type="text/plain")
    if fault.kind == "html":
        return Reply(status=int(fault.value), raw=_PAGE.format(status=fault.value).encode(), media_type="text/html")
    if fault.kind == "redirect":
        return Reply(status=307, headers={"location": fault.value})
    return None


def spoiled(reply: Reply, fault: Fault) -> Reply:
    """Give what is left of an answer."""
    if fault.kind == "mediatype":
        reply.media_type = fault.value
    elif fault.kind == "malformed":
        reply.raw, reply.body = (reply.content()[:-1] or b"{") + b",", MISSING
    elif fault.kind == "empty":
        reply.raw, reply.body = b"", MISSING
    elif fault.kind == "envelope":
        reply.body = {"status": "fine?", "payload": [reply.status]}
    return reply


async def read(receive: Receive) -> bytes:
    """Read a request's body to its end."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def write(reply: Reply, faults: tuple[Fault, ...], scope: Scope, send: Send) -> None:
    """Send an answer, as whole and as fast as the faults allow."""
    content = b"" if scope["method"] == "HEAD" else reply.content()
    length = None if reply.stream else len(content)
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.lines(length)})
    if of_kind(faults, "truncate"):
        await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
        scope["state"]["transport"].close()
        return
    slow = of_kind(faults, "slow")
    if slow is not None:
        await _trickle(content, slow.number, send)
    elif reply.stream:
        for line in content.splitlines(keepends=True):
            if scope["state"]["transport"].is_closing():
                return  # the client has seen enough
            await send({"type": "http.response.body", "body": line, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if slow or reply.stream else content})


async def hang_up(scope: Scope, receive: Receive) -> None:
    """End the connection without an answer, and return when it has ended."""
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        continue


async def _trickle(content: bytes, seconds: float, send: Send) -> None:
    size = max(1, -(-len(content) // _PIECES))
    for start in range(0, len(content), size):
        await asyncio.sleep(seconds / _PIECES)
        await send({"type": "http.response.body", "body": content[start : start + size], "more_body": True})
