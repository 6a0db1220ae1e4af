"""Logins, expiries and rotation, seen through the generated SDK."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from acme import Acme, AsyncAcme
from acme.errors import ApiError, LoginRequired, SessionLost
from anew.sandbox import Options, Sandbox

from tests.sandbox.conftest import CONFIG, DOCUMENT, GRACE, TTL

MANY = 20


def refresh_token(client: Acme) -> str:
    tokens = client.session.tokens
    assert tokens is not None
    assert tokens.refresh is not None
    return tokens.refresh


def refreshed(raw: httpx.Client, token: str) -> int:
    """Give the code of a refresh."""
    code: int = raw.post("/auth/refresh", json={"refreshToken": token}).json()["code"]
    return code


def test_an_expiry_costs_one_refresh(served: Sandbox, acme: Acme) -> None:
    """Many threads that meet an expired token refresh once, and all get their answer."""
    served.expire_tokens()
    with ThreadPoolExecutor(MANY) as pool:
        users = list(pool.map(lambda number: acme.users.get_user(number), range(1, MANY + 1)))

    assert (len(users), served.counts["refreshes"]) == (MANY, 1)


def test_tasks_are_served_alike(served: Sandbox) -> None:
    """So do many tasks."""

    async def main() -> int:
        async with AsyncAcme(served.url) as client:
            await client.login("ada", "anything")
            served.expire_tokens()
            return len(await asyncio.gather(*(client.users.get_user(number) for number in range(1, MANY + 1))))

    assert (asyncio.run(main()), served.counts["refreshes"]) == (MANY, 1)


def test_the_clock_lets_tokens_expire(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """A token is good until the last moment of its life, by the sandbox's own clock."""
    tokens = acme.session.tokens
    assert tokens is not None
    answers = []
    for seconds in (TTL - 0.5, 0.5):
        served.clock.advance(seconds)
        answers.append(raw.get("/auth/me", headers={"token": tokens.access}).json()["code"])

    assert answers == [200, 409]


def test_a_reused_refresh_token_ends_the_family(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """After the grace nothing of that login is good any more, and the SDK asks for a login."""
    stolen = refresh_token(acme)
    served.expire_tokens()
    acme.auth.get_me()
    served.clock.advance(GRACE)

    assert refreshed(raw, stolen) == 401
    with pytest.raises(SessionLost):
        acme.auth.get_me()
    with pytest.raises(LoginRequired):
        acme.auth.get_me()


def test_other_families_live_on(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """What one login loses, no other login does."""
    with Acme(served.url) as other:
        other.login("grace", "anything")
        stolen = refresh_token(acme)
        for _ in range(2):
            refreshed(raw, stolen)
            served.clock.advance(GRACE)

        assert other.auth.get_me()


def test_within_the_grace_the_same_pair_comes_again(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """A refresh whose answer was lost can be asked for again."""
    body = {"refreshToken": refresh_token(acme)}
    first = raw.post("/auth/refresh", json=body).json()["data"]
    again = raw.post("/auth/refresh", json=body).json()["data"]

    assert first == again


def test_a_lost_refresh_answer_is_survived(served: Sandbox, acme: Acme) -> None:
    """The SDK asks once more, within the grace, and nobody notices."""
    served.expire_tokens()
    served.fault("lost for 1 at refreshToken")

    assert acme.auth.get_me()
    assert (served.counts["refreshes"], served.counts["graced"]) == (1, 1)


def test_logout_ends_the_login(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """Neither token is good for anything after it."""
    tokens = acme.session.tokens
    assert tokens is not None
    assert tokens.refresh is not None
    acme.logout()

    assert raw.get("/auth/me", headers={"token": tokens.access}).json()["code"] == 401
    assert refreshed(raw, tokens.refresh) == 401


def test_named_users_need_their_passwords() -> None:
    """With users named, a wrong password is refused as the API refuses."""
    options = Options(users=(("ada", "secret"),))
    with Sandbox(DOCUMENT, config=CONFIG, options=options) as served, Acme(served.url) as client:
        with pytest.raises(ApiError) as caught:
            client.login("ada", "wrong")
        client.login("ada", "secret")

        assert (caught.value.code, served.counts["logins"]) == (401, 1)


def test_an_unknown_token_is_no_expired_one(raw: httpx.Client) -> None:
    """Who sends no token, or one from elsewhere, is told to log in."""
    codes = [raw.get("/auth/me", headers=headers).json()["code"] for headers in ({}, {"token": "from elsewhere"})]

    assert codes == [401, 401]


def test_a_seed_makes_the_same_tokens() -> None:
    """Two sandboxes with one seed hand out the same pairs and make the same answers."""
    seen = []
    for _ in range(2):
        with Sandbox(DOCUMENT, config=CONFIG, options=Options(seed=7)) as served, Acme(served.url) as client:
            client.login("ada", "x")
            seen.append((refresh_token(client), client.auth.get_me()))

    assert seen[0] == seen[1]


def test_a_sandbox_for_jwts_hands_out_jwts() -> None:
    """Their claims say who and until when, by the time of whoever reads them."""
    with Sandbox(DOCUMENT, config=CONFIG, options=Options(ttl=TTL, jwt=True)) as served, Acme(served.url) as client:
        served.clock.advance(10_000)
        client.login("ada", "x")
        tokens = client.session.tokens

        assert tokens is not None
        assert tokens.access.count(".") == 2
        assert client.auth.get_me()


def test_overlapping_tokens_outlive_their_exchange(served: Sandbox) -> None:
    """With `overlap`, the access token of a spent pair is good until it expires."""
    with Sandbox(DOCUMENT, config=CONFIG, options=Options(overlap=True)) as lenient, Acme(lenient.url) as client:
        client.login("ada", "x")
        tokens = client.session.tokens
        assert tokens is not None
        httpx.post(f"{lenient.url}/auth/refresh", json={"refreshToken": tokens.refresh})

        assert httpx.get(f"{lenient.url}/auth/me", headers={"token": tokens.access}).json()["code"] == 200
