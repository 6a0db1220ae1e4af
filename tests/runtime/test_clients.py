"""Clients: views with other options, injected `httpx` clients, credentials, closing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.runtime.api import api, bare, log_in, operation
from tests.runtime.wire import Server, enveloped, reply


def test_detailed_answer_has_all_that_came_with_it(rt: Any, server: Server) -> None:
    """Value, envelope, status, headers, duration and the server's name for the exchange."""
    body = b'{"code": 200, "msg": "ok", "data": [1], "trace": "t"}'
    server.answer = lambda _: reply(200, body, "application/json", [("X-Request-Id", "r-1")])
    answer = rt.client(server.url, bare(rt)).send_detailed(rt.Call(operation(rt)))

    assert (answer.data, answer.status, answer.request_id, answer.elapsed > 0) == ([1], 200, "r-1", True)
    assert answer.envelope == rt.ResponseData(code=200, msg="ok", data=[1], meta={"trace_id": "t"})


def test_connection_is_kept_for_the_next_call(rt: Any, server: Server) -> None:
    """Calls one after the other go by the same connection."""
    with rt.client(server.url, bare(rt)) as client:
        for _ in range(5):
            client.send(rt.Call(operation(rt)))

    assert {request.connection for request in server.received} == {0}


def test_view_has_options_of_its_own_and_shares_the_rest(rt: Any, server: Server) -> None:
    """`with_options` gives a client of the same class with the same session and connections."""
    client = rt.client(server.url, api(rt), headers={"X-A": "1"})
    log_in(rt, client)
    view = client.with_options(headers={"X-B": "2"}).with_options(headers={"X-C": "3"}, timeout=7)
    view.send(rt.Call(operation(rt)).with_options(headers={"X-B": "4"}))
    client.send(rt.Call(operation(rt)))
    seen = [[request.header(name) for name in ("X-A", "X-B", "X-C", "token")] for request in server.received]

    assert seen == [["1", "4", "3", "a1"], ["1", None, None, "a1"]]
    assert (type(view), view.session, server.connections) == (type(client), client.session, 1)


def test_timeout_is_that_of_the_call_then_of_the_client(rt: Any) -> None:
    """Each of connect, read and write gets it; waiting in line for a connection is not limited by default."""
    client = rt.client("https://h", bare(rt), timeout=7)
    made = [
        client._core.conversation(call, client._options).outgoing.timeout
        for call in (rt.Call(operation(rt)), rt.Call(operation(rt)).with_options(timeout=1))
    ]
    default = rt.client("https://h", bare(rt))._core.patience

    assert [timeout["read"] for timeout in made] == [7, 1]
    assert default["pool"] is None


def test_closed_client_says_so(rt: Any, server: Server) -> None:
    """A call after `close()` is an error of the SDK, and its session lives on."""
    with rt.client(server.url, api(rt)) as client:
        log_in(rt, client)
    with pytest.raises(rt.SdkError, match="closed"):
        client.send(rt.Call(operation(rt)))

    assert client.session.tokens is not None


def test_base_url_comes_from_the_document_if_nobody_gives_one(rt: Any) -> None:
    """The first server of the document, else that of an injected client, else an error that shows an example."""
    first = rt.client(None, bare(rt, servers=("https://one.example.com/v1", "https://two.example.com")))
    injected = rt.client(None, bare(rt), http_client=rt.httpx.Client(base_url="https://mine.example.com/v1/"))

    assert (repr(first), repr(injected)) == ("<Acme https://one.example.com/v1>", "<Acme https://mine.example.com/v1>")
    with pytest.raises(ValueError, match="the document names no server"):
        rt.client(None, bare(rt))


def test_injected_client_keeps_what_is_its_own(rt: Any, server: Server) -> None:
    """Headers, cookies, parameters, auth and event hooks of an injected client take part in each call."""
    heard: list[str] = []
    own = rt.httpx.Client(
        headers={"X-Own": "1", "User-Agent": "mine"},
        cookies={"sid": "s"},
        params={"p": "1"},
        auth=("ada", "pw"),
        event_hooks={"request": [lambda _: heard.append("request")], "response": [lambda _: heard.append("response")]},
    )
    client = rt.client(server.url, bare(rt), http_client=own)
    call = rt.Call(operation(rt, "POST"), query={"q": 1}, cookie={"c": 2}, body={"a": 1})
    client.send(call)
    request = server.received[0]

    assert (request.target, request.header("x-own"), request.header("cookie")) == ("/things?q=1&p=1", "1", "sid=s; c=2")
    assert (request.header("authorization"), request.header("user-agent"), request.body) == (
        "Basic YWRhOnB3",
        "mine",
        b'{"a":1}',
    )
    assert heard == ["request", "response"]


def test_injected_client_is_not_closed(rt: Any, server: Server) -> None:
    """It stays its owner's."""
    own = rt.httpx.Client()
    with rt.client(server.url, bare(rt), http_client=own) as client:
        client.send(rt.Call(operation(rt)))

    assert not own.is_closed


def test_i29_injected_client_gives_nothing_to_strangers(rt: Any, server: Server) -> None:
    """Its headers, cookies and auth do not follow a redirect to another origin either."""
    own = rt.httpx.Client(headers={"X-Own": "s"}, cookies={"sid": "s"}, auth=("ada", "s"), follow_redirects=True)
    with Server(lambda _: enveloped("there")) as other:
        server.answer = lambda _: reply(302, headers=[("Location", f"{other.url}/there")])
        value = rt.client(server.url, bare(rt), http_client=own).send(rt.Call(operation(rt)))
        away = other.received[0]

    assert (value, [away.header(name) for name in ("x-own", "cookie", "authorization")]) == ("there", [None] * 3)


def test_injected_transport_is_enough_for_a_test(rt: Any) -> None:
    """A mock transport answers calls without any network."""
    transport = rt.httpx.MockTransport(
        lambda request: rt.httpx.Response(200, json={"code": 200, "data": request.url.path})
    )
    client = rt.client("https://h/v1", bare(rt), http_client=rt.httpx.Client(transport=transport))

    assert client.send(rt.Call(operation(rt))) == "/v1/things"


def test_injected_async_client(rt: Any, server: Server) -> None:
    """The async client takes an async one the same way, streams included."""

    async def source() -> Any:
        yield b"12"
        yield b"3"

    async def main() -> Any:
        async with rt.httpx.AsyncClient(headers={"X-Own": "1"}) as own:
            client = rt.aclient(server.url, bare(rt), http_client=own)
            call = rt.Call(operation(rt, "POST"), body=source(), content_type="application/octet-stream")
            return await client.send(call)

    asyncio.run(main())
    request = server.received[0]

    assert (request.header("x-own"), request.body, request.header("content-length")) == ("1", b"123", None)


SCHEMES = {
    "key": {"kind": "apiKey", "location": "query", "parameter": "api_key"},
    "cookie": {"kind": "apiKey", "location": "cookie", "parameter": "sid"},
    "bearer": {"kind": "http", "scheme": "bearer"},
    "basic": {"kind": "http", "scheme": "basic"},
    "oauth": {"kind": "oauth2"},
}


@pytest.mark.parametrize(
    ("given", "security", "expected"),
    [
        ({"key": "k/"}, (("key",),), ("/things?api_key=k%2F", None, None)),
        ({"cookie": "k"}, (("cookie",),), ("/things", "sid=k", None)),
        ({"bearer": "b"}, (("bearer",),), ("/things", None, "Bearer b")),
        ({"basic": ("ada", "pw")}, (("basic",),), ("/things", None, "Basic YWRhOnB3")),
        ({"basic": "ada:pw"}, (("basic",),), ("/things", None, "Basic YWRhOnB3")),
        ({"oauth": "o"}, (("oauth",),), ("/things", None, "Bearer o")),
        ({"key": "k", "bearer": "b"}, (("key", "bearer"),), ("/things?api_key=k", None, "Bearer b")),
        ({"key": "k", "bearer": "b"}, (("oauth",), ("bearer",)), ("/things", None, "Bearer b")),
        ({"key": "k"}, (("key", "bearer"),), ("/things", None, None)),
        ({"key": "k"}, (), ("/things", None, None)),
        ({"key": "k"}, None, ("/things?api_key=k", None, None)),
    ],
)
def test_credentials_go_where_their_scheme_says(
    rt: Any, server: Server, given: dict[str, Any], security: Any, expected: Any
) -> None:
    """The first alternative that the caller has everything for is used; a document without a word gets all."""
    described = bare(rt, schemes={name: rt.Scheme(**facts) for name, facts in SCHEMES.items()})
    rt.client(server.url, described, credentials=given).send(rt.Call(operation(rt, security=security)))
    request = server.received[0]

    assert (request.target, request.header("cookie"), request.header("authorization")) == expected


def test_credentials_go_before_the_session(rt: Any, server: Server) -> None:
    """Who has a key for an operation needs no login for it."""
    described = api(rt, schemes={"key": rt.Scheme(kind="apiKey", location="header", parameter="X-Key")})
    client = rt.client(server.url, described, credentials={"key": "k"})
    client.send(rt.Call(operation(rt, security=(("login",), ("key",)))))

    assert (server.received[0].header("x-key"), server.received[0].header("token")) == ("k", None)


def test_session_that_is_given_has_its_own_store(rt: Any) -> None:
    """Store, principal and hooks belong to the session; giving both is a mistake that is named."""
    with pytest.raises(ValueError, match="give them to `Session`"):
        rt.client("https://h", api(rt), session=rt.Session(), principal="bob")


def test_api_without_a_session_says_so(rt: Any) -> None:
    """Asking for the session of an API that has none is an error of the SDK."""
    with pytest.raises(rt.SdkError, match="no session"):
        _ = rt.client("https://h", bare(rt)).session
