"""Refreshes in a process of their own, from the generated clients: what they take along, and what cannot go."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from acme import Acme, AsyncAcme, Session
from acme._runtime._http import httpx
from acme._runtime.session import FileStore, SessionOptions

from tests.backend import Backend


def isolated(folder: Path) -> Session:
    return Session(store=FileStore(folder), options=SessionOptions(isolation="process"))


def test_a_sync_client_refreshes_in_another_process(backend: Backend, tmp_path: Path) -> None:
    """The call over an expiry is answered, for one refresh."""
    with Acme(backend.url, session=isolated(tmp_path)) as acme:
        acme.login("ada", "secret")
        backend.expire_now()

        assert acme.auth.get_me().username == "ada"
    assert (backend.counters.refresh_calls, backend.counters.refreshes) == (1, 1)


def test_an_async_client_refreshes_in_another_process(backend: Backend, tmp_path: Path) -> None:
    """Ten calls over an expiry are answered, for one refresh."""

    async def main() -> set[str]:
        async with AsyncAcme(backend.url, session=isolated(tmp_path)) as acme:
            await acme.login("ada", "secret")
            backend.expire_now()
            found = await asyncio.gather(*(acme.auth.get_me() for _ in range(10)))
            return {user.username for user in found}

    assert asyncio.run(main()) == {"ada"}
    assert backend.counters.refresh_calls == 1


def test_what_a_client_is_given_goes_along(backend: Backend, tmp_path: Path) -> None:
    """Base URL, headers, time-outs and credentials are the same in the other process."""
    given = Acme(
        backend.url,
        session=isolated(tmp_path),
        timeout=7.0,
        headers={"x-tenant": "t1"},
        credentials={"token": "key"},
        origins=["https://files.example.com"],
    )
    here = given._core.exchanger
    assert here is not None
    there = here.recipe().make().__self__

    assert (there.base_url, there.timeout, there.defaults) == (here.base_url, here.timeout, here.defaults)
    assert there.around.attacher.credentials == {"token": "key"}
    assert there.around.origins == here.around.origins


def test_a_client_of_ones_own_for_the_refresh_cannot_go_along(backend: Backend, tmp_path: Path) -> None:
    """Making the client fails at once, and the error says what to leave out."""
    with httpx.Client() as http, pytest.raises(ValueError, match="leave out auth_client="):
        Acme(backend.url, session=isolated(tmp_path), auth_client=http)


def test_what_the_recipe_of_a_client_holds_is_not_shown(backend: Backend, tmp_path: Path) -> None:
    """Headers and credentials are not in its repr."""
    acme = Acme(backend.url, session=isolated(tmp_path), headers={"x-key": "canary"}, credentials={"token": "canary"})
    exchanger = acme._core.exchanger
    assert exchanger is not None

    assert "canary" not in f"{exchanger.recipe()!r} {exchanger!r} {acme._core!r}"
