"""Requests that a server of one process answers: the sandbox beside the reference backend, which is written by hand."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.measure import Contest, Table

_ROOT = Path(__file__).parents[1]
_BACKEND = (sys.executable, "-m", "tests.backend", "--port", "0", "--token-life", "100000")
_SANDBOX = (sys.executable, "-m", "anew", "sandbox", "openapi.yaml", "--config", "sdk.yaml", "--ttl", "100000")
_REQUESTS = 1_000
_LOGIN = '{"username": "ada", "password": "secret"}'


def tables() -> Iterator[Table]:
    """Compare calls that need a token, over one connection, by the CPU time of the server's process (Linux)."""
    with _serving(_BACKEND) as backend, _serving(_SANDBOX) as sandbox:
        entries = {"reference backend": _caller(*backend), "sandbox": _caller(*sandbox)}
        note = "1,000 µs are 1,000 requests a second on one core."
        yield Contest("Serving: one user, over one connection", "µs CPU a request", entries, note=note).run()


@contextmanager
def _serving(command: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.pid, process.stdout.readline().split()[0]
        process.terminate()


def _caller(process: int, url: str) -> Callable[[], float]:
    base = urlsplit(url)
    connection = http.client.HTTPConnection(base.netloc)
    token = _token(connection, base.path)

    def call() -> float:
        start = _cpu_seconds(process)
        for _ in range(_REQUESTS):
            connection.request("GET", f"{base.path}/users/1", headers={"token": token})
            connection.getresponse().read()
        return (_cpu_seconds(process) - start) / _REQUESTS * 1e6

    return call


def _cpu_seconds(process: int) -> float:
    """Read what a process has used so far, by itself and in the kernel."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _token(connection: http.client.HTTPConnection, path: str) -> str:
    connection.request("POST", f"{path}/auth/login", _LOGIN, {"content-type": "application/json"})
    token: str = json.loads(connection.getresponse().read())["data"]["accessToken"]
    return token
