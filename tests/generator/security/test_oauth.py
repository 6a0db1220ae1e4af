"""A client's id and secret become tokens that the session renews."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi
from tests.generator.security.issuer import Issuer
from tests.generator.security.wire import Wire

FLOWS = {"clientCredentials": {"tokenUrl": "https://id.example.com/oauth/token/?tenant=7", "scopes": {}}}


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK whose document names a token endpoint and nothing else."""
    schemes = {"oauth": {"type": "oauth2", "flows": FLOWS}}
    paths = {"/thing": {"get": answering({})}, "/open": {"get": answering({}, security=[])}}
    return sdk(openapi(paths, components={"securitySchemes": schemes}, security=[{"oauth": []}]))


def client(package: ModuleType, issuer: Issuer, secret: str = "s&s", **more: Any) -> tuple[Any, Wire]:
    """Make a client that is given an id and a secret."""
    wire = Wire(issuer)
    return wire.client(package, credentials={"oauth": package.OAuth2("id", secret, **more)}), wire


def test_the_first_call_asks_for_tokens(package: ModuleType) -> None:
    """Nobody has to log in: the first call has the endpoint asked, and later calls use what it gave."""
    issuer = Issuer()
    made, wire = client(package, issuer, scope="read write", further={"audience": "a"})
    made.thing.get_thing()
    made.thing.get_thing()

    assert [{"grant_type": ["client_credentials"], "scope": ["read write"], "audience": ["a"]}] == issuer.forms
    assert "https://id.example.com/oauth/token/?tenant=7" == str(wire.requests[0].url)


def test_an_expired_token_is_renewed_once_for_all(package: ModuleType) -> None:
    """Threads that run into the expiry together cause one request for tokens, the first ones included."""
    issuer = Issuer()
    made, _ = client(package, issuer)
    barrier = Barrier(8)

    def call() -> None:
        barrier.wait()
        made.thing.get_thing()

    with ThreadPoolExecutor(8) as threads:
        for round_ in range(2):
            for done in [threads.submit(call) for _ in range(8)]:
                done.result()
            assert len(issuer.forms) == round_ + 1
            issuer.current = "revoked"


def test_a_refresh_token_is_used_first(package: ModuleType) -> None:
    """A refresh token that the endpoint gave goes before the secret, which follows when it is refused."""
    issuer = Issuer(refresh=True)
    made, _ = client(package, issuer)
    made.thing.get_thing()
    issuer.current = "revoked"
    made.thing.get_thing()
    issuer.current, issuer.refused = "revoked", {"r2"}
    made.thing.get_thing()

    assert ["client_credentials", "refresh_token", "refresh_token", "client_credentials"] == issuer.grants


def test_a_refresh_token_of_one_s_own_begins_a_session(package: ModuleType) -> None:
    """What a user has agreed to elsewhere is enough for a client without a secret, which says its id in the form."""
    issuer = Issuer(refresh=True)
    made, _ = client(package, issuer, secret="", refresh_token="r0")
    made.thing.get_thing()

    assert [{"grant_type": ["refresh_token"], "refresh_token": ["r0"], "client_id": ["id"]}] == issuer.forms


def test_a_wrong_secret_is_not_repeated(package: ModuleType) -> None:
    """A refused secret raises `LoginRequired`, and further calls do not try it again."""
    issuer = Issuer()
    made, _ = client(package, issuer, secret="wrong")
    for _ in range(3):
        with pytest.raises(package.errors.LoginRequired):
            made.thing.get_thing()

    assert len(issuer.forms) == 1


def test_an_open_operation_asks_for_no_token(package: ModuleType) -> None:
    """Operations without security are called as they are."""
    issuer = Issuer()
    made, _ = client(package, issuer)
    made.open.get_open()

    assert not issuer.forms


def test_secrets_are_in_no_repr(package: ModuleType) -> None:
    """Neither secret nor refresh token is shown."""
    shown = repr(package.OAuth2("id", "secret", refresh_token="refresh"))

    assert "OAuth2(client_id='id'" in shown and "secret'" not in shown and "refresh'" not in shown


def test_async_clients_do_the_same(package: ModuleType) -> None:
    """Tasks share one request for tokens as threads do."""
    issuer = Issuer()
    wire = Wire(issuer)

    async def main() -> None:
        own = httpx.AsyncClient(transport=httpx.MockTransport(wire))
        auth = httpx.Client(transport=httpx.MockTransport(wire))
        credentials = {"oauth": package.OAuth2("id", "s&s")}
        made = package.AsyncMade("https://api.example.com", http_client=own, auth_client=auth, credentials=credentials)
        await asyncio.gather(*(made.thing.get_thing() for _ in range(8)))

    asyncio.run(main())

    assert ["client_credentials"] == issuer.grants


def test_a_document_without_an_endpoint_needs_one(package: ModuleType) -> None:
    """Where the scheme names no token endpoint, the message says what to give."""
    with pytest.raises(ValueError, match=r"names no token endpoint for 'other'; give OAuth2\(token_url=…\)"):
        package.Made("https://api.example.com", credentials={"other": package.OAuth2("id", "s")})


def test_a_user_s_consent_is_not_replaced_by_the_client_s_own_identity(package: ModuleType) -> None:
    """When the refresh token of a user is refused, the client does not go on as itself."""
    issuer = Issuer(refresh=True, refused={"r0"})
    made, _ = client(package, issuer, refresh_token="r0")
    with pytest.raises(package.errors.LoginRequired):
        made.thing.get_thing()

    assert ["refresh_token"] == issuer.grants


def test_two_token_endpoints_want_two_clients(package: ModuleType) -> None:
    """A client has one session, so a second `OAuth2` is refused instead of being left unused."""
    given = {name: package.OAuth2("id", "s", token_url="https://id.example.com/token") for name in ("oauth", "other")}
    with pytest.raises(ValueError, match="OAuth2 is given for 'oauth' and 'other': make a client for each"):
        package.Made("https://api.example.com", credentials=given)
