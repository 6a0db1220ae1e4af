"""Secrets: a canary in every place where there is one, looked for in all that people see (I29)."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from typing import Any

import pytest

from tests.runtime.api import api, bare, envelope, operation, session_spec
from tests.runtime.wire import Server, enveloped, reply

CANARY = "cAnArY"


def shown(error: BaseException) -> str:
    """Collect what an error shows, with all that led to it, and the requests that hang on it."""
    texts = ["".join(traceback.format_exception(error))]
    at: BaseException | None = error
    while at is not None:
        request = getattr(at, "_request", None)
        if request is not None:
            texts += [str(request.url), str(request.headers.raw)]
        texts += [repr(at), str(at)]
        at = at.__cause__ or at.__context__
    return "\n".join(texts)


@pytest.fixture(params=["header", "cookie", "query"])
def client(request: pytest.FixtureRequest, rt: Any, server: Server) -> Any:
    """Make a client whose every secret is the canary, with the token in each place."""
    spec = session_spec(rt, attach=rt.Attach(location=request.param, parameter="token", value="{access}"))
    described = api(rt, session=spec, schemes={"key": rt.Scheme(kind="apiKey", location="header", parameter="X-Key")})
    made = rt.client(server.url, described, credentials={"other": CANARY}, headers={"X-Secret": CANARY}, retries=0)
    made.session.login(rt.TokenGrant(CANARY, CANARY))
    return made


@pytest.mark.parametrize("kind", ["broken", "down", "refused", "business", "refresh", "html"])
def test_i29_canary_is_in_no_error_and_no_log(
    rt: Any, server: Server, client: Any, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong, neither the error with its causes nor the DEBUG log shows the token."""
    caplog.set_level(logging.DEBUG)
    answers: dict[str, Any] = {
        "broken": lambda _: None,
        "down": lambda _: None,
        "refused": lambda _: enveloped(None, 401, "no"),
        "business": lambda _: enveloped(None, 500, "no"),
        "refresh": lambda r: enveloped(None, 401 if r.path == "/refresh" else 409, "no"),
        "html": lambda _: reply(200, CANARY.encode(), "text/html"),
    }
    server.answer = answers[kind]
    if kind == "down":
        server.close()
    with pytest.raises(rt.SdkError) as caught:
        client.send(rt.Call(operation(rt)))

    assert CANARY not in shown(caught.value)
    assert CANARY not in caplog.text


def test_i29_request_on_the_cause_does_not_show_the_token(rt: Any, server: Server, client: Any) -> None:
    """The HTTP library hangs the request on its exception; the token has been blotted out of it."""
    server.answer = lambda _: None
    secrets = {"headers": {"X-Secret": CANARY}, "retries": 0, "session": client.session}
    own = rt.client(server.url, client._api, http_client=rt.httpx.Client(auth=("ada", CANARY)), **secrets)
    with pytest.raises(rt.ConnectionLost) as caught:
        own.send(rt.Call(operation(rt)))

    assert CANARY.encode() in server.received[0].head
    assert CANARY not in shown(caught.value)


def test_i29_canary_is_in_no_repr(rt: Any, server: Server, client: Any) -> None:
    """Neither the client, its session, its parts nor a detailed answer shows the token."""
    server.answer = lambda _: enveloped(CANARY)
    answer = client.send_detailed(rt.Call(operation(rt), body={"password": CANARY}))
    core = client._core
    held = (client, client.session, core, core.around.attacher, core.exchanger, core.defaults, core.around, answer)

    assert [one for one in held if CANARY in repr(one)] == []


def test_i29_canary_is_in_no_pickle(rt: Any, server: Server, client: Any) -> None:
    """An error that crosses processes does not take headers along."""
    server.answer = lambda _: reply(500, b"", "", [("Set-Cookie", f"sid={CANARY}")])
    with pytest.raises(rt.ServerError) as caught:
        client.send(rt.Call(operation(rt)))

    assert CANARY.encode() not in pickle.dumps(caught.value)


def test_i29_request_of_a_streamed_answer_does_not_show_the_token(rt: Any, server: Server, client: Any) -> None:
    """The request that hangs on an open answer has the token blotted out, though the server got it."""
    server.answer = lambda _: reply(200, b"1", "application/octet-stream")
    call = rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),)))
    with client.stream(call) as response:
        raw = f"{response.request.url} {response.request.headers.raw}"

    assert CANARY not in raw
    assert CANARY.encode() in server.received[0].head


def test_i29_refresh_token_in_the_query_is_in_no_log(rt: Any, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """A refresh token that the API wants in the query is sent there, and the DEBUG log does not show it."""
    caplog.set_level(logging.DEBUG)
    exchange = rt.Exchange(path="/refresh", send="query", parameter="refreshToken", envelope=envelope(rt))
    client = rt.client(server.url, api(rt, session=session_spec(rt, refresh=exchange)))
    client.session.login(rt.TokenGrant(CANARY, CANARY))
    answers = {"/refresh": enveloped({"access": "new"}), "/things": enveloped(None, 409)}
    server.answer = lambda request: enveloped("fine") if request.header("token") == "new" else answers[request.path]
    client.send(rt.Call(operation(rt)))

    assert server.received[1].target == f"/refresh?refreshToken={CANARY}"
    assert CANARY not in caplog.text


HANDED_OUT = [("New-Token", CANARY), ("Set-Cookie", f"sid={CANARY}"), ("Location", f"/?code={CANARY}")]


@pytest.mark.parametrize("injected", [False, True])
def test_i29_tokens_that_a_server_hands_out_in_headers_are_in_no_log(
    rt: Any, server: Server, caplog: pytest.LogCaptureFixture, injected: bool
) -> None:
    """The HTTP library logs the headers of answers at DEBUG level: their names, and values only of harmless ones."""
    caplog.set_level(logging.DEBUG)
    server.answer = lambda _: reply(200, b'{"code": 200}', "application/json", HANDED_OUT)
    own = rt.httpx.Client() if injected else None
    answer = rt.client(server.url, bare(rt), http_client=own).send_detailed(rt.Call(operation(rt)))

    assert answer.headers["New-Token"] == CANARY
    assert "receive_response_headers.complete" in caplog.text
    assert "(b'New-Token', b'[secure]')" in caplog.text
    assert "(b'Content-Type', b'application/json')" in caplog.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize("injected", [False, True])
def test_i29_tokens_that_a_server_hands_out_to_tasks_are_in_no_log(
    rt: Any, server: Server, caplog: pytest.LogCaptureFixture, injected: bool
) -> None:
    """The same holds under asyncio."""
    caplog.set_level(logging.DEBUG)
    server.answer = lambda _: reply(200, b'{"code": 200}', "application/json", HANDED_OUT)

    async def main() -> Any:
        own = rt.httpx.AsyncClient() if injected else None
        async with rt.aclient(server.url, bare(rt), http_client=own) as client:
            return await client.send_detailed(rt.Call(operation(rt)))

    answer = asyncio.run(main())

    assert answer.headers["New-Token"] == CANARY
    assert "(b'New-Token', b'[secure]')" in caplog.text
    assert CANARY not in caplog.text


def test_i29_a_token_in_the_query_is_in_no_log_of_an_injected_client(
    rt: Any, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """A client of the HTTP library logs the URL at INFO level; the server gets the token, and the log does not."""
    caplog.set_level(logging.DEBUG)
    spec = session_spec(rt, attach=rt.Attach(location="query", parameter="token", value="{access}"))
    own = rt.httpx.Client(params={"p": "1"})
    client = rt.client(server.url, api(rt, session=spec), http_client=own)
    client.session.login(rt.TokenGrant(CANARY, CANARY))
    client.send(rt.Call(operation(rt), query={"a": 1}))

    assert server.received[0].target == f"/things?a=1&token={CANARY}&p=1"
    assert f"HTTP Request: GET {server.url}/things?" in caplog.text
    assert CANARY not in caplog.text


def test_records_of_others_are_left_alone(rt: Any, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """What a program does with the HTTP library itself is logged as ever."""
    caplog.set_level(logging.DEBUG)
    server.answer = lambda _: reply(200, b"", "", [("New-Token", "theirs")])
    with rt.httpx.Client() as own:
        own.get(f"{server.url}/?a=theirs")

    assert f'HTTP Request: GET {server.url}/?a=theirs "HTTP/1.1 200 Answer"' in caplog.text
    assert "(b'New-Token', b'theirs')" in caplog.text
