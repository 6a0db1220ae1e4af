"""`session.oauth` in `sdk.yaml`: a client that logs in at a token endpoint, and stays logged in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from anew.errors import DocumentError
from anew.pipeline import Request, generate
from anew.settings import load

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi
from tests.generator.security.issuer import Issuer
from tests.generator.security.wire import Wire

FLOWS = {
    "authorizationCode": {"authorizationUrl": "https://x", "tokenUrl": "https://id.example.com/code", "scopes": {}},
    "clientCredentials": {"tokenUrl": "https://id.example.com/own", "scopes": {"read": ""}},
    "password": {
        "tokenUrl": "https://id.example.com/user",
        "refreshUrl": "https://id.example.com/again",
        "scopes": {},
    },
}
SCHEMES = {
    "oauth": {"type": "oauth2", "flows": FLOWS},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "other": {"type": "http", "scheme": "bearer"},
}


def made(folder: Path, flow: str, session: str = "") -> ModuleType:
    """Generate an SDK whose session is the given flow."""
    file = folder / "sdk.yaml"
    file.write_text(f"version: 1\nsession:\n  oauth: {flow}\n{session}")
    paths = {
        "/thing": {"get": answering({})},
        "/key": {"get": answering({}, security=[{"key": []}])},
        "/other": {"get": answering({}, security=[{"other": []}])},
    }
    document = openapi(paths, components={"securitySchemes": SCHEMES}, security=[{"oauth": []}])
    return sdk(document, load(file))


def client(package: ModuleType, issuer: Issuer, *given: str, **settings: Any) -> tuple[Any, Wire]:
    """Make a client with `OAuth2(*given)`, or without."""
    wire = Wire(issuer)
    credentials = {"oauth": package.OAuth2(*given)} if given else {}
    return wire.client(package, credentials=credentials, **settings), wire


def test_a_user_logs_in_and_the_refresh_token_keeps_the_login(tmp_path: Path) -> None:
    """The password is sent once, in a form; renewals go to the refresh endpoint that the document names."""
    issuer = Issuer(refresh=True)
    one, wire = client(made(tmp_path, "{grant: password, scheme: oauth, scope: read write}"), issuer)
    one.login("ada", "pä&ss")
    one.thing.get_thing()
    issuer.current = "revoked"
    one.thing.get_thing()

    assert [
        {"grant_type": ["password"], "username": ["ada"], "password": ["pä&ss"], "scope": ["read write"]},
        {"grant_type": ["refresh_token"], "refresh_token": ["r1"]},
    ] == issuer.forms
    assert ["/user", "/again"] == [each.url.path for each in wire.requests if each.url.host == "id.example.com"]


def test_a_user_s_login_that_is_over_is_not_continued_by_the_client(tmp_path: Path) -> None:
    """Without a refresh token calls end in `LoginRequired`, though the client has a secret of its own."""
    issuer = Issuer()
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    one, _ = client(package, issuer, "id", "s&s")
    one.login("ada", "secret")
    issuer.current = "revoked"
    with pytest.raises(package.errors.LoginRequired):
        one.thing.get_thing()

    assert ["password"] == issuer.grants


def test_nobody_is_logged_in_at_first(tmp_path: Path) -> None:
    """A call before the login says so, and asks nobody for tokens."""
    issuer = Issuer()
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    one, wire = client(package, issuer)
    with pytest.raises(package.errors.LoginRequired):
        one.thing.get_thing()

    assert not wire.requests


def test_a_client_that_keeps_the_password_logs_in_by_itself(tmp_path: Path) -> None:
    """`OAuth2(username=…, password=…)` serves the first call, and every call after the refresh token is refused."""
    issuer = Issuer(refresh=True, refused={"r1"})
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    own = package.OAuth2(username="ada", password="secret")
    one = Wire(issuer).client(package, credentials={"oauth": own})
    one.thing.get_thing()
    issuer.current = "revoked"
    one.thing.get_thing()

    assert ["password", "refresh_token", "password"] == issuer.grants


def test_a_wrong_password_is_an_error_of_the_login(tmp_path: Path) -> None:
    """What the endpoint refuses is raised by `login`, and nobody is logged in."""
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    one, _ = client(package, Issuer(refused={"wrong"}))
    with pytest.raises(package.errors.Unauthorized):
        one.login("ada", "wrong")

    assert one.session.tokens is None


def test_reauthenticate_takes_over_from_a_dead_refresh_token(tmp_path: Path) -> None:
    """A function that brings tokens goes on where the endpoint gives none any more."""
    issuer = Issuer(refresh=True, refused={"r1"})
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    one, _ = client(package, issuer, reauthenticate=lambda: package.TokenGrant("revoked"))
    one.login("ada", "secret")
    issuer.current = "revoked"
    one.thing.get_thing()

    assert ["password", "refresh_token"] == issuer.grants


def test_a_refresh_token_is_a_login(tmp_path: Path) -> None:
    """What a user agreed to elsewhere is exchanged at once, at the endpoint of that flow."""
    issuer = Issuer(refresh=True)
    one, wire = client(made(tmp_path, "{grant: refresh_token, scheme: oauth, client: body}"), issuer, "id", "s")
    one.login("r0")
    one.thing.get_thing()

    form = {"grant_type": "refresh_token", "refresh_token": "r0", "client_id": "id", "client_secret": "s"}
    assert [{name: [value] for name, value in form.items()}] == issuer.forms
    assert "/code" == wire.requests[0].url.path


def test_a_client_asks_for_its_own_tokens(tmp_path: Path) -> None:
    """`login()` tells at once whether id and secret are right; calls without it ask by themselves."""
    issuer = Issuer()
    package = made(tmp_path, "{grant: client_credentials, scheme: oauth, also: {audience: '{tenant}'}}")
    for logs_in in (True, False):
        one, _ = client(package, issuer, "id", "s&s", variables={"tenant": "t7"})
        if logs_in:
            one.login()
        one.thing.get_thing()

    assert [{"grant_type": ["client_credentials"], "audience": ["t7"]}] * 2 == issuer.forms


def test_a_client_without_a_secret_is_told_what_to_give(tmp_path: Path) -> None:
    """The message names the argument."""
    package = made(tmp_path, "{grant: client_credentials, scheme: oauth}")
    one, _ = client(package, Issuer())
    with pytest.raises(package.errors.SdkError, match=r"give the client credentials=\{'oauth': OAuth2\(…\)\}"):
        one.login()


def test_tokens_go_with_their_own_scheme_only(tmp_path: Path) -> None:
    """Operations that ask for a key or for another bearer are called without the session."""
    issuer = Issuer()
    issuer.current = "t9"
    package = made(tmp_path, "{grant: client_credentials, scheme: oauth}")
    wire = Wire()
    one = wire.client(package, credentials={"oauth": package.OAuth2("id", "s&s"), "key": "k", "other": "o"})
    one.key.get_key()
    one.other.get_other()

    assert [None, "Bearer o"] == [each.headers.get("authorization") for each in wire.requests]


def test_unusual_answers_and_places_can_be_told(tmp_path: Path) -> None:
    """`tokens` and `attach` go before what RFC 6749 and RFC 6750 have, each by itself."""
    package = made(
        tmp_path,
        "{grant: client_credentials, token_url: /token}",
        "  tokens: {access: /data/token}\n  attach: {header: X-Token}\n",
    )

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": {"token": "t1"}, "refresh_token": "r1"})

    wire = Wire(answer)
    one = wire.client(package, credentials={"oauth": package.OAuth2("id", "secret")})
    one.thing.get_thing()

    assert ("t1", "r1") == (wire.last.headers["x-token"], one.session.tokens.refresh)
    assert "https://api.example.com/token" == str(wire.requests[0].url)


def test_async_clients_log_in_too(tmp_path: Path) -> None:
    """The twin has the same `login`, to be awaited."""
    issuer = Issuer(refresh=True)
    package = made(tmp_path, "{grant: password, scheme: oauth}")
    wire = Wire(issuer)

    async def main() -> str:
        own = httpx.AsyncClient(transport=httpx.MockTransport(wire))
        auth = httpx.Client(transport=httpx.MockTransport(wire))
        one = package.AsyncMade("https://api.example.com", http_client=own, auth_client=auth)
        tokens = await one.login("ada", "secret")
        await one.thing.get_thing()
        return str(tokens.access)

    assert "t1" == asyncio.run(main())


@pytest.mark.parametrize(
    ("session", "said"),
    [
        ("oauth: {grant: implicit, scheme: oauth}", "4:18: error"),
        ("oauth: {grant: password}", "4:10: error: nothing says where the token endpoint is"),
        ("oauth: {grant: password, scheme: oath}", "4:36: error: the document has no security scheme `oath`"),
        ("oauth: {grant: password, scheme: key}", "4:36: error: the document names no token endpoint for `key`"),
        (
            "oauth: {grant: password, scheme: oauth}\n  login: {operation: getThing}",
            "5:10: error: `oauth` and `login` exclude each other",
        ),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path: Path, session: str, said: str) -> None:
    """What cannot be meant is refused before anything is written."""
    (tmp_path / "openapi.yaml").write_text(
        "{openapi: 3.1.0, info: {title: T, version: '1'},"
        " paths: {/thing: {get: {operationId: getThing, responses: {}}}},"
        " components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, oauth: {type: oauth2, flows:"
        " {password: {tokenUrl: /t, scopes: {}}}}}}}"
    )
    (tmp_path / "sdk.yaml").write_text(f"version: 1\ndocument: openapi.yaml\nsession:\n  {session}\n")
    with pytest.raises(DocumentError) as caught:
        generate(Request(output=tmp_path / "sdk", config=tmp_path / "sdk.yaml"))

    assert f"sdk.yaml:{said}" in str(caught.value)
