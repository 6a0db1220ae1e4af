"""Tokens of a token endpoint follow what each operation asks for: alternatives, combinations, other schemes alone."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi
from tests.generator.security.wire import Wire

SCHEMES = {
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://id.example.com/t", "scopes": {}}}},
    "app": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}
SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "token": [{"oauth": ["read"]}],
    "key": [{"key": []}],
    "both": [{"oauth": [], "key": []}],
    "either": [{"key": []}, {"oauth": []}],
    "app": [{"app": []}],
    "optional": [{}, {"oauth": []}],
    "open": [],
    "nothing": [{}],
}


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK without `sdk.yaml`, with an operation for each way to ask."""
    paths = {f"/{name}": {"get": answering({}, security=wanted)} for name, wanted in SECURITY.items()}
    return sdk(openapi(paths, components={"securitySchemes": SCHEMES}))


def answer(request: httpx.Request) -> httpx.Response:
    """Give a token, or anything."""
    return httpx.Response(200, json={"access_token": "t1", "expires_in": 60})


def sent(package: ModuleType, name: str, **credentials: Any) -> tuple[str | None, str | None, int]:
    """Call an operation; give its Authorization and X-Key, and how often the endpoint was asked."""
    wire = Wire(answer)
    given = {"oauth": package.OAuth2("id", "secret"), **credentials}
    client = wire.client(package, credentials=given)
    getattr(getattr(client, name), f"get_{name}")()
    asked = sum(one.url.host == "id.example.com" for one in wire.requests)
    return wire.last.headers.get("authorization"), wire.last.headers.get("x-key"), asked


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("token", {}, ("Bearer t1", None, 1)),
        ("token", {"key": "k"}, ("Bearer t1", None, 1)),
        ("key", {"key": "k"}, (None, "k", 0)),
        ("key", {}, (None, None, 0)),
        ("both", {"key": "k"}, ("Bearer t1", "k", 1)),
        ("both", {}, ("Bearer t1", None, 1)),
        ("either", {"key": "k"}, (None, "k", 0)),
        ("either", {}, ("Bearer t1", None, 1)),
        ("app", {}, (None, None, 0)),
        ("app", {"app": "a"}, ("Bearer a", None, 0)),
        ("optional", {}, ("Bearer t1", None, 1)),
        ("open", {"key": "k"}, (None, None, 0)),
        ("nothing", {"key": "k"}, (None, None, 0)),
    ],
)
def test_a_token_goes_where_its_scheme_is_asked_for(package: ModuleType, name: str, given: Any, expected: Any) -> None:
    """An operation that asks for a key, for another bearer or for nothing is never sent the endpoint's token."""
    assert expected == sent(package, name, **given)


def test_a_name_that_the_document_does_not_have_stands_for_all_bearers(package: ModuleType) -> None:
    """Who calls the scheme by a name of his own has its token sent wherever a bearer token is asked for."""
    wire = Wire(answer)
    own = package.OAuth2("id", "secret", token_url="https://id.example.com/t")
    client = wire.client(package, credentials={"mine": own})
    client.app.get_app()
    client.key.get_key()
    shown = [one.headers.get("authorization") for one in wire.requests if one.url.host == "api.example.com"]

    assert ["Bearer t1", None] == shown


def test_a_requirement_without_its_list_is_meant_as_one() -> None:
    """`security: {key: []}` is a mistake that asks for a key nevertheless."""
    paths = {"/thing": {"get": answering({}, security={"key": []})}}
    made = sdk(openapi(paths, components={"securitySchemes": SCHEMES}))
    wire = Wire()
    wire.client(made, credentials={"key": "k"}).thing.get_thing()

    assert "k" == wire.last.headers["x-key"]


def test_a_scheme_may_stand_elsewhere() -> None:
    """A security scheme behind a `$ref` is as good as one that is written out."""
    schemes = {"key": {"$ref": "#/components/securitySchemes/real"}, "real": SCHEMES["key"]}
    made = sdk(
        openapi({"/thing": {"get": answering({}, security=[{"key": []}])}}, components={"securitySchemes": schemes})
    )
    wire = Wire()
    wire.client(made, credentials={"key": "k"}).thing.get_thing()

    assert "k" == wire.last.headers["x-key"]
