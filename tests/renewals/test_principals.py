"""Several accounts of several tenants in one process: each client has a session of its own, and none sees another's."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.renewals.conftest import Generated
from tests.runtime.wire import Received, Server, enveloped

SESSION = """\
refresh: {operation: refresh, send: {in: body, name: refreshToken}}
tokens: {access: /data/access, refresh: /data/refresh}
headers: {tenant-id: "{tenant}"}
"""
PEOPLE = 20
ROUNDS = 5
EACH = 4
"""Concurrent calls of one principal in each round."""


class Tenants:
    """A server where a token is good for one person of one tenant, and a refresh token once."""

    def __init__(self, server: Server) -> None:
        self.refreshes: Counter[str] = Counter()
        self.strays: list[str] = []
        """Requests with somebody else's tenant or a refresh token that was spent."""
        self._numbers: Counter[str] = Counter()
        self._lock = threading.Lock()
        server.answer = self.answer

    def expire(self) -> None:
        """Let everybody's access token expire."""
        with self._lock:
            for person in self._numbers:
                self._numbers[person] += 1

    def answer(self, request: Received) -> bytes:
        tenant = request.header("tenant-id") or ""
        with self._lock:
            if request.path == "/login":
                return self._issue(json.loads(request.body)["username"], tenant)
            if request.path == "/refresh":
                return self._refresh(json.loads(request.body)["refreshToken"], tenant)
            person, number, at = (request.header("token") or "").split("/")
            if at != tenant:
                self.strays.append(f"{person} at {tenant}")
            return enveloped(person) if int(number) == self._numbers[person] else enveloped(None, 409)

    def _issue(self, person: str, tenant: str) -> bytes:
        self._numbers[person] += 1
        token = f"{person}/{self._numbers[person]}/{tenant}"
        return enveloped({"access": token, "refresh": f"r/{token}"})

    def _refresh(self, token: str, tenant: str) -> bytes:
        _, person, number, at = token.split("/")
        if at != tenant or int(number) + 1 != self._numbers[person]:
            self.strays.append(f"refresh of {person} with {token} at {tenant}")
        self.refreshes[person] += 1
        token = f"{person}/{self._numbers[person]}/{tenant}"
        return enveloped({"access": token, "refresh": f"r/{token}"})


@pytest.fixture
def package(generated: Generated) -> ModuleType:
    """Import the SDK of an API with tenants."""
    return generated("tenants", SESSION)


def arguments(number: int, store: Any) -> dict[str, Any]:
    """Make the arguments of one person's client: ten tenants, two people each; all of them share a store."""
    return {"principal": f"p{number}", "store": store, "variables": {"tenant": f"t{number % 10}"}}


EXPECTED = [[f"p{number}"] * EACH for number in range(PEOPLE)]
ONE_EACH = {f"p{number}": ROUNDS for number in range(PEOPLE)}


@pytest.mark.parametrize("shared", [False, True])
def test_twenty_people_on_threads(package: ModuleType, server: Server, tmp_path: Path, shared: bool) -> None:
    """20 principals × 4 threads × 5 expiries: each is refreshed once for each expiry, with its own token and tenant."""
    tenants, store = Tenants(server), package.FileStore(tmp_path) if shared else None
    clients = [package.Client(server.url, **arguments(number, store)) for number in range(PEOPLE)]
    for number, client in enumerate(clients):
        client.login(f"p{number}", "secret")
    crowd = [client for client in clients for _ in range(EACH)]
    with ThreadPoolExecutor(len(crowd)) as pool:
        for _ in range(ROUNDS):
            tenants.expire()
            values = list(pool.map(lambda client: client.things.get_thing(), crowd))
            assert values == [value for group in EXPECTED for value in group]
    for client in clients:
        client.close()

    assert (tenants.refreshes, tenants.strays) == (ONE_EACH, [])
    assert [client.session.tokens.principal for client in clients] == list(ONE_EACH)


@pytest.mark.parametrize("shared", [False, True])
def test_twenty_people_in_one_loop(package: ModuleType, server: Server, tmp_path: Path, shared: bool) -> None:
    """So it is with tasks."""
    tenants, store = Tenants(server), package.FileStore(tmp_path) if shared else None

    async def person(number: int, rounds: list[asyncio.Barrier]) -> list[str]:
        async with package.AsyncClient(server.url, **arguments(number, store)) as client:
            await client.login(f"p{number}", "secret")
            for barrier in rounds:
                if await barrier.wait() == 0:
                    tenants.expire()
                await barrier.wait()
                values = await asyncio.gather(*(client.things.get_thing() for _ in range(EACH)))
            return values

    async def main() -> list[list[str]]:
        rounds = [asyncio.Barrier(PEOPLE) for _ in range(ROUNDS)]
        return await asyncio.gather(*(person(number, rounds) for number in range(PEOPLE)))

    assert asyncio.run(main()) == EXPECTED
    assert (tenants.refreshes, tenants.strays) == (ONE_EACH, [])


def test_one_who_logs_out_leaves_the_others_logged_in(package: ModuleType, server: Server, tmp_path: Path) -> None:
    """Records in one store are by principal: a logout, or a login as somebody new, touches only its own."""
    Tenants(server)
    store = package.FileStore(tmp_path)
    first, second = (package.Client(server.url, **arguments(number, store)) for number in (1, 2))
    first.login("p1", "secret")
    second.login("p2", "secret")
    first.logout()
    later = package.Client(server.url, **arguments(2, store))

    assert (first.session.tokens, later.things.get_thing()) == (None, "p2")
    with pytest.raises(package.errors.LoginRequired):
        first.things.get_thing()
