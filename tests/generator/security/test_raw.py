"""What proves who is calling, byte by byte as a server reads it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi
from tests.runtime.wire import Received, Server, as_json

SCHEMES = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "query": {"type": "apiKey", "in": "query", "name": "api key"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "user": {"type": "http", "scheme": "bearer"},
    "app": {"type": "http", "scheme": "bearer"},
    "tls": {"type": "mutualTLS"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}},
}
PARAMETERS = [
    {"name": "sid", "in": "cookie", "schema": {"type": "string"}},
    {"name": "lang", "in": "cookie", "schema": {"type": "string"}},
    {"name": "api key", "in": "query", "schema": {"type": "string"}},
    {"name": "X-Key", "in": "header", "schema": {"type": "string"}},
    {"name": "page", "in": "query", "schema": {"type": "integer"}},
]


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK with an operation for each scheme; its parameters have the names of keys."""
    paths = {f"/{name}": {"get": answering({}, security=[{name: []}], parameters=PARAMETERS)} for name in SCHEMES} | {
        "/two": {"get": answering({}, security=[{"user": [], "app": []}])}
    }
    return sdk(openapi(paths, components={"securitySchemes": SCHEMES}))


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve on a loopback port."""
    with Server(lambda _: as_json({})) as running:
        yield running


def sent(package: ModuleType, server: Server, name: str, credentials: dict[str, Any], **arguments: Any) -> Received:
    """Call an operation, and give what the server read."""
    with package.Made(server.url, credentials=credentials) as client:
        getattr(getattr(client, name), f"get_{name}")(**arguments)
    return server.received[-1]


def test_a_key_in_a_cookie_joins_the_cookies_of_parameters(package: ModuleType, server: Server) -> None:
    """There is one Cookie header; a parameter of the key's name gives way."""
    read = sent(package, server, "cookie", {"cookie": 'k"1='}, sid="other", lang="de")

    assert [b'lang=de; sid=k"1='] == [
        line.partition(b": ")[2] for line in read.head.split(b"\r\n") if line.lower().startswith(b"cookie:")
    ]


def test_a_key_in_the_query_goes_before_a_parameter(package: ModuleType, server: Server) -> None:
    """A parameter of the key's name gives way, others stay, and both are percent-encoded."""
    arguments = {"api_key": "other", "page": 2}

    assert "/query?page=2&api%20key=k%26%C3%A9" == sent(package, server, "query", {"query": "k&é"}, **arguments).target


def test_a_key_in_a_header_goes_before_a_parameter(package: ModuleType, server: Server) -> None:
    """There is one header of that name."""
    assert "k1" == sent(package, server, "header", {"header": "k1"}, x_key="other").header("x-key")


def test_basic_is_written_in_utf_8(package: ModuleType, server: Server) -> None:
    """User and password may hold any letters, and the password colons."""
    shown = sent(package, server, "basic", {"basic": ("ädä", "пароль:🔑")}).header("authorization") or ""

    assert "ädä:пароль:🔑" == b64decode(shown.removeprefix("Basic ")).decode("utf-8")


def test_a_user_with_a_colon_is_refused(package: ModuleType, server: Server) -> None:
    """What the server would take for another user is not sent."""
    with pytest.raises(ValueError, match="holds a colon"):
        sent(package, server, "basic", {"basic": ("a:b", "c")})

    assert not server.received


@pytest.mark.parametrize("name", ["cookie", "header"])
@pytest.mark.parametrize("key", ["a\r\nX-Other: 1", "a\n"])
def test_a_key_cannot_bring_in_a_header(package: ModuleType, server: Server, name: str, key: str) -> None:
    """A key that would end the line is refused before anything is sent."""
    with pytest.raises(ValueError, match=r"line break|control characters"):
        sent(package, server, name, {name: key})

    assert not server.received


def test_a_key_cannot_bring_in_a_cookie(package: ModuleType, server: Server) -> None:
    """A semicolon would begin another cookie."""
    with pytest.raises(ValueError, match="semicolons"):
        sent(package, server, "cookie", {"cookie": "a; admin=1"})


@pytest.mark.parametrize(("name", "expected"), [("user", "Bearer u"), ("app", "Bearer a")])
def test_two_bearer_schemes_are_two_tokens(package: ModuleType, server: Server, name: str, expected: str) -> None:
    """Each operation is sent the one that it asks for."""
    assert expected == sent(package, server, name, {"user": "u", "app": "a"}).header("authorization")


def test_one_header_holds_one_token(package: ModuleType, server: Server) -> None:
    """Where a document asks for two tokens in one header, a single one is sent: two headers are refused by servers."""
    assert "Bearer a" == sent(package, server, "two", {"user": "u", "app": "a"}).header("authorization")


def test_a_certificate_is_no_credential(package: ModuleType) -> None:
    """Who gives one as a credential is told where certificates go."""
    with pytest.raises(ValueError, match=r"'tls' wants a certificate.*http_client=.*ssl\.SSLContext"):
        package.Made("https://api.example.com", credentials={"tls": "cert.pem"})


def test_the_refresh_of_oauth_runs_in_a_process_of_its_own(package: ModuleType, server: Server, tmp_path: Path) -> None:
    """With `isolation="process"` the client's secret goes to the helper, which asks the token endpoint, twice here."""
    given = iter(["t1", "t2"])
    good: list[str] = []

    def answer(request: Received) -> bytes:
        if request.path == "/token":
            good.append(next(given))
            return as_json({"access_token": good[-1], "expires_in": 60})
        return as_json({}, 200 if request.header("authorization") == f"Bearer {good[-1]}" else 401)

    server.answer = answer
    session = package.Session(
        store=package.FileStore(tmp_path), options=package.SessionOptions(isolation="process", random=lambda: 0.5)
    )
    with package.Made(server.url, session=session, credentials={"oauth": package.OAuth2("id", "s&s")}) as client:
        client.oauth.get_oauth()
        good.append("revoked")
        client.oauth.get_oauth()
    asked = [one for one in server.received if one.path == "/token"]

    assert [b"grant_type=client_credentials"] * 2 == [one.body for one in asked]
    assert {"Basic aWQ6cyUyNnM="} == {one.header("authorization") for one in asked}
    assert not list(tmp_path.glob("*.broken"))
