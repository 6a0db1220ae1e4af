"""Turns a backend into raw HTTP calls, without any SDK in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from attrs import frozen

from tests.backend import Backend


@frozen
class Raw:
    """A caller that knows the API by heart."""

    backend: Backend
    http: httpx.Client

    def call(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        """Return the whole envelope."""
        envelope: dict[str, Any] = self.http.request(method, path, **how).json()
        return envelope

    def data(self, method: str, path: str, **how: Any) -> Any:
        """Return the payload of a call that has to succeed."""
        envelope = self.call(method, path, **how)
        assert envelope["code"] == 200, envelope
        return envelope["data"]

    def login(self, username: str = "ada") -> dict[str, Any]:
        """Log in, go on with the new token and return the pair."""
        return self.use(self.data("POST", "/auth/login", json={"username": username, "password": "secret"}))

    def refresh(self, token: str) -> dict[str, Any]:
        """Return the envelope of a refresh."""
        return self.call("POST", "/auth/refresh", json={"refreshToken": token})

    def use(self, pair: dict[str, Any]) -> dict[str, Any]:
        """Go on with the access token of a pair."""
        self.http.headers["token"] = pair["accessToken"]
        return pair


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Serve from an empty log, with tokens that live for two seconds."""
    with Backend(token_life=2.0) as backend:
        yield backend


@pytest.fixture
def raw(backend: Backend) -> Iterator[Raw]:
    """Call the backend as nobody yet."""
    with httpx.Client(base_url=backend.url, timeout=20) as http:
        yield Raw(backend, http)


@pytest.fixture
def ada(raw: Raw) -> Raw:
    """Call the backend as its administrator."""
    raw.login()
    return raw
