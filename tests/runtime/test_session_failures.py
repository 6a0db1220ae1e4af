"""Calls over a session that cannot be renewed, and answers that only look like a refusal, as the wire sees them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from tests.runtime.api import envelope, operation
from tests.runtime.wire import Server, as_json, enveloped, reply


def failing(kind: str) -> Callable[[Any], Any]:
    """Refuse every call, and fail every refresh in one way."""

    def answer(request: Any) -> Any:
        if request.path != "/refresh":
            return enveloped(None, 409)
        return {"down": None, "503": reply(503), "html": reply(200, b"<html>", "text/html")}[kind]

    return answer


@pytest.mark.parametrize("kind", ["down", "503", "html"])
def test_i9_i10_failing_refresh_fails_everybody_with_one_cause(rt: Any, server: Server, client: Any, kind: str) -> None:
    """Threads and tasks that wait for a refresh that fails all get an error of their own with the same cause."""
    server.answer = failing(kind)
    barrier = threading.Barrier(50)

    def work(_: int) -> Any:
        barrier.wait()
        with pytest.raises(rt.RefreshFailed) as caught:
            client.send(rt.Call(operation(rt)))
        return caught.value

    with ThreadPoolExecutor(50) as pool:
        errors = list(pool.map(work, range(50)))

    assert len({id(error) for error in errors}) == 50
    assert len({id(error.__cause__) for error in errors}) == 1
    assert server.paths().count("/refresh") <= 2


def test_i12_dead_refresh_token_asks_for_a_login(rt: Any, server: Server, client: Any) -> None:
    """A refresh that the server refuses for good is made once; from then on a login is asked for."""
    server.answer = lambda request: enveloped(None, 401 if request.path == "/refresh" else 409, "no more")
    for _ in range(3):
        with pytest.raises(rt.LoginRequired, match="no more"):
            client.send(rt.Call(operation(rt)))

    assert server.paths() == ["/things", "/refresh"]


def test_i13_not_authenticated_is_neither_refreshed_nor_replayed(rt: Any, server: Server, client: Any) -> None:
    """A call answered with "nobody is logged in" raises SessionLost, with the ApiError as its cause."""
    server.answer = lambda _: enveloped(None, 401, "who are you")
    with pytest.raises(rt.SessionLost, match="who are you") as caught:
        client.send(rt.Call(operation(rt)))

    assert isinstance(caught.value.__cause__, rt.Unauthorized)
    assert server.paths() == ["/things"]


ACCIDENTS = {
    "status": reply(409, b"", ""),
    "html": reply(409, b"<html>409</html>", "text/html"),
    "binary": reply(200, b'{"code": 409}', "application/pdf"),
    "text": reply(200, b'{"code": 409', "application/json"),
    "other json": as_json({"error": 409}, 409),
    "list": as_json([{"code": 409}]),
    "nested": as_json({"code": 200, "msg": "", "data": {"code": 409}}),
    "empty": reply(200, b"", "application/json"),
}


@pytest.mark.parametrize("accident", list(ACCIDENTS))
def test_i14_only_what_is_configured_is_a_refusal(rt: Any, server: Server, client: Any, accident: str) -> None:
    """An HTTP 409 without the envelope, HTML, octets, nothing and nested codes never cause a refresh."""
    server.answer = lambda _: ACCIDENTS[accident]
    kind = "binary" if accident == "binary" else "json"
    wrapped = None if kind == "binary" else envelope(rt)
    with suppress(rt.ApiError, rt.DecodeError):
        client.send(rt.Call(operation(rt, answers=(rt.Answer("200", kind, envelope=wrapped),))))

    assert server.paths() == ["/things"]
