"""I29 at redirects: every status × every way to leave the origin × every place where a token can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.runtime.api import api, operation, session_spec
from tests.runtime.wire import Server, enveloped, reply

HOME = "https://api.example.com"
STATUSES = (301, 302, 303, 307, 308)
PLACES = ("header", "cookie", "query")
STRANGERS = {
    "scheme": "http://api.example.com/there",
    "host": "https://files.example.com/there",
    "port": "https://api.example.com:8443/there",
    "subdomain": "https://api.example.com.evil.org/there",
    "user": "https://api.example.com@evil.org/there",
    "relative to nothing": "//evil.org/there",
}
OCTETS = "application/octet-stream"
TOKEN = "cAnArY"


def client_with(rt: Any, place: str, **given: Any) -> Any:
    """Make a sync client whose token is sent in a place."""
    spec = session_spec(rt, attach=rt.Attach(location=place, parameter="token", value="{access}"))
    client = rt.client(given.pop("base_url", HOME), api(rt, session=spec), **given)
    client.session.login(rt.TokenGrant(TOKEN, TOKEN))
    return client


def shown(request: Any) -> str:
    """Give all of a request that a stranger would see."""
    return f"{request.url} {request.headers.raw}"


def answers(rt: Any, seen: list[str], status: int, target: str) -> Callable[[Any], Any]:
    """Redirect what comes to `/things`; note all requests as they are when they arrive."""

    def answer(request: Any) -> Any:
        seen.append(shown(request))
        if request.url.path == "/things":
            return rt.httpx.Response(status, headers={"Location": target})
        return rt.httpx.Response(200, json={"code": 200, "msg": "ok", "data": "there"})

    return answer


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("change", STRANGERS)
@pytest.mark.parametrize("status", STATUSES)
def test_i29_token_does_not_leave_its_origin(rt: Any, status: int, change: str, place: str) -> None:
    """Another scheme, host or port is somebody else: the redirect is followed, and the token stays."""
    seen: list[str] = []
    transport = rt.httpx.MockTransport(answers(rt, seen, status, STRANGERS[change]))
    with rt.httpx.Client(transport=transport) as own:
        value = client_with(rt, place, http_client=own).send(rt.Call(operation(rt, "POST"), body={"a": 1}))

    assert value == "there"
    assert [TOKEN in one for one in seen] == [True, False]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", STATUSES)
def test_i29_token_stays_with_its_origin(rt: Any, status: int, place: str) -> None:
    """Within the origin it is sent at every hop: otherwise the rows above would prove nothing."""
    seen: list[str] = []
    transport = rt.httpx.MockTransport(answers(rt, seen, status, f"{HOME}:443/there"))
    with rt.httpx.Client(transport=transport) as own:
        client_with(rt, place, http_client=own).send(rt.Call(operation(rt)))

    assert [TOKEN in one for one in seen] == [True, True]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("change", STRANGERS)
def test_i29_token_of_a_task_does_not_leave_its_origin(rt: Any, change: str, place: str) -> None:
    """The async client looks at every hop too."""
    seen: list[str] = []
    answer = answers(rt, seen, 307, STRANGERS[change])
    spec = session_spec(rt, attach=rt.Attach(location=place, parameter="token", value="{access}"))

    async def main() -> Any:
        async with rt.httpx.AsyncClient(transport=rt.httpx.MockTransport(answer)) as own:
            client = rt.aclient(HOME, api(rt, session=spec), http_client=own)
            client.session.login(rt.TokenGrant(TOKEN, TOKEN))
            return await client.send(rt.Call(operation(rt)))

    assert asyncio.run(main()) == "there"
    assert [TOKEN in one for one in seen] == [True, False]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", STATUSES)
def test_i29_no_byte_of_a_token_reaches_another_host_or_port(rt: Any, server: Server, status: int, place: str) -> None:
    """By another name of the same server, and on another port, the bytes that arrive hold no token."""
    with Server(lambda _: enveloped("there")) as other:
        for target in (f"http://localhost:{server.port}/there", f"{other.url}/there"):
            server.received.clear()
            server.answer = lambda request, target=target: (  # type: ignore[misc]  # bound here, asked there
                reply(status, headers=[("Location", target)]) if request.path == "/things" else enveloped("there")
            )
            client_with(rt, place, base_url=server.url).send(rt.Call(operation(rt)))
            [home, *away] = [*server.received, *other.received]

            assert TOKEN.encode() in home.head
            assert [TOKEN.encode() in request.head + request.body for request in away] == [False]


def test_i29_history_of_an_answer_is_empty(rt: Any, server: Server) -> None:
    """Answers and requests on the way hang on no answer: nothing of them is left for logs and debuggers to show."""
    server.answer = lambda request: (
        reply(302, headers=[("Location", "/there")]) if request.path == "/things" else reply(200, b"1", OCTETS)
    )
    call = rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),)))
    with client_with(rt, "header", base_url=server.url).stream(call) as answer:
        assert (answer.history, answer.next_request) == ([], None)
        assert TOKEN not in shown(answer.request)


def test_a_token_header_follows_a_redirect_of_the_http_library_itself(server: Server) -> None:
    """Why this layer follows redirects itself: httpx takes only `Authorization` off when it leaves an origin."""
    with Server(lambda _: enveloped("there")) as other:
        server.answer = lambda _: reply(302, headers=[("Location", f"{other.url}/there")])
        httpx.get(server.url, headers={"token": TOKEN, "Authorization": "x"}, follow_redirects=True)
        away = other.received[0]

    assert (away.header("token"), away.header("authorization")) == (TOKEN, None)
