"""What goes wrong with refreshes elsewhere, each as the symptom that people complain of, and shown not to happen here.

Bodies have `test_replays`, redirects `test_origins`, processes `tests/stress`.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in, operation
from tests.runtime.wire import Server, enveloped, reply

PATIENCE = 20.0
TASKS = 10


def at(rt: Any, path: str, **given: Any) -> Any:
    """Call a path."""
    return rt.Call(operation(rt, path=path), **given)


def test_the_request_that_triggers_the_refresh_is_never_replayed(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """It is: the one call there is gets its answer."""
    backend.expire()

    assert client.send(at(rt, "/only")) == "fine"
    assert server.paths() == ["/only", "/refresh", "/only"]


def test_the_second_expiry_hangs_everything(rt: Any, backend: Backend, client: Any) -> None:
    """Nothing has to be reset between one refresh and the next."""
    for _ in range(4):
        backend.expire()
        assert client.send(at(rt, "/things")) == "fine"

    assert backend.refreshes == 4


def test_old_requests_are_sent_again_with_the_next_refresh(
    rt: Any, backend: Backend, client: Any, server: Server
) -> None:
    """No queue holds calls that are done: each path is asked for twice, whatever comes after it."""
    paths = [f"/things/{number}" for number in range(3)]
    for path in paths:
        backend.expire()
        client.send(at(rt, path))

    assert [server.paths().count(path) for path in paths] == [2, 2, 2]


def test_a_refused_refresh_leaves_every_waiter_pending(rt: Any, client: Any, server: Server) -> None:
    """All twenty who wait hear of it."""
    server.answer = lambda request: enveloped(None, 401 if request.path == "/refresh" else 409)
    with ThreadPoolExecutor(20) as pool:
        futures = [pool.submit(client.send, at(rt, "/things")) for _ in range(20)]
        errors = [future.exception(PATIENCE) for future in futures]

    assert {type(error) for error in errors} == {rt.LoginRequired}


def test_replays_lose_all_other_headers(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """They keep all of them, in their order."""
    backend.expire()
    client.with_options(headers={"X-B": "b"}).send(at(rt, "/things", header={"X-A": "a"}, cookie={"c": "1"}))
    first, _, second = server.received

    assert [pair for pair in first.headers if pair[0] != "token"] == [
        pair for pair in second.headers if pair[0] != "token"
    ]
    assert {"X-A", "X-B", "Cookie"} < {name for name, _ in second.headers}


def test_a_late_refusal_hangs(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """A refusal that comes when the refresh is over is replayed at once."""
    over, check = threading.Event(), server.answer

    def answer(request: Any) -> Any:
        if request.path == "/late" and request.header("token") == "a1":
            assert over.wait(PATIENCE)
        return check(request)

    backend.expire()
    server.answer = answer
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(client.send, at(rt, "/late"))
        client.send(at(rt, "/things"))
        over.set()

        assert late.result(PATIENCE) == "fine"
    assert backend.refreshes == 1


def test_the_refresh_runs_through_its_own_interceptor(rt: Any, client: Any, server: Server) -> None:
    """A refresh that is itself answered with "expired" starts no other: it is a failure like any."""
    server.answer = lambda _: enveloped(None, 409)
    with pytest.raises(rt.SessionError):
        client.send(at(rt, "/things"))

    assert server.paths().count("/refresh") <= 2


def test_one_flag_for_all_users_of_a_process(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """While ada's token is being renewed bob's calls go out."""
    refreshing, check = threading.Event(), server.answer

    def answer(request: Any) -> Any:
        if request.path == "/refresh":
            refreshing.set()
        return enveloped("bob's") if request.header("token") == "bob" else check(request)

    backend.expire()
    backend.gate.clear()
    server.answer = answer
    bob = rt.client(server.url, api(rt), principal="bob")
    bob.session.login(rt.TokenGrant("bob", "bob"))
    with ThreadPoolExecutor(1) as pool:
        ada = pool.submit(client.send, at(rt, "/things"))
        assert refreshing.wait(PATIENCE)
        theirs = bob.send(at(rt, "/things"))
        backend.gate.set()

        assert (theirs, ada.result(PATIENCE)) == ("bob's", "fine")


@pytest.mark.parametrize("down", [True, False])
def test_thirty_threads_make_thirty_refresh_calls(
    rt: Any, backend: Backend, client: Any, server: Server, down: bool
) -> None:
    """They make one, and one retry if the token endpoint is down, neither serial nor parallel ones."""
    barrier, check = threading.Barrier(30), server.answer
    backend.expire()
    server.answer = lambda request: reply(503) if down and request.path == "/refresh" else check(request)

    def work(_: int) -> str:
        barrier.wait(PATIENCE)
        try:
            return str(client.send(at(rt, "/things")))
        except rt.RefreshFailed:
            return "failed"

    with ThreadPoolExecutor(30) as pool:
        ends = set(pool.map(work, range(30)))

    assert ends == {"failed" if down else "fine"}
    assert server.paths().count("/refresh") == (2 if down else 1)


def test_a_token_that_lives_shorter_than_the_leeway_is_refreshed_with_every_call(
    rt: Any, backend: Backend, client: Any
) -> None:
    """A life of 4 s is used, although 300 s of leeway are configured."""
    client.session.login(rt.TokenGrant("a1", "r1", expires_in=4))
    values = [client.send(at(rt, "/things")) for _ in range(20)]

    assert (set(values), backend.refreshes) == ({"fine"}, 0)


def test_cancelling_the_leading_task_spends_the_refresh_token_twice(rt: Any, backend: Backend, server: Server) -> None:
    """Nor does it cancel anybody else: the one refresh goes on, and all others get its tokens."""
    refreshing, check = threading.Event(), server.answer

    def answer(request: Any) -> Any:
        if request.path == "/refresh":
            refreshing.set()
        return check(request)

    async def main() -> list[Any]:
        async with rt.aclient(server.url, api(rt)) as client:
            log_in(rt, client)
            leader = asyncio.ensure_future(client.send(at(rt, "/leader")))
            assert await asyncio.to_thread(refreshing.wait, PATIENCE)
            others = [asyncio.ensure_future(client.send(at(rt, "/things"))) for _ in range(TASKS)]
            leader.cancel()
            await asyncio.wait([leader])
            backend.gate.set()
            return await asyncio.gather(*others)

    backend.expire()
    backend.gate.clear()
    server.answer = answer

    assert asyncio.run(main()) == ["fine"] * TASKS
    assert [r.body for r in server.received if r.path == "/refresh"] == [b'{"refreshToken":"r1"}']


def test_the_refresh_dies_with_the_loop_that_started_it(rt: Any, backend: Backend, server: Server) -> None:
    """`asyncio.run` ends in mid-refresh; the token is not lost, and the next loop finds it."""
    client = rt.aclient(server.url, api(rt))
    log_in(rt, client)
    refreshing, check = threading.Event(), server.answer

    def answer(request: Any) -> Any:
        if request.path == "/refresh":
            refreshing.set()
        return check(request)

    async def leave() -> None:
        call = asyncio.ensure_future(client.send(at(rt, "/things")))
        assert await asyncio.to_thread(refreshing.wait, PATIENCE)
        call.cancel()

    backend.expire()
    backend.gate.clear()
    server.answer = answer
    asyncio.run(leave())
    backend.gate.set()

    assert asyncio.run(client.send(at(rt, "/things"))) == "fine"
    assert backend.refreshes == 1


def test_a_slow_call_holds_up_all_others(rt: Any, backend: Backend, client: Any, server: Server) -> None:
    """No lock is held while a call is on its way, and one that is cancelled poisons nothing."""
    arrived, free, check = threading.Event(), threading.Event(), server.answer

    def answer(request: Any) -> Any:
        if request.path == "/slow":
            arrived.set()
            free.wait(PATIENCE)
        return check(request)

    server.answer = answer

    async def main() -> list[Any]:
        async with rt.aclient(server.url, api(rt), session=client.session) as twin:
            slow = asyncio.ensure_future(twin.send(at(rt, "/slow")))
            assert await asyncio.to_thread(arrived.wait, PATIENCE)
            during = [await twin.send(at(rt, "/things")) for _ in range(3)]
            slow.cancel()
            await asyncio.wait([slow])
            return [*during, await twin.send(at(rt, "/things"))]

    values = asyncio.run(main())
    free.set()

    assert values == ["fine"] * 4
