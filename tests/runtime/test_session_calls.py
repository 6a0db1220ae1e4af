"""Calls over a session: refusal, refresh and replay, as the wire sees them. Numbers are those of the invariants."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in, operation, session_spec
from tests.runtime.wire import Server, as_json, enveloped, reply


def test_token_goes_where_the_api_wants_it(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """A call carries the access token in the configured header."""
    client.send(rt.Call(operation(rt)))

    assert [request.header("token") for request in server.received] == ["a1"]


def test_i1_i2_i28_refused_call_is_replayed_byte_for_byte(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """A refused call is sent again after one refresh: same method, target, headers and body, but for the token."""
    backend.expire()
    call = rt.Call(operation(rt, "POST"), query={"a": 1}, header={"X-A": "1"}, body={"b": [1, 2]})
    value = client.send(call)
    first, refresh, second = server.received

    assert (value, refresh.body, backend.refreshes) == ("fine", b'{"refreshToken":"r1"}', 1)
    assert first.head.replace(b"a1", b"a2") == second.head
    assert first.body == second.body


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.stress)])
def test_i1_thousands_of_tasks_over_one_expiry_cause_one_refresh(
    rt: Any, backend: Backend, server: Server, count: int
) -> None:
    """Concurrent calls over an expiry, cold, with default settings: one refresh, and every call is answered."""
    backend.expire()
    backend.business = lambda request: enveloped(request.path)

    async def main() -> list[Any]:
        async with rt.aclient(server.url, api(rt)) as client:
            log_in(rt, client)
            described = operation(rt, path="/things/{id}")
            return await asyncio.gather(*(client.send(rt.Call(described, path={"id": n})) for n in range(count)))

    assert (asyncio.run(main()), backend.refreshes) == ([f"/things/{n}" for n in range(count)], 1)


def test_i1_hundred_threads_over_one_expiry_cause_one_refresh(rt: Any, backend: Backend, client: Any) -> None:
    """100 threads that are refused at once end with one refresh and every call answered."""
    backend.expire()
    barrier = threading.Barrier(100)

    def work(_: int) -> Any:
        barrier.wait()
        return client.send(rt.Call(operation(rt)))

    with ThreadPoolExecutor(100) as pool:
        values = list(pool.map(work, range(100)))

    assert (values, backend.refreshes) == (["fine"] * 100, 1)


def test_i3_refusal_of_an_old_token_is_replayed_without_a_refresh(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """If a newer token is current by the time of the refusal, the call is replayed with it at once."""
    overtaken = threading.Event()
    backend.expire()
    check = server.answer

    def answer(request: Any) -> Any:
        if request.path == "/slow" and request.header("token") == "a1":
            overtaken.wait(10)
        return check(request)

    server.answer = answer
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.send, rt.Call(operation(rt, path="/slow")))
        client.send(rt.Call(operation(rt, path="/fast")))
        overtaken.set()
        value = slow.result(10)

    assert (value, backend.refreshes) == ("fine", 1)


def test_i5_fresh_token_that_is_refused_too_ends_the_call(rt: Any, client: Any, server: Server) -> None:
    """A backend that refuses the fresh token as well is asked twice, not for ever."""
    server.answer = lambda request: (
        enveloped({"access": "a2", "refresh": "r2"}) if request.path == "/refresh" else enveloped(None, 409)
    )
    with pytest.raises(rt.FreshTokenRefused):
        client.send(rt.Call(operation(rt)))

    assert server.paths() == ["/things", "/refresh", "/things"]


def test_i6_loop_of_refused_tokens_opens_the_breaker(rt: Any, client: Any, server: Server) -> None:
    """After a few generations that are refused one after the other no call goes out any more."""
    count = iter(range(2, 1_000))

    def answer(request: Any) -> bytes:
        if request.path == "/refresh":
            return enveloped({"access": f"a{next(count)}", "refresh": "r"})
        return enveloped(None, 409)

    server.answer = answer
    kinds = []
    for _ in range(10):
        with pytest.raises(rt.SessionError) as caught:
            client.send(rt.Call(operation(rt)))
        kinds.append(type(caught.value))

    assert kinds[-1] is rt.RefreshLoopError
    assert server.paths().count("/refresh") <= 6


def test_i7_call_during_a_flight_waits_and_is_sent_once(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """A call that starts while the token is known to be refused is sent once, with the new token."""
    backend.expire()
    backend.gate.clear()
    refreshing = threading.Event()
    check = server.answer

    def answer(request: Any) -> Any:
        if request.path == "/refresh":
            refreshing.set()
        return check(request)

    server.answer = answer
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.send, rt.Call(operation(rt, path="/first")))
        assert refreshing.wait(10)
        late = pool.submit(client.send, rt.Call(operation(rt, path="/late")))
        backend.gate.set()
        values = first.result(10), late.result(10)

    assert (values, [r.header("token") for r in server.received if r.path == "/late"]) == (("fine", "fine"), ["a2"])


def test_call_that_stood_in_line_is_sent_with_the_newest_token(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """A call that waits for a connection while the token is renewed is sent once, with the new one."""
    narrow = rt.client(server.url, api(rt), session=client.session, connections=1)
    busy, done = threading.Event(), threading.Event()
    check = server.answer

    def answer(request: Any) -> Any:
        if request.path == "/busy":
            busy.set()
            done.wait(10)
            return enveloped("done")
        return check(request)

    server.answer = answer
    with ThreadPoolExecutor(2) as pool:
        pool.submit(narrow.send, rt.Call(operation(rt, path="/busy", authenticated=False)))
        assert busy.wait(10)
        queued = threading.Event()
        take = narrow._driver._line.take

        def noticed(url: Any) -> Any:
            queued.set()
            return take(url)

        narrow._driver._line.take = noticed
        late = pool.submit(narrow.send, rt.Call(operation(rt, path="/late")))
        assert queued.wait(10)
        backend.expire()
        client.send(rt.Call(operation(rt)))
        done.set()
        value = late.result(10)

    assert (value, [r.header("token") for r in server.received if r.path == "/late"]) == ("fine", ["a2"])


@pytest.mark.parametrize("injected", [False, True])
def test_i8_pool_of_one_connection_does_not_starve(rt: Any, backend: Backend, server: Server, injected: bool) -> None:
    """With one connection for calls, refused calls and their refresh all complete."""
    backend.expire()
    limits = rt.httpx.Limits(max_connections=1)

    async def main() -> list[Any]:
        own = rt.httpx.AsyncClient(limits=limits, timeout=20) if injected else None
        client = rt.aclient(server.url, api(rt), connections=1, http_client=own)
        log_in(rt, client)
        async with client:
            values = await asyncio.gather(*(client.send(rt.Call(operation(rt))) for _ in range(20)))
        if own:
            await own.aclose()
        return values

    assert (asyncio.run(main()), backend.refreshes) == (["fine"] * 20, 1)


def test_refused_download_is_refreshed_for_and_replayed(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """Where a file is documented and the envelope says that the token has expired, the call is replayed."""
    backend.expire()
    backend.business = lambda _: reply(200, b"\x00\x01", "application/octet-stream")
    described = operation(rt, answers=(rt.Answer("200", "binary"),))

    assert (client.send(rt.Call(described)), backend.refreshes) == (b"\x00\x01", 1)


def test_i28_refused_call_whose_body_is_gone_says_so_after_the_refresh(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """A generator cannot be sent again; the token is renewed by then, so the caller's next call works."""
    backend.expire()
    described = operation(rt, "POST")
    with pytest.raises(rt.BodyNotReplayable):
        client.send(rt.Call(described, body=iter([b"12"]), content_type="application/octet-stream"))
    value = client.send(rt.Call(described, body=iter([b"12"]), content_type="application/octet-stream"))

    assert (value, backend.refreshes, server.paths()) == ("fine", 1, ["/things", "/refresh", "/things"])


def test_call_that_must_not_be_replayed_is_not(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """With `replay` off the refusal is delivered; the refresh it caused serves the next call."""
    backend.expire()
    with pytest.raises(rt.Conflict, match="token expired"):
        client.send(rt.Call(operation(rt, replay=False)))
    value = client.send(rt.Call(operation(rt)))

    assert (value, backend.refreshes, server.paths().count("/things")) == ("fine", 1, 2)


def test_tokens_that_come_with_an_answer_are_kept(rt: Any, backend: Backend, server: Server) -> None:
    """A server may hand out a new token with any answer; the next call is sent with it."""
    tokens = rt.Tokens(access=("/data/access",), renewed_access=("header:new-token",))
    stored = threading.Event()
    hooks = rt.Hooks()
    hooks.refresh_done = lambda _: stored.set()
    client = rt.client(server.url, api(rt, session=session_spec(rt, tokens=tokens)), hooks=hooks)
    log_in(rt, client)
    backend.business = lambda _: as_json({"code": 200, "msg": "", "data": 1}, headers=[("new-token", "a7")])
    client.send(rt.Call(operation(rt)))

    assert stored.wait(10)
    assert client.session.tokens.access == "a7"


def test_one_session_serves_sync_and_async_clients(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """What one client refreshed the other one uses."""
    backend.expire()
    client.send(rt.Call(operation(rt)))

    async def main() -> Any:
        async with rt.aclient(server.url, api(rt), session=client.session) as twin:
            return await twin.send(rt.Call(operation(rt)))

    assert (asyncio.run(main()), backend.refreshes) == ("fine", 1)
