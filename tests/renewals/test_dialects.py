"""Each way to renew tokens, over the whole way: login, expiries one after the other, and one that many calls meet."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.renewals.conftest import Generated
from tests.renewals.dialects import DIALECTS
from tests.renewals.issuer import Dialect, Issuer
from tests.runtime.wire import Server

MANY = 20


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_threads_stay_logged_in(generated: Generated, server: Server, dialect: Dialect) -> None:
    """A sync client renews once for each expiry, with what the server gave it last."""
    issuer = Issuer(server, dialect)
    with generated(dialect.name, dialect.session).Client(server.url) as client:
        client.login("ada", "secret")
        values = [client.things.get_thing()]
        for _ in range(2):
            issuer.expire()
            values.append(client.things.get_thing())
        issuer.expire()
        with ThreadPoolExecutor(MANY) as pool:
            values += pool.map(lambda _: client.things.get_thing(), range(MANY))

    assert (values, issuer.renewals, issuer.denials) == (["fine"] * (3 + MANY), 3, 0)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_tasks_stay_logged_in(generated: Generated, server: Server, dialect: Dialect) -> None:
    """So does an async client."""
    issuer = Issuer(server, dialect)

    async def main() -> list[str]:
        async with generated(dialect.name, dialect.session).AsyncClient(server.url) as client:
            await client.login("ada", "secret")
            values = [await client.things.get_thing()]
            for _ in range(2):
                issuer.expire()
                values.append(await client.things.get_thing())
            issuer.expire()
            return values + await asyncio.gather(*(client.things.get_thing() for _ in range(MANY)))

    assert (asyncio.run(main()), issuer.renewals, issuer.denials) == (["fine"] * (3 + MANY), 3, 0)
