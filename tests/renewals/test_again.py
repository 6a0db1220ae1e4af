"""Where nothing but a login gives tokens: by what a callable knows, and by functions of the user's own."""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve

from tests.renewals.conftest import Generated
from tests.renewals.dialects import DIALECTS, bare_string
from tests.renewals.issuer import Dialect, Issuer
from tests.runtime.wire import Received, Server, enveloped, reply

BY_LOGIN = Dialect("login", "refresh: login\ntokens: {access: /data}", lambda _: None, bare_string)
PAIR = DIALECTS[0]


@pytest.fixture
def package(generated: Generated) -> ModuleType:
    """Import the SDK whose sdk.yaml says `refresh: login`."""
    return generated(BY_LOGIN.name, BY_LOGIN.session)


def credentials(package: ModuleType, password: str = "secret") -> Any:
    """Make the call that logs in."""
    models = importlib.import_module(f"{package.__name__}.models")
    return importlib.import_module(f"{package.__name__}.api.auth").login(
        body=models.Credentials(username="ada", password=password)
    )


def test_threads_log_in_again(package: ModuleType, server: Server) -> None:
    """20 threads over an expiry cause one login, with what the callable gives; it is asked each time anew."""
    issuer, asked = Issuer(server, BY_LOGIN), []

    def again() -> Any:
        asked.append(threading.current_thread().name)
        return credentials(package)

    with package.Client(server.url, reauthenticate=again) as client:
        client.login("ada", "secret")
        for _ in range(2):
            issuer.expire()
            with ThreadPoolExecutor(20) as pool:
                values = list(pool.map(lambda _: client.things.get_thing(), range(20)))

    assert (values, issuer.logins, len(asked)) == (["fine"] * 20, 3, 2)


def test_tasks_log_in_again(package: ModuleType, server: Server) -> None:
    """So do tasks; the callable may be a coroutine function."""
    issuer = Issuer(server, BY_LOGIN)

    async def again() -> Any:
        await asyncio.sleep(0)
        return credentials(package)

    async def main() -> Any:
        async with package.AsyncClient(server.url, reauthenticate=again) as client:
            await client.login("ada", "secret")
            issuer.expire()
            return await asyncio.gather(*(client.things.get_thing() for _ in range(20)))

    assert (asyncio.run(main()), issuer.logins) == (["fine"] * 20, 2)


def test_tokens_may_be_had_elsewhere(package: ModuleType, server: Server) -> None:
    """The callable may give tokens instead of a call, for example of a vault."""
    Issuer(server, BY_LOGIN)
    check = server.answer
    server.answer = lambda request: enveloped("fine") if request.header("token") == "vault" else check(request)
    with package.Client(server.url, reauthenticate=lambda: package.TokenGrant("vault")) as client:
        client.session.login(package.TokenGrant("stale"))

        assert client.things.get_thing() == "fine"


def test_credentials_are_not_kept(package: ModuleType, server: Server) -> None:
    """Once the login is over nothing in this process holds the password any more."""

    class Password(str):
        """One that can be found again among all objects."""

    issuer = Issuer(server, BY_LOGIN)
    with package.Client(server.url, reauthenticate=lambda: credentials(package, Password("geheim"))) as client:
        client.login("ada", "secret")
        issuer.expire()
        client.things.get_thing()
        client.session._runner.join(20)
        gc.collect()
        left = [held for held in gc.get_objects() if any(isinstance(one, Password) for one in gc.get_referents(held))]

    assert json.loads(next(r.body for r in server.received[1:] if r.path == "/login"))["password"] == "geheim"
    assert left == []


def test_without_a_callable_a_login_is_asked_for(package: ModuleType, server: Server) -> None:
    """An expiry that nobody can do anything about ends in LoginRequired."""
    issuer = Issuer(server, BY_LOGIN)
    with package.Client(server.url) as client:
        client.login("ada", "secret")
        issuer.expire()
        with pytest.raises(package.errors.LoginRequired, match=r"call login\(\) again"):
            client.things.get_thing()


@pytest.mark.parametrize(
    ("answer", "kind", "logins"),
    [
        (lambda: enveloped(None, 1001, "wrong password"), "LoginRequired", 1),
        (lambda: reply(401), "LoginRequired", 1),
        (lambda: enveloped(None, 500, "down"), "RefreshFailed", 2),
        (lambda: reply(503), "RefreshFailed", 2),
        (lambda: reply(429, headers=[("Retry-After", "60")]), "RefreshFailed", 1),
        (lambda: enveloped(None), "RefreshFailed", 2),
        (lambda: None, "RefreshFailed", 2),
    ],
)
def test_wrong_password_is_sent_once(
    package: ModuleType, server: Server, answer: Callable[[], Any], kind: str, logins: int
) -> None:
    """A refusal of the login is final, lest the account be locked; what may pass is tried again, within limits."""
    issuer = Issuer(server, BY_LOGIN)
    with package.Client(server.url, reauthenticate=lambda: credentials(package)) as client:
        client.login("ada", "secret")
        issuer.expire()
        check, tried = server.answer, []

        def answered(request: Received) -> Any:
            if request.path != "/login":
                return check(request)
            tried.append(request)
            return answer()

        server.answer = answered
        for _ in range(3):
            with pytest.raises(package.errors.SessionError) as caught:
                client.things.get_thing()

    assert (type(caught.value).__name__, len(tried)) == (kind, logins)


def test_login_takes_over_from_a_dead_refresh_token(generated: Generated, server: Server) -> None:
    """With a pair too: when the server refuses the refresh token the callable logs in, and the job goes on."""
    package = generated(PAIR.name, PAIR.session)
    issuer = Issuer(server, PAIR)
    with package.Client(server.url, reauthenticate=lambda: credentials(package)) as client:
        client.login("ada", "secret")
        issuer.expire()
        issuer._tokens = evolve(issuer._tokens, refresh="revoked")
        values = [client.things.get_thing()]
        issuer.expire()
        values.append(client.things.get_thing())

    assert (values, issuer.logins, issuer.denials, issuer.renewals) == (["fine", "fine"], 2, 1, 1)


def test_callable_for_a_session_that_renews_itself_is_refused(generated: Generated, server: Server) -> None:
    """A callable that would never be asked is an error, not a surprise at night."""
    package = generated(PAIR.name, PAIR.session)
    first = package.Client(server.url)
    with pytest.raises(ValueError, match="first client"):
        package.Client(server.url, session=first.session, reauthenticate=lambda: credentials(package))


def test_callable_that_a_helper_process_cannot_import_is_refused(
    package: ModuleType, server: Server, tmp_path: Path
) -> None:
    """With `isolation="process"` the callable runs in the helper, so it must be a function that can be imported."""
    options = package.SessionOptions(isolation="process")
    session = package.Session(store=package.FileStore(tmp_path), options=options)
    with pytest.raises(ValueError, match="at the top level of a module"):
        package.Client(server.url, session=session, reauthenticate=lambda: credentials(package))


CAPTCHA = "login: {{hook: 'tests.renewals.functions:{name}'}}\nrefresh: login\ntokens: {{access: /data}}"


def test_own_login_function_of_threads(generated: Generated, server: Server) -> None:
    """A hook is given the client, asks the API for a captcha, and gives the call that logs in."""
    package = generated("captcha", CAPTCHA.format(name="login_with_captcha"))
    Issuer(server, BY_LOGIN)
    with package.Client(server.url) as client:
        tokens = client.login("ada")
        value = client.things.get_thing()

    sent = [json.loads(request.body) for request in server.received if request.path == "/login"]
    assert (tokens.access, value, sent) == ("a1", "fine", [{"username": "ada", "password": "8"}])


def test_own_login_function_of_tasks(generated: Generated, server: Server) -> None:
    """An async hook runs in the caller's own loop, where what it uses belongs."""
    package = generated("async_captcha", CAPTCHA.format(name="login_with_captcha_async"))
    Issuer(server, BY_LOGIN)

    async def main() -> tuple[str, str]:
        async with package.AsyncClient(server.url) as client:
            return (await client.login(username="ada")).access, await client.things.get_thing()

    assert asyncio.run(main()) == ("a1", "fine")
    assert len({request.connection for request in server.received if request.path in ("/captcha", "/things")}) == 1


def test_own_login_function_logs_in_again(generated: Generated, server: Server) -> None:
    """What logs in by hand can log in again: `reauthenticate` may call the same function."""
    from tests.renewals.functions import login_with_captcha

    package = generated("captcha", CAPTCHA.format(name="login_with_captcha"))
    issuer = Issuer(server, BY_LOGIN)
    clients: list[Any] = []
    with package.Client(server.url, reauthenticate=lambda: login_with_captcha(clients[0], "ada")) as client:
        clients.append(client)
        client.login("ada")
        issuer.expire()

        assert (client.things.get_thing(), issuer.logins) == ("fine", 2)
