"""Answers requests with one small object if their token is the current one, else with an "expired" envelope.

`POST /expire` ends the current token, `POST /refresh` and `POST /token` (OAuth 2) hand out the next one, and `GET
/counts` tells what has been asked since the last expiry. As little work as possible, in a process of its own.
"""

from __future__ import annotations

import asyncio
import json

from benchmarks.server import ANSWER, serve

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
_REFUSAL = b'{"code":409,"msg":"the token has expired","data":null}'
REFUSAL = HEAD % len(_REFUSAL) + _REFUSAL


class Tokens:
    """What all connections share."""

    def __init__(self) -> None:
        self.number = 0
        self.counts = {"accepted": 0, "refused": 0, "refreshes": 0}

    def answer(self, head: bytes) -> bytes:
        """Answer one request, whose body never matters."""
        if head.startswith(b"GET /counts"):
            return answered(self.counts)
        if head.startswith(b"POST /"):
            return self._changed(head)
        # Public things need no token.
        accepted = head.startswith(b"GET /people/") or b"access-%d\r\n" % self.number in head
        self.counts["accepted" if accepted else "refused"] += 1
        return ANSWER if accepted else REFUSAL

    def _changed(self, head: bytes) -> bytes:
        if head.startswith(b"POST /expire"):
            self.number += 1
            self.counts = dict.fromkeys(self.counts, 0)
            return answered(None)
        self.counts["refreshes"] += 1
        access, refresh = f"access-{self.number}", f"refresh-{self.number}"
        if head.startswith(b"POST /token"):
            return answered({"access_token": access, "refresh_token": refresh, "expires_in": 3600}, bare=True)
        return answered({"access": access, "refresh": refresh})


def answered(data: object, *, bare: bool = False) -> bytes:
    """Write an answer, in the envelope unless it is `bare`."""
    body = json.dumps(data if bare else {"code": 200, "msg": "", "data": data}).encode()
    return HEAD % len(body) + body


class Endpoint(asyncio.Protocol):
    """One connection."""

    tokens = Tokens()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport
        self.left = b""

    def data_received(self, data: bytes) -> None:
        """Answer as many requests as have come wholly."""
        self.left += data
        while (end := self.left.find(b"\r\n\r\n") + 4) > 3:
            head = self.left[:end]
            end += _length(head) if head.startswith(b"POST") else 0
            if len(self.left) < end:
                return
            self.left = self.left[end:]
            self.transport.write(self.tokens.answer(head))


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


if __name__ == "__main__":
    asyncio.run(serve(Endpoint))
