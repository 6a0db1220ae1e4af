"""Sandboxes of the sample API, and of APIs that say where tokens go in every way there is."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from acme import Acme
from anew.contract.target.api import Api, api
from anew.runtime import Call, Operation, SyncClient
from anew.sandbox import Options, Sandbox
from attrs import frozen

ROOT = Path(__file__).parents[2]
DOCUMENT, CONFIG = ROOT / "openapi.yaml", ROOT / "sdk.yaml"
TTL = 60.0
GRACE = 5.0


@pytest.fixture
def served() -> Iterator[Sandbox]:
    """Serve the sample API, with tokens that live for a minute and a grace of five seconds."""
    with Sandbox(DOCUMENT, config=CONFIG, options=Options(ttl=TTL, grace=GRACE)) as sandbox:
        sandbox.clock.stop()
        yield sandbox


@pytest.fixture
def acme(served: Sandbox) -> Iterator[Acme]:
    """Call it as somebody who is logged in, and repeat nothing that fails."""
    with Acme(served.url, retries=0) as client:
        client.login("ada", "anything")
        yield client


@pytest.fixture
def raw(served: Sandbox) -> Iterator[httpx.Client]:
    """Call it without an SDK."""
    with httpx.Client(base_url=served.url, timeout=20) as client:
        yield client


@frozen
class Described:
    """A sandbox of a small document, and a client by the same `sdk.yaml` that needs no generated package."""

    sandbox: Sandbox
    client: SyncClient
    api: Api

    def call(self, operation: str, **how: Any) -> Call[Any]:
        """Write a call of an operation."""
        endpoint = self.api.by_id(operation)
        assert endpoint is not None
        judged: Operation[Any] = endpoint.judged
        return Call(judged, **how)

    def login(self) -> None:
        """Log in as anybody."""
        self.client._login(self.call("login", body={"username": "ada", "password": "x"}))

    def send(self, operation: str, **how: Any) -> Any:
        """Make a call."""
        return self.client.send(self.call(operation, **how))


Describe = Callable[..., Described]


@pytest.fixture
def describe(tmp_path: Path) -> Iterator[Describe]:
    """Serve a document by the texts of itself and of its `sdk.yaml`."""
    running: list[Sandbox] = []

    def make(document: str | Path, settings: str = "version: 1\n", **options: Any) -> Described:
        path, config = tmp_path / "openapi.yaml", tmp_path / "sdk.yaml"
        path.write_text(document if isinstance(document, str) else document.read_text("utf-8"), encoding="utf-8")
        config.write_text(settings, encoding="utf-8")
        sandbox = Sandbox(path, config=config, options=Options(ttl=TTL, **options))
        sandbox.start()
        running.append(sandbox)
        known = api(path, config)
        kind = type("Caller", (SyncClient,), {"_api": known.spec})
        return Described(sandbox, kind(sandbox.url, retries=0), known)

    yield make
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def free_port() -> int:
    """Find a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
