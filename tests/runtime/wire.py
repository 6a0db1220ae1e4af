"""A loopback HTTP server that records every byte it is sent and answers what a test tells it to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

from attrs import field, frozen


@frozen
class Received:
    """One request, as it came."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    """Which connection it came by, counted from 0."""
    head: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """Give the value of a header that may be there once; several are joined."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


Answer = Callable[[Received], "bytes | Iterable[bytes | None] | None"]


def reply(status: int = 200, body: bytes = b"", media_type: str = "", headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """Write an answer with a Content-Length."""
    lines = [f"HTTP/1.1 {status} Answer"]
    if media_type:
        lines.append(f"Content-Type: {media_type}")
    lines += [f"{name}: {value}" for name, value in headers]
    if status not in (204, 304):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def as_json(value: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    """Write a JSON answer."""
    return reply(status, json.dumps(value).encode(), "application/json", headers)


def enveloped(data: Any = None, code: int | str = 200, msg: str = "ok", status: int = 200) -> bytes:
    """Write a JSON answer in the envelope that the tests use."""
    return as_json({"code": code, "msg": msg, "data": data}, status)


class Server:
    """Answers with what `answer` gives: bytes, several of them, or None to break off."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer: Answer = answer or (lambda _: enveloped())
        self.received: list[Received] = []
        self._connections = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and cut all connections."""
        with self._lock:
            sockets = [self._socket, *self._open]
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    @property
    def connections(self) -> int:
        """How many connections have been made."""
        return self._connections

    def paths(self) -> list[str]:
        """Give the paths that were asked for, in order."""
        return [request.path for request in self.received]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                number, self._connections = self._connections, self._connections + 1
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            with connection, connection.makefile("rb") as stream:
                while (request := _read(stream, number)) is not None:
                    with self._lock:
                        self.received.append(request)
                    answer = self.answer(request)
                    if answer is None:
                        return
                    for chunk in [answer] if isinstance(answer, bytes) else answer:
                        if chunk is None:
                            return
                        connection.sendall(chunk)
        except (OSError, ValueError):
            return
        finally:
            self._open.discard(connection)


def _read(stream: Any, connection: int) -> Received | None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return None
        head += line
    first, *rest = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ", 2)
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in rest))
    named = {name.lower(): value for name, value in headers}
    if named.get("transfer-encoding") == "chunked":
        body = _chunked(stream)
    else:
        body = stream.read(int(named.get("content-length", 0)))
    return Received(method, target, headers, body, connection, head)


def _chunked(stream: Any) -> bytes:
    body = b""
    while size := int(stream.readline(), 16):
        body += stream.read(size)
        stream.readline()
    stream.readline()
    return body
