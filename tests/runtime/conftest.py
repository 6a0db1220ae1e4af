"""The runtime under both HTTP libraries, and servers to talk to."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in
from tests.runtime.wire import Server

_SOURCE = Path(__file__).parents[2] / "generator" / "anew" / "runtime"


@pytest.fixture(scope="session")
def second_runtime(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """Import the runtime as the generator copies it for `package.http: httpx2`."""
    pytest.importorskip("httpx2")
    home = tmp_path_factory.mktemp("second")
    shutil.copytree(_SOURCE, home / "second_runtime", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(_SOURCE / "_http2.py", home / "second_runtime" / "_http.py")
    sys.path.insert(0, str(home))
    return importlib.import_module("second_runtime")


class Runtime:
    """A runtime and its modules by attribute: `rt.Call`, `rt.httpx`, `rt.module("serialise")`."""

    def __init__(self, package: ModuleType) -> None:
        self._package = package
        self.httpx: Any = self.module("_http").httpx

    def module(self, name: str) -> Any:
        """Import one of its modules."""
        return importlib.import_module(f"{self._package.__name__}.{name}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._package, name)

    def client(self, base_url: str, api: Any = None, **arguments: Any) -> Any:
        """Make a sync client of an API."""
        kind = type(
            "Acme", (self.SyncClient,), {"_api": api or self.ApiSpec(title="", version="", user_agent="acme/1")}
        )
        return kind(base_url, **arguments)

    def aclient(self, base_url: str, api: Any = None, **arguments: Any) -> Any:
        """Make an async client of an API."""
        kind = type(
            "Acme", (self.AsyncClient,), {"_api": api or self.ApiSpec(title="", version="", user_agent="acme/1")}
        )
        return kind(base_url, **arguments)


@pytest.fixture(params=["httpx", "httpx2"])
def rt(request: pytest.FixtureRequest) -> Runtime:
    """Give the runtime, on each HTTP library."""
    if request.param == "httpx":
        return Runtime(importlib.import_module("anew.runtime"))
    return Runtime(request.getfixturevalue("second_runtime"))


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server on a loopback port."""
    with Server() as running:
        yield running


@pytest.fixture
def backend(server: Server) -> Backend:
    """Let the server check tokens."""
    return Backend(server)


@pytest.fixture
def client(rt: Any, server: Server) -> Any:
    """Make a client that is logged in with the first tokens."""
    made = rt.client(server.url, api(rt))
    log_in(rt, made)
    return made
