"""Answers every request on a loopback port with one small JSON object, in a process of its own.

As little work as possible, so that what is measured is the client.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BODY = b'{"code":200,"msg":"","data":{"id":7,"name":"Ada","email":"ada@example.com","active":true}}'
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY


class Endpoint(asyncio.Protocol):
    """One connection: each blank line ends a request (they have no bodies) and is answered."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer as many requests as have ended."""
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))


async def serve(protocol: Callable[[], asyncio.Protocol] = Endpoint) -> None:
    """Print the port and serve until standard input is closed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running(module: str = "benchmarks.server") -> Iterator[str]:
    """Run the server in a child process and give its base URL."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(child.stdout.readline())}"
        finally:
            child.stdin.close()


if __name__ == "__main__":
    asyncio.run(serve())
