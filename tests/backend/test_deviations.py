"""The bugs that the backend can be given: they are known by name, spare the login, and leave out what is healthy."""

from __future__ import annotations

import httpx
import pytest

from tests.backend import Backend
from tests.backend.deviations import KINDS


def test_unknown_deviation_is_refused() -> None:
    """A misspelt bug is told, with those there are."""
    with pytest.raises(ValueError, match=r"explode; there are .*wrong-type"):
        Backend(deviations=["explode"])


@pytest.mark.parametrize("kind", KINDS)
def test_login_is_spared(kind: str) -> None:
    """Whatever is wrong, somebody can log in and refresh."""
    with Backend(deviations=[kind]) as backend, httpx.Client(base_url=backend.url) as http:
        pair = http.post("/auth/login", json={"username": "ada", "password": "secret"}).json()
        again = http.post("/auth/refresh", json={"refreshToken": pair["data"]["refreshToken"]}).json()

    assert (pair["code"], again["code"]) == (200, 200)


def test_deviations_add_up() -> None:
    """Several bugs can be had at once."""
    with Backend(deviations=["wrong-type", "unknown-role"]) as backend, httpx.Client(base_url=backend.url) as http:
        pair = http.post("/auth/login", json={"username": "ada", "password": "secret"}).json()["data"]
        user = http.get("/auth/me", headers={"token": pair["accessToken"]}).json()["data"]

    assert (user["username"], user["role"]) == (7, "emperor")
