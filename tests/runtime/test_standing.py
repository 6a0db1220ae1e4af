"""Which calls need a login, which may do without, and what is sent then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.runtime.api import api, operation
from tests.runtime.wire import Server, enveloped


def test_public_operation_is_called_without_a_token(rt: Any, server: Server, client: Any) -> None:
    """An operation that needs no session neither sends the token nor minds what looks like a refusal."""
    server.answer = lambda _: enveloped(None, 409)
    with pytest.raises(rt.Conflict):
        client.send(rt.Call(operation(rt, authenticated=False)))

    assert [(request.path, request.header("token")) for request in server.received] == [("/things", None)]


def test_nobody_logged_in(rt: Any, server: Server) -> None:
    """A call that needs a login fails without one, before anything is sent; one that may do without goes out."""
    client = rt.client(server.url, api(rt))
    with pytest.raises(rt.LoginRequired):
        client.send(rt.Call(operation(rt)))
    client.send(rt.Call(operation(rt, security=((), ("token",)))))

    assert [request.header("token") for request in server.received] == [None]


def test_nobody_logged_in_with_a_shared_store(rt: Any, server: Server, tmp_path: Path) -> None:
    """Where others may have logged in, the store is read first; what may do without a login then does."""
    client = rt.client(server.url, api(rt), store=rt.FileStore(tmp_path))
    client.send(rt.Call(operation(rt, security=((), ("token",)))))
    with pytest.raises(rt.LoginRequired):
        client.send(rt.Call(operation(rt)))

    assert [request.header("token") for request in server.received] == [None]


def test_login_that_ended_is_not_taken_for_none(rt: Any, server: Server, client: Any) -> None:
    """A call that may do without a login is not sent as anonymous when there was one that has ended."""
    server.answer = lambda request: enveloped(None, 401 if request.path == "/refresh" else 409)
    call = rt.Call(operation(rt, security=((), ("token",))))
    for _ in range(2):
        with pytest.raises(rt.LoginRequired):
            client.send(call)

    assert [request.header("token") for request in server.received if request.path == "/things"] == ["a1"]


def test_caller_may_do_without_the_session_for_one_call(rt: Any, server: Server, client: Any) -> None:
    """A token given by hand for one call is sent instead of the session's, and its refusal is delivered."""
    server.answer = lambda _: enveloped(None, 409)
    with pytest.raises(rt.Conflict):
        client.with_options(headers={"Token": "mine"}).send(rt.Call(operation(rt)))

    assert [request.header("token") for request in server.received] == ["mine"]
