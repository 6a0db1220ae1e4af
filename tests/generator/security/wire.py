"""An SDK whose requests are kept instead of sent."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
from attrs import define, field

Handler = Callable[[httpx.Request], httpx.Response]


def fine(request: httpx.Request) -> httpx.Response:
    """Answer any request."""
    return httpx.Response(200, json={})


@define
class Wire:
    """A server that keeps what it is asked."""

    handler: Handler = fine
    requests: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        request.read()
        self.requests.append(request)
        return self.handler(request)

    def client(self, package: ModuleType, base_url: str | None = "https://api.example.com", **settings: Any) -> Any:
        """Make the SDK's client, over this server."""
        own = httpx.Client(transport=httpx.MockTransport(self))
        return package.Made(base_url, http_client=own, auth_client=own, retries=0, **settings)

    @property
    def last(self) -> httpx.Request:
        """What came last."""
        return self.requests[-1]
