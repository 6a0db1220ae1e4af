"""Turns a backend and the generated SDK into one caller, so that each claim is tested for sync and async alike."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import acme as package
import pytest
from acme import Acme, AsyncAcme
from acme._runtime._http import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from attrs import frozen

from tests.backend import Backend


def pytest_report_header() -> str:
    """Say which SDK is tested: `nox -s tests` tests one for httpx and one for httpx2."""
    return f"sdk: {package.__file__} on {httpx.__name__}"


@frozen
class Caller:
    """A client of either kind. Given a function that makes a call, returns what the call gives."""

    client: Any
    """`Acme` or `AsyncAcme`: their methods have the same names."""
    backend: Backend
    portal: BlockingPortal | None = None
    """Where the async client lives."""

    def __call__(self, make: Callable[[Any], Any]) -> Any:
        """Make the call and wait for its value."""
        return make(self.client) if self.portal is None else self.portal.call(_value, make, self.client)

    def list(self, make: Callable[[Any], Any], after_first: Callable[[], None] = lambda: None) -> list[Any]:
        """Make the call and collect what it yields, with something in between."""
        if self.portal is not None:
            return self.portal.call(_items, make, self.client, after_first)
        items = []
        for item in make(self.client):
            items.append(item)
            if len(items) == 1:
                after_first()
        return items

    def body(self, call: Any) -> bytes:
        """Stream a call and join its pieces."""
        if self.portal is not None:
            return bytes(self.portal.call(_body, self.client, call))
        with self.client.stream(call) as response:
            return b"".join(response.iter_bytes())


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Serve with tokens that live for ten minutes of virtual time."""
    with Backend(token_life=600.0) as backend:
        yield backend


@pytest.fixture(params=["sync", "async"])
def stranger(backend: Backend, request: pytest.FixtureRequest) -> Iterator[Caller]:
    """Call as nobody yet."""
    if request.param == "sync":
        with Acme(backend.url) as client:
            yield Caller(client, backend)
        return
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(AsyncAcme(backend.url)) as client:
        yield Caller(client, backend, portal)


@pytest.fixture
def ada(stranger: Caller) -> Caller:
    """Call as the administrator."""
    stranger(lambda acme: acme.login("ada", "secret"))
    return stranger


@pytest.fixture
def acme(backend: Backend) -> Iterator[Acme]:
    """Call as the administrator where one kind of client is enough."""
    with Acme(backend.url) as client:
        client.login("ada", "secret")
        yield client


async def _value(make: Callable[[Any], Any], client: Any) -> Any:
    made: Awaitable[Any] | Any = make(client)
    return await made if inspect.isawaitable(made) else made


async def _items(make: Callable[[Any], AsyncIterator[Any]], client: Any, after_first: Callable[[], None]) -> list[Any]:
    items = []
    async for item in make(client):
        items.append(item)
        if len(items) == 1:
            after_first()
    return items


async def _body(client: Any, call: Any) -> bytes:
    async with client.stream(call) as response:
        return b"".join([piece async for piece in response.aiter_bytes()])
