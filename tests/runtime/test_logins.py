"""Login and logout to what is sent for them, and what comes of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.runtime.api import api, log_in, operation, session_spec
from tests.runtime.wire import Server, enveloped, reply


def test_login_starts_the_session(rt: Any, server: Server) -> None:
    """The login's answer becomes the session's tokens; the login itself carries none."""
    server.answer = lambda request: enveloped({"access": "a1", "refresh": "r1"} if request.path == "/login" else "in")
    client = rt.client(server.url, api(rt))
    held = client._login(rt.Call(operation(rt, "POST", "/login"), body={"user": "ada"}))
    value = client.send(rt.Call(operation(rt)))

    assert (held.access, value) == ("a1", "in")
    assert [(request.body, request.header("token")) for request in server.received] == [
        (b'{"user":"ada"}', None),
        (b"", "a1"),
    ]


def test_refused_login_is_an_api_error(rt: Any, server: Server) -> None:
    """A wrong password is the server's error, not a lost session; nobody is logged in afterwards."""
    server.answer = lambda _: enveloped(None, 401, "wrong password")
    client = rt.client(server.url, api(rt))
    with pytest.raises(rt.Unauthorized, match="wrong password"):
        client._login(rt.Call(operation(rt, "POST", "/login")))

    assert client.session.tokens is None


def test_login_without_tokens_in_its_answer(rt: Any, server: Server) -> None:
    """The error says where a token was expected, and quotes nothing of the answer."""
    server.answer = lambda _: enveloped({"accessToken": "geheim"})
    with pytest.raises(rt.DecodeError, match="/data/access") as caught:
        rt.client(server.url, api(rt))._login(rt.Call(operation(rt, "POST", "/login")))

    assert "geheim" not in str(caught.value)


def test_logout_tells_the_server_with_the_old_token(rt: Any, server: Server) -> None:
    """The tokens are forgotten first; the server is told with the token that it knows."""
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    client.logout()

    assert (client.session.tokens, [(r.path, r.header("token")) for r in server.received]) == (
        None,
        [("/logout", "a1")],
    )


@pytest.mark.parametrize("code", [401, 409])
def test_logout_of_a_token_that_is_dead_already(rt: Any, server: Server, code: int) -> None:
    """A server that does not know the token any more has nothing to log out."""
    server.answer = lambda _: enveloped(None, code)
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    client.logout()

    assert client.session.tokens is None


def test_logout_that_fails_is_told_of(rt: Any, server: Server) -> None:
    """If the server could not be told its error is raised; the tokens are forgotten all the same."""
    server.answer = lambda _: reply(500)
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    with pytest.raises(rt.ServerError):
        client.logout()

    assert client.session.tokens is None


def test_logout_that_is_not_understood_is_told_of(rt: Any, server: Server) -> None:
    """400 may mean death of a refresh token; as the answer to a logout it means that the tokens live on."""
    server.answer = lambda _: reply(400)
    client = rt.client(server.url, api(rt, session=session_spec(rt, dead=(rt.Signal(http=("400", "401")),))))
    log_in(rt, client)
    with pytest.raises(rt.BadRequest):
        client.logout()


async def hooked_login(client: Any, user: str) -> Any:
    """Log in by hand: what a hook in sdk.yaml points to."""
    from anew.runtime import TokenGrant

    return TokenGrant(f"access of {user} at {client._core.base.text}")


def test_login_by_hook(server: Server) -> None:
    """A hook is given the client and the caller's arguments and gives the tokens; it may be a coroutine."""
    client = hooked(server, "hooked_login")

    assert client._login_by_hook("ada").access == f"access of ada at {server.url}"


def test_login_by_hook_in_a_thread_that_runs_a_loop(server: Server) -> None:
    """A notebook's cells run inside a loop; a coroutine hook works there as well."""

    async def cell() -> Any:
        return hooked(server, "hooked_login")._login_by_hook("ada").access

    assert asyncio.run(cell()) == f"access of ada at {server.url}"


def useless_login(_: Any) -> Any:
    """Give what is no tokens."""
    return {"access": "geheim"}


def test_login_by_hook_that_gives_no_tokens(server: Server) -> None:
    """The error says what a hook has to give, and quotes nothing of what it gave."""
    with pytest.raises(TypeError, match=r"TokenGrant, or the Call that logs in; got dict") as caught:
        hooked(server, "useless_login")._login_by_hook()

    assert "geheim" not in str(caught.value)


def hooked(server: Server, name: str) -> Any:
    """Make a client that logs in by a function of this module."""
    import anew.runtime as rt

    from tests.runtime.conftest import Runtime

    login = rt.Exchange(hook=f"{__name__}:{name}")
    return Runtime(rt).client(server.url, api(rt, session=session_spec(rt, login=login)))
