"""Each security scheme goes where the document says, alone, together and in alternatives."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from anew.settings import load

from tests.generator.packages import part, sdk
from tests.generator.parse.building import answering, openapi
from tests.generator.security.wire import Wire

SCHEMES = {
    "inHeader": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "inQuery": {"type": "apiKey", "in": "query", "name": "key"},
    "inCookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "basic": {"type": "http", "scheme": "Basic"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "digest": {"type": "http", "scheme": "digest"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token", "scopes": {}}}},
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://id.example.com"},
    "tls": {"type": "mutualTLS"},
}
GIVEN: dict[str, Any] = {
    "inHeader": "k 1",
    "inQuery": "k&2",
    "inCookie": "k3",
    "basic": ("ada", "pä:ss"),
    "bearer": "t4",
    "digest": "d5",
    "oauth": "t6",
    "oidc": "t7",
    "unknown": "x",
}


def operation(security: Any = None) -> dict[str, Any]:
    """Write an operation with security of its own, or none."""
    return answering({}, **({} if security is None else {"security": security}))


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK with an operation for each way to ask for security."""
    paths = {f"/{name}": {"get": operation([{name: []}])} for name in SCHEMES}
    paths |= {
        "/usual": {"get": operation()},
        "/open": {"get": operation([])},
        "/optional": {"get": operation([{"bearer": []}, {}])},
        "/both": {"get": operation([{"inHeader": [], "inQuery": []}])},
        "/either": {"get": operation([{"inHeader": [], "inQuery": []}, {"inCookie": []}])},
        "/certified": {"get": operation([{"tls": [], "inHeader": []}])},
        "/lonely": {"get": operation([{"missing": []}])},
    }
    return sdk(openapi(paths, components={"securitySchemes": SCHEMES}, security=[{"bearer": []}]))


def sent(package: ModuleType, name: str, **credentials: Any) -> tuple[str | None, str | None, str, str | None]:
    """Call an operation, and give what it sent: Authorization, X-Key, query, Cookie."""
    wire = Wire()
    getattr(wire.client(package, credentials=credentials), snake(name)).__getattribute__(f"get_{snake(name)}")()
    request = wire.last
    headers = request.headers
    return headers.get("authorization"), headers.get("x-key"), request.url.query.decode(), headers.get("cookie")


def snake(name: str) -> str:
    """Write a name as the SDK does."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inHeader", (None, "k 1", "", None)),
        ("inQuery", (None, None, "key=k%262", None)),
        ("inCookie", (None, None, "", "sid=k3")),
        ("basic", ("Basic YWRhOnDDpDpzcw==", None, "", None)),
        ("bearer", ("Bearer t4", None, "", None)),
        ("digest", ("Digest d5", None, "", None)),
        ("oauth", ("Bearer t6", None, "", None)),
        ("oidc", ("Bearer t7", None, "", None)),
        ("tls", (None, None, "", None)),
        ("usual", ("Bearer t4", None, "", None)),
        ("open", (None, None, "", None)),
        ("optional", ("Bearer t4", None, "", None)),
        ("both", (None, "k 1", "key=k%262", None)),
        ("either", (None, "k 1", "key=k%262", None)),
        ("certified", (None, "k 1", "", None)),
        ("lonely", (None, None, "", None)),
    ],
)
def test_a_credential_goes_where_the_document_says(package: ModuleType, name: str, expected: Any) -> None:
    """Of all credentials that a client has, an operation is sent those of the first alternative it asks for."""
    assert expected == sent(package, name, **GIVEN)


def test_an_alternative_that_is_covered_wholly_is_chosen(package: ModuleType) -> None:
    """Where one of two keys that go together is missing, neither is sent, but the other alternative's is."""
    assert (None, None, "", "sid=k3") == sent(package, "either", inHeader="k1", inCookie="k3")


def test_basic_takes_one_text_too(package: ModuleType) -> None:
    """`user:password` is as good as a pair, and the password may hold colons."""
    assert "Basic YTpiOmM=" == sent(package, "basic", basic="a:b:c")[0]


@pytest.mark.parametrize(("name", "credential"), [("basic", "ada"), ("inHeader", ("a", "b"))])
def test_a_credential_of_the_wrong_kind_is_refused(package: ModuleType, name: str, credential: Any) -> None:
    """A key where a pair is needed, and a pair where a key is, raise before anything is sent."""
    with pytest.raises(TypeError, match="user and a password"):
        sent(package, name, **{name: credential})


SESSION = """
version: 1
session:
  login: {operation: login}
  tokens: {access: /token}
"""


def test_a_key_goes_along_with_the_session(tmp_path: Any) -> None:
    """Where an operation wants a key and a token, the key is the client's and the token the session's."""
    (tmp_path / "sdk.yaml").write_text(SESSION)
    paths = {
        "/login": {"post": answering({}, operationId="login", security=[])},
        "/both": {"get": operation([{"bearer": [], "inHeader": []}])},
        "/key": {"get": operation([{"inHeader": []}])},
    }
    package = sdk(openapi(paths, components={"securitySchemes": SCHEMES}), load(tmp_path / "sdk.yaml"))
    wire = Wire()
    client = wire.client(package, credentials={"inHeader": "k1"})
    client.session.login(package.TokenGrant("t1"))
    client.both.get_both()
    client.key.get_key()
    both, key = ((one.headers.get("authorization"), one.headers.get("x-key")) for one in wire.requests)

    assert (("Bearer t1", "k1"), (None, "k1")) == (both, key)


def test_header_parameters_never_override_the_session(package: ModuleType) -> None:
    """Parameters called Authorization, Accept or Content-Type, in whatever case, are no arguments."""
    parameters = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
        for name in ("authorization", "ACCEPT", "Content-Type", "X-Other")
    ]
    made = sdk(openapi({"/thing": {"get": answering({}, parameters=parameters)}}))
    wire = Wire()
    client = wire.client(made)
    client.thing.get_thing("other")

    assert {"accept": "application/json", "x-other": "other"}.items() <= dict(wire.last.headers).items()
    assert {"authorization", "content-type"}.isdisjoint(wire.last.headers)


def test_swagger_2_has_the_same_schemes() -> None:
    """Definitions of Swagger 2.0 go over the wire like those of OpenAPI 3."""
    document = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "paths": {"/thing": {"get": {"responses": {"200": {"description": ""}}}}},
        "securityDefinitions": {
            "basic": {"type": "basic"},
            "key": {"type": "apiKey", "in": "query", "name": "key"},
            "flow": {"type": "oauth2", "flow": "application", "tokenUrl": "https://id.example.com/token"},
        },
        "security": [{"basic": [], "key": []}],
    }
    package = sdk(document)
    wire = Wire()
    wire.client(package, credentials={"basic": ("a", "b"), "key": "k"}).thing.get_thing()

    assert ("Basic YTpi", b"key=k") == (wire.last.headers["authorization"], wire.last.url.query)
    assert "https://id.example.com/token" == part(package, "_spec").API.schemes["flow"].token_url
