"""Tokens that a server hands out in a header of any answer: the newest counts, also of those that come at once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from tests.renewals.conftest import Generated
from tests.runtime.wire import Received, Server, as_json, enveloped

SESSION = """\
tokens:
  access: /data
  renewed: {access: "header:new-token", expires: {at: "header:new-expires-at", as: epoch_s}}
"""
FAR = 4_000_000_000


@pytest.fixture
def package(generated: Generated) -> ModuleType:
    """Import the SDK of a server such as gin-vue-admin's."""
    return generated("handed_out", SESSION)


class Generous:
    """Takes every token that it ever handed out; with `offers` left, each answer hands out another."""

    def __init__(self, server: Server) -> None:
        self.offers: list[tuple[str, int]] = []
        self.crowd = threading.Barrier(1)
        self.seen: list[str] = []
        self.refuses = False
        """Old tokens are refused, with the next one in the same answer."""
        server.answer = self.answer

    def answer(self, request: Received) -> bytes:
        if request.path == "/login":
            return enveloped("a0")
        self.seen.append(str(request.header("token")))
        if not self.offers:
            return enveloped("fine")
        token, expires = self.offers.pop(0)
        self.crowd.wait(20)
        headers = [("new-token", token), ("new-expires-at", str(expires))]
        code = 409 if self.refuses else 200
        return as_json({"code": code, "msg": "", "data": "fine"}, headers=headers)


def settled(client: Any) -> str:
    """Wait until all that was handed out is stored, and give what is current."""
    client.session._runner.join(20)
    return str(client.session.tokens.access)


def test_next_call_uses_what_was_handed_out(package: ModuleType, server: Server) -> None:
    """The token in an answer's header is the session's from then on, with its expiry."""
    generous = Generous(server)
    generous.offers = [("a1", FAR)]
    with package.Client(server.url) as client:
        client.login("ada", "secret")
        client.things.get_thing()
        current = settled(client)
        client.things.get_thing()

    assert (current, generous.seen) == ("a1", ["a0", "a1"])
    assert client.session.tokens.expires_at == pytest.approx(FAR, abs=1)


ORDERS = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [2, 1, 3], [3, 3, 3]]


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_newest_of_several_wins_among_threads(package: ModuleType, server: Server, order: list[int]) -> None:
    """Calls that were under way together are handed out different tokens: the one that lives longest is kept."""
    generous = Generous(server)
    generous.offers, generous.crowd = [(f"a{n}", FAR + n) for n in order], threading.Barrier(3)
    with package.Client(server.url) as client:
        client.login("ada", "secret")
        with ThreadPoolExecutor(3) as pool:
            values = list(pool.map(lambda _: client.things.get_thing(), range(3)))
        settled(client)
        client.things.get_thing()  # what was offered meanwhile leaves with the next call

        assert (values, settled(client)) == (["fine"] * 3, "a3")


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_newest_of_several_wins_among_tasks(package: ModuleType, server: Server, order: list[int]) -> None:
    """So it is for tasks."""
    generous = Generous(server)
    generous.offers, generous.crowd = [(f"a{n}", FAR + n) for n in order], threading.Barrier(3)

    async def main() -> str:
        async with package.AsyncClient(server.url) as client:
            await client.login("ada", "secret")
            await asyncio.gather(*(client.things.get_thing() for _ in range(3)))
            settled(client)
            await client.things.get_thing()
            return settled(client)

    assert asyncio.run(main()) == "a3"


def test_token_that_comes_with_a_refusal_is_used_for_the_replay(generated: Generated, server: Server) -> None:
    """A server that refuses the old token and hands out the next one in the same answer needs no refresh call."""
    generous = Generous(server)
    package = generated("handed_out_refused", SESSION + "refresh: {operation: refresh, send: {in: query, name: r}}\n")
    generous.offers, generous.refuses = [("a1", FAR)], True
    with package.Client(server.url) as client:
        client.login("ada", "secret")
        value = client.things.get_thing()

    assert (value, generous.seen, server.paths()) == ("fine", ["a0", "a1"], ["/login", "/things", "/things"])
