"""Login, refresh and logout on the wire: how tokens are sent, where they are found, what a failure means."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from tests.runtime.api import Backend, api, envelope, operation, session_spec
from tests.runtime.wire import Server, as_json, enveloped, reply


def refresher(rt: Any, server: Server, **changes: Any) -> Any:
    """Make the refresher of a client whose session is described so."""
    client = rt.client(server.url, api(rt, session=session_spec(rt, **changes)), variables={"tenant": "t-1"})
    return client._core.exchanger.refresh


def tokens(rt: Any) -> Any:
    """Make the tokens to be exchanged."""
    return rt.TokenSet(access="old", refresh="spent+/=")


def jwt(claims: dict[str, Any]) -> str:
    """Write an unsigned JWT."""
    return ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims, {})
    )


JWT = jwt({"exp": 7})


@pytest.mark.parametrize(
    ("send", "value", "found"),
    [
        ("body", "{refresh}", lambda r: (r.header("content-type"), r.body)),
        ("form", "{refresh}", lambda r: (r.header("content-type"), r.body)),
        ("query", "{refresh}", lambda r: (r.target, r.body)),
        ("header", "Bearer {refresh}", lambda r: (r.header("X-Refresh"), r.body)),
        ("header", "{access}", lambda r: (r.header("X-Refresh"), r.body)),
        ("cookie", "{refresh}", lambda r: (r.header("cookie"), r.body)),
    ],
)
def test_refresh_token_is_sent_where_the_api_wants_it(
    rt: Any, server: Server, send: str, value: str, found: Any
) -> None:
    """By JSON body, form, query, header or cookie; the old access token can stand in for it."""
    server.answer = lambda _: enveloped({"access": "new"})
    refresh = rt.Exchange(path="/refresh", send=send, parameter="X-Refresh", value=value, envelope=envelope(rt))
    refresher(rt, server, refresh=refresh, headers={"tenant-id": "{tenant}"})(tokens(rt))
    expected = {
        ("body", "{refresh}"): ("application/json", b'{"X-Refresh":"spent+/="}'),
        ("form", "{refresh}"): (
            "application/x-www-form-urlencoded",
            b"grant_type=refresh_token&X-Refresh=spent%2B%2F%3D",
        ),
        ("query", "{refresh}"): ("/refresh?X-Refresh=spent%2B%2F%3D", b""),
        ("header", "Bearer {refresh}"): ("Bearer spent+/=", b""),
        ("header", "{access}"): ("old", b""),
        ("cookie", "{refresh}"): ("X-Refresh=spent+/=", b""),
    }
    request = server.received[0]

    assert (found(request), request.header("tenant-id"), request.header("token")) == (
        expected[send, value],
        "t-1",
        None,
    )


@pytest.mark.parametrize(
    ("described", "answer", "expected"),
    [
        ({}, enveloped({"access": "a", "refresh": "r", "ttl": 60}), ("a", "r", 60.0, None)),
        ({}, enveloped({"access": "a"}), ("a", None, None, None)),
        ({"expires_as": "ms"}, enveloped({"access": "a", "ttl": 1500}), ("a", None, 1.5, None)),
        ({"expires_as": "epoch_s"}, enveloped({"access": "a", "ttl": "99"}), ("a", None, None, 99.0)),
        ({"expires_as": "epoch_ms"}, enveloped({"access": "a", "ttl": 99_500}), ("a", None, None, 99.5)),
        ({"expires_as": "iso"}, enveloped({"access": "a", "ttl": "1970-01-01T00:01:00Z"}), ("a", None, None, 60.0)),
        ({"expires_as": "iso"}, enveloped({"access": "a", "ttl": "soon"}), ("a", None, None, None)),
        (
            {"expires": ("jwt:exp",), "expires_as": "epoch_s"},
            enveloped({"access": JWT}),
            (JWT, None, None, 7.0),
        ),
        ({"expires": ()}, enveloped({"access": JWT}), (JWT, None, None, 7.0)),
        ({"expires": ("jwt:exp",)}, enveloped({"access": JWT}), (JWT, None, None, 7.0)),
        ({}, enveloped({"access": JWT}), (JWT, None, None, 7.0)),
        ({}, enveloped({"access": JWT, "ttl": "60"}), (JWT, None, 60.0, None)),
        ({"expires_as": "ms"}, enveloped({"access": "a", "ttl": "1500"}), ("a", None, 1.5, None)),
        ({}, as_json({"code": 200, "data": {"access": "a", "ttl": 10**400}}), ("a", None, None, None)),
        ({}, enveloped({"access": 12345}), ("12345", None, None, None)),
        (
            {"refresh": ("cookie:rt",)},
            as_json(
                {"code": 200, "data": {"access": "a"}},
                headers=[("Set-Cookie", "rt=old"), ("Set-Cookie", "rt=new; Path=/"), ("Set-Cookie", "rt=x; max-age=0")],
            ),
            ("a", "new", None, None),
        ),
        (
            {"access": ("header:New-Token", "/data/access")},
            reply(200, headers=[("new-token", "a")]),
            ("a", None, None, None),
        ),
        (
            {"refresh": ("cookie:rt",)},
            as_json({"code": 200, "data": {"access": "a"}}, headers=[("Set-Cookie", "rt=r; Secure; HttpOnly; Path=/")]),
            ("a", "r", None, None),
        ),
        ({"access": ("/data",)}, enveloped("a"), ("a", None, None, None)),
        ({"access": ("",)}, reply(200, b"a\n", "text/plain"), ("a", None, None, None)),
    ],
)
def test_tokens_are_found_where_the_api_has_them(
    rt: Any, server: Server, described: dict[str, Any], answer: bytes, expected: Any
) -> None:
    """In the body, a header, a cookie, as the whole body; expiry in every unit, or not known."""
    server.answer = lambda _: answer
    facts = {"access": ("/data/access",), "refresh": ("/data/refresh",), "expires": ("/data/ttl",), **described}
    grant = refresher(rt, server, tokens=rt.Tokens(**facts))(tokens(rt))

    assert (grant.access, grant.refresh, grant.expires_in, grant.expires_at) == expected


@pytest.mark.parametrize(
    ("answer", "dead", "kind"),
    [
        (enveloped(None, 401), ("401",), "RefreshRejected"),
        (enveloped(None, 400), ("401",), "RefreshUnavailable"),
        (enveloped(None, 500), ("401",), "RefreshUnavailable"),
        (enveloped(None, 401, status=503), ("401",), "RefreshUnavailable"),
        (enveloped(None, 401, status=429), ("401",), "RefreshUnavailable"),
        (reply(401, b"", ""), (), "RefreshRejected"),
        (reply(403, b"<html>", "text/html"), (), "RefreshRejected"),
        (enveloped(None, 409), (), "RefreshRejected"),
        (enveloped(None, 400), (), "RefreshRejected"),
        (reply(404), (), "RefreshUnavailable"),
        (reply(500), (), "RefreshUnavailable"),
        (enveloped(None, 200), (), "RefreshUnavailable"),
        (reply(200, b"<html>", "text/html"), (), "RefreshUnavailable"),
        (None, (), "RefreshUncertain"),
    ],
)
def test_failure_of_a_refresh_is_told_apart(
    rt: Any, server: Server, answer: bytes | None, dead: tuple[str, ...], kind: str
) -> None:
    """What is named, or plainly a refusal, is for good; 429 and 5xx never are; silence may have spent the token."""
    server.answer = lambda _: answer
    signals = (rt.Signal(code=dead),) if dead else ()
    with pytest.raises(rt.RefreshSignal) as caught:
        refresher(rt, server, dead=signals)(tokens(rt))

    assert type(caught.value).__name__ == kind


def test_refresh_that_cannot_connect_spent_nothing(rt: Any, server: Server) -> None:
    """Without a connection the refresh token was not sent."""
    made = refresher(rt, server)
    server.close()
    with pytest.raises(rt.RefreshUnavailable):
        made(tokens(rt))


def test_server_may_ask_the_refresh_to_wait(rt: Any, server: Server) -> None:
    """`Retry-After` reaches the session."""
    server.answer = lambda _: reply(503, headers=[("Retry-After", "7")])
    with pytest.raises(rt.RefreshUnavailable) as caught:
        refresher(rt, server)(tokens(rt))

    assert caught.value.retry_after == 7.0


def test_exchanges_of_tasks(rt: Any, server: Server) -> None:
    """The async client logs in, is refreshed and logs out the same way."""
    backend = Backend(server)
    check = server.answer
    server.answer = lambda request: (
        enveloped({"access": "a1", "refresh": "r1"}) if request.path == "/login" else check(request)
    )

    async def main() -> tuple[Any, ...]:
        async with rt.aclient(server.url, api(rt)) as client:
            held = await client._login(rt.Call(operation(rt, "POST", "/login")))
            backend.expire()
            value = await client.send(rt.Call(operation(rt)))
            await client.logout()
            return held.access, value, client.session.tokens

    assert asyncio.run(main()) == ("a1", "fine", None)


@pytest.mark.parametrize(
    ("send", "found"),
    [
        ("body", lambda r: r.body == b'{"client_id":"c-1","mode":"{json}","r":"spent+/="}'),
        ("form", lambda r: r.body == b"grant_type=refresh_token&client_id=c-1&mode=%7Bjson%7D&r=spent%2B%2F%3D"),
        ("query", lambda r: r.target == "/refresh?client_id=c-1&mode=%7Bjson%7D&r=spent%2B%2F%3D"),
        ("header", lambda r: (r.header("client_id"), r.header("mode")) == ("c-1", "{json}")),
        ("cookie", lambda r: r.header("cookie") == "client_id=c-1; mode={json}; r=spent+/="),
    ],
)
def test_refresh_takes_along_what_the_api_wants(rt: Any, server: Server, send: str, found: Any) -> None:
    """A client's id, or whatever else is sent with the refresh token, goes where that goes."""
    server.answer = lambda _: enveloped({"access": "new"})
    also = {"client_id": "{client}", "mode": "{{json}}"}
    refresh = rt.Exchange(path="/refresh", send=send, parameter="r", also=also, envelope=envelope(rt))
    client = rt.client(server.url, api(rt, session=session_spec(rt, refresh=refresh)), variables={"client": "c-1"})
    client._core.exchanger.refresh(tokens(rt))

    assert found(server.received[0])


def test_variable_that_a_refresh_will_need_is_asked_for_at_once(rt: Any, server: Server) -> None:
    """Without the client's id the client is not made, instead of failing at the first expiry."""
    refresh = rt.Exchange(path="/refresh", parameter="r", also={"client_id": "{client}"})
    with pytest.raises(ValueError, match="'client'"):
        rt.client(server.url, api(rt, session=session_spec(rt, refresh=refresh)))


def test_missing_variable_is_named(rt: Any, server: Server) -> None:
    """A placeholder in the session's headers that the client was not told names itself."""
    described = api(rt, session=session_spec(rt, headers={"tenant-id": "{tenant}"}))
    with pytest.raises(ValueError, match="'tenant'"):
        rt.client(server.url, described)
