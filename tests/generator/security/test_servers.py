"""Servers of the document, and their variables, are where a client calls."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi
from tests.generator.security.wire import Wire

SERVER = {
    "url": "https://{region}.example.com/{base}",
    "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}, "base": {"default": "v1"}},
}


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK whose server has variables, and which has an operation with servers of its own."""
    paths = {
        "/thing": {"get": answering({})},
        "/file": {"get": answering({}, servers=[{"url": "https://files.example.com/x"}])},
        "/near": {"get": answering({}, servers=[{"url": "/elsewhere"}])},
        "/own": {"servers": [{**SERVER, "url": "https://{region}.files.example.com/{base}"}], "get": answering({})},
    }
    return sdk(openapi(paths, servers=[SERVER]))


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "https://eu.example.com/v1/thing"),
        ({"region": "us"}, "https://us.example.com/v1/thing"),
        ({"base": "v2"}, "https://eu.example.com/v2/thing"),
    ],
)
def test_variables_make_the_base_url(package: ModuleType, variables: dict[str, str], url: str) -> None:
    """Without a base URL the document's server counts, with its defaults or with what the client is given."""
    wire = Wire()
    wire.client(package, None, variables=variables).thing.get_thing()

    assert url == str(wire.last.url)


def test_a_value_that_is_not_listed_is_refused(package: ModuleType) -> None:
    """A variable with a list of values has no other; the message has the list."""
    with pytest.raises(ValueError, match="the server's variable 'region' is 'eu' or 'us', not 'mars'"):
        Wire().client(package, None, variables={"region": "mars"})


def test_a_base_url_goes_before_the_document_s(package: ModuleType) -> None:
    """What the caller says is where the call goes."""
    wire = Wire()
    wire.client(package, "https://my.example.com/api/").thing.get_thing()

    assert "https://my.example.com/api/thing" == str(wire.last.url)


def test_an_operation_may_have_a_server_of_its_own(package: ModuleType) -> None:
    """An absolute one is called as it is; a relative one is joined to the base URL."""
    wire = Wire()
    client = wire.client(package)
    client.file.get_file()
    client.near.get_near()

    assert ["https://files.example.com/x/file", "https://api.example.com/elsewhere/near"] == [
        str(one.url) for one in wire.requests
    ]


@pytest.mark.parametrize(
    ("variables", "url"),
    [
        ({}, "https://eu.files.example.com/v1/own"),
        ({"region": "us", "base": "v2"}, "https://us.files.example.com/v2/own"),
    ],
)
def test_variables_make_the_server_of_an_operation(package: ModuleType, variables: dict[str, str], url: str) -> None:
    """What the client is given counts for servers of operations and paths too, whatever its base URL is."""
    wire = Wire()
    wire.client(package, variables=variables).own.get_own()

    assert url == str(wire.last.url)


def test_a_value_that_an_operation_s_server_cannot_have_is_refused(package: ModuleType) -> None:
    """The list of the operation's own server counts, when it is called."""
    client = Wire().client(package, variables={"region": "mars"})

    with pytest.raises(ValueError, match="the server's variable 'region' is 'eu' or 'us', not 'mars'"):
        client.own.get_own()
