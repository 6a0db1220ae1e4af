"""Redirects: where they lead, and what is left behind when they lead to somebody else (I29)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.runtime.api import api, bare, log_in, operation, session_spec
from tests.runtime.wire import Server, enveloped, reply

SECRETS = ("token", "cookie", "authorization", "x-secret", "x-key", "tenant-id")


@pytest.fixture
def other() -> Iterator[Server]:
    """Run a server on another port: another origin."""
    with Server() as running:
        yield running


def leading_to(target: str, status: int = 302) -> Any:
    """Redirect `/things`, answer everything else."""
    return lambda request: (
        reply(status, b"moved", headers=[("Location", target)]) if request.path == "/things" else enveloped("there")
    )


@pytest.mark.parametrize(
    ("status", "method", "then", "body"),
    [
        (301, "GET", "GET", b""),
        (301, "POST", "GET", b""),
        (301, "PUT", "PUT", b'{"a":1}'),
        (302, "POST", "GET", b""),
        (302, "DELETE", "DELETE", b'{"a":1}'),
        (303, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (303, "HEAD", "HEAD", b""),
        (307, "POST", "POST", b'{"a":1}'),
        (308, "POST", "POST", b'{"a":1}'),
    ],
)
def test_method_and_body_follow_rfc_9110(
    rt: Any, server: Server, status: int, method: str, then: str, body: bytes
) -> None:
    """303 and, for POST, 301 and 302 lead to a GET without a body; 307 and 308 change nothing."""
    server.answer = leading_to("/there", status)
    given = {} if method in ("GET", "HEAD") else {"body": {"a": 1}}
    call = rt.Call(operation(rt, method, answers=(rt.Answer("200", "empty"),)), **given)
    if method == "HEAD":
        server.answer = lambda request: reply(
            303 if request.path == "/things" else 200, headers=[("Location", "/there")]
        )
    rt.client(server.url, bare(rt)).send(call)
    last = server.received[-1]

    assert (last.method, last.path, last.body) == (then, "/there", body)
    assert (last.header("content-type") is None) == (not body)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_i29_nothing_that_proves_who_is_calling_crosses_origins(
    rt: Any, server: Server, other: Server, status: int
) -> None:
    """Token, cookies, keys and the caller's own headers reach the API's origin, and no other."""
    described = api(rt, schemes={"key": rt.Scheme(kind="apiKey", location="header", parameter="X-Key")})
    client = rt.client(server.url, described, headers={"X-Secret": "s"}, variables={})
    log_in(rt, client)
    server.answer = leading_to(f"{other.url}/there?a=1", status)
    call = rt.Call(operation(rt), cookie={"sid": "s"}, header={"X-Key": "k", "Authorization": "no"})
    client.with_options(headers={"Authorization": "Basic s"}).send(call)
    home, away = server.received[0], other.received[0]

    assert {name for name in SECRETS if home.header(name)} == {"token", "cookie", "authorization", "x-secret", "x-key"}
    assert {name for name in SECRETS if away.header(name)} == set()
    assert (away.target, away.header("host"), away.header("user-agent")) == (
        "/there?a=1",
        other.url.removeprefix("http://"),
        "acme/1",
    )


@pytest.mark.parametrize("place", ["query", "cookie"])
def test_i29_token_in_query_or_cookie_stays_at_home(rt: Any, server: Server, other: Server, place: str) -> None:
    """A token that is sent in the query or a cookie does not cross origins either."""
    spec = session_spec(rt, attach=rt.Attach(location=place, parameter="token", value="{access}"))
    client = rt.client(server.url, api(rt, session=spec))
    log_in(rt, client)
    server.answer = leading_to(f"{other.url}/there")
    client.send(rt.Call(operation(rt)))

    assert b"a1" in server.received[0].head
    assert b"a1" not in other.received[0].head


def test_i29_trust_does_not_come_back(rt: Any, server: Server, other: Server) -> None:
    """A stranger that redirects back to the API does not get the token sent on its behalf."""
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    server.answer = leading_to(f"{other.url}/away")
    other.answer = lambda _: reply(302, headers=[("Location", f"{server.url}/back")])
    client.send(rt.Call(operation(rt)))

    assert [request.header("token") for request in server.received] == ["a1", None]


def test_i29_token_follows_within_the_origin_and_to_configured_ones(rt: Any, server: Server, other: Server) -> None:
    """Redirects within the origin keep the token, and so do those to origins that the caller names."""
    client = rt.client(server.url, api(rt), origins=[other.url])
    log_in(rt, client)
    server.answer = leading_to("/elsewhere")
    client.send(rt.Call(operation(rt)))
    server.answer = leading_to(f"{other.url}/there")
    client.send(rt.Call(operation(rt)))

    assert [request.header("token") for request in (*server.received, *other.received)] == ["a1"] * 4


@pytest.mark.parametrize(
    ("base", "target", "allowed"),
    [
        ("https://a.com", "https://a.com/x", True),
        ("https://a.com", "https://a.com:443/x", True),
        ("https://a.com", "https://A.com/x", True),
        ("https://a.com", "http://a.com/x", False),
        ("https://a.com", "https://a.com:8443/x", False),
        ("https://a.com", "https://b.a.com/x", False),
        ("https://a.com", "https://a.com.evil.org/x", False),
        ("https://a.com", "https://a.com@evil.org/x", False),
        ("http://a.com", "https://a.com/x", True),
        ("http://a.com", "https://a.com:8443/x", False),
        ("http://a.com:8080", "https://a.com/x", False),
    ],
)
def test_i29_origin_is_scheme_host_and_port(rt: Any, base: str, target: str, allowed: bool) -> None:
    """Only the same scheme, host and port are the same origin, and https where http on its usual port was."""
    attach = rt.module("attach")
    origins = frozenset({attach.origin_of(rt.httpx.URL(base))})

    assert attach.is_allowed(rt.httpx.URL(target), origins) is allowed


def test_operation_with_a_server_of_its_own_is_sent_no_foreign_token(rt: Any, server: Server, other: Server) -> None:
    """The token of one's own installation does not go to a server that only the document names."""
    cases = (((), None), (("https://x.example.com", other.url), None), ((server.url, other.url), "a1"))
    for servers, expected in cases:
        client = rt.client(server.url, api(rt, servers=servers))
        log_in(rt, client)
        client.send(rt.Call(operation(rt, server=other.url)))

        assert other.received[-1].header("token") == expected


def test_i28_redirect_that_needs_a_body_that_is_gone(rt: Any, server: Server) -> None:
    """A 307 with a generator for a body is an error, not an empty body."""
    server.answer = leading_to("/there", 307)
    call = rt.Call(operation(rt, "POST"), body=iter([b"12"]), content_type="application/octet-stream")
    with pytest.raises(rt.BodyNotReplayable):
        rt.client(server.url, bare(rt)).send(call)

    assert server.paths() == ["/things"]


@pytest.mark.parametrize("target", ["/things", "ftp://example.com/", "mailto:a@b.c", "http://"])
def test_redirect_that_leads_nowhere(rt: Any, server: Server, target: str) -> None:
    """A loop and a URL that is not http(s) are errors of their own."""
    server.answer = leading_to(target)
    with pytest.raises(rt.RedirectFailed):
        rt.client(server.url, bare(rt)).send(rt.Call(operation(rt)))

    assert len(server.received) <= 20


def test_redirect_without_location_is_an_answer(rt: Any, server: Server) -> None:
    """A 304 or a 302 without Location is delivered as the ApiError that it is."""
    server.answer = lambda _: reply(302)
    with pytest.raises(rt.ApiError) as caught:
        rt.client(server.url, bare(rt)).send(rt.Call(operation(rt)))

    assert caught.value.status == 302


def test_i29_refresh_is_not_redirected_to_strangers(rt: Any, server: Server, other: Server) -> None:
    """A refresh that is redirected to another origin fails: its body holds the refresh token."""
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    server.answer = lambda request: (
        reply(307, headers=[("Location", f"{other.url}/refresh")])
        if request.path == "/refresh"
        else enveloped(None, 409)
    )
    with pytest.raises(rt.RefreshFailed, match="another origin"):
        client.send(rt.Call(operation(rt)))

    assert other.received == []


def test_redirects_of_tasks(rt: Any, server: Server, other: Server) -> None:
    """The async client follows the same way."""

    async def main() -> Any:
        async with rt.aclient(server.url, api(rt)) as client:
            log_in(rt, client)
            server.answer, other.answer = leading_to(f"{other.url}/there"), lambda _: enveloped("there")
            return await client.send(rt.Call(operation(rt)))

    assert (asyncio.run(main()), other.received[0].header("token")) == ("there", None)
