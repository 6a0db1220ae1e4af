"""No token that the server ever handed out is seen anywhere, through the whole life of a login (I29)."""

from __future__ import annotations

import importlib
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from acme import Acme, errors
from acme._runtime._http import httpx
from acme.api.files import download_file
from acme.api.users import list_users

from tests.backend import Backend, Fault
from tests.behaviour.conftest import Caller


def tokens_of(backend: Backend) -> list[str]:
    """List all tokens that the backend has handed out."""
    rows = backend.database.rows("SELECT access, refresh FROM pairs", [])
    return [token for row in rows for token in (row["access"], row["refresh"])]


def leaked(backend: Backend, text: str) -> list[str]:
    """Find tokens in a text, with what stands around them."""
    found = [(token, text.find(token)) for token in tokens_of(backend)]
    return [text[max(at - 200, 0) : at + 20] for _, at in found if at >= 0]


def shown(error: BaseException) -> str:
    """Show an error as crash reporters do: with its chain, and with the local variables of every frame."""
    detailed = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(detailed.format()) + "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


def a_call(ada: Caller) -> None:
    ada(lambda acme: acme.auth.get_me())


def a_download(ada: Caller) -> None:
    ada.body(download_file(UUID(int=7)))


def an_event_stream(ada: Caller) -> None:
    ada.list(lambda acme: acme.events.stream_events(follow=False))


def a_list(ada: Caller) -> None:
    ada.list(lambda acme: acme.paginate(list_users()))


FAULTS: dict[str, tuple[str, Fault]] = {
    "expired for ever": ("*", Fault(kind="code", code=409)),
    "not logged in": ("getMe", Fault(kind="code", code=401)),
    "server error": ("getMe", Fault(kind="status", status=500)),
    "garbage": ("getMe", Fault(kind="garbage")),
    "html": ("getMe", Fault(kind="html", status=200)),
    "hang up": ("getMe", Fault(kind="close")),
    "refresh is busy": ("refreshToken", Fault(kind="status", status=503)),
    "refresh gives garbage": ("refreshToken", Fault(kind="garbage")),
    "refresh hangs up": ("refreshToken", Fault(kind="close")),
    "refresh gives html": ("refreshToken", Fault(kind="html", status=200)),
    "refresh is dead": ("refreshToken", Fault(kind="code", code=401)),
    "answer to the refresh gets lost": ("refreshToken", Fault(kind="drop")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_i29_what_fails_shows_no_token(ada: Caller, name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the error's whole chain with all local variables, nor its pickle, nor any log at DEBUG level."""
    caplog.set_level(logging.DEBUG)
    quick(ada)
    ada.backend.faults.add(*FAULTS[name])
    ada.backend.expire_now()
    with pytest.raises(errors.SdkError) as caught:
        a_call(ada)

    assert leaked(ada.backend, shown(caught.value)) == []
    assert leaked(ada.backend, pickle.dumps(caught.value).decode("latin-1")) == []
    assert leaked(ada.backend, caplog.text) == []


@pytest.mark.parametrize("act", [a_call, a_list, an_event_stream], ids=lambda act: act.__name__)
def test_i29_what_succeeds_logs_no_token(
    ada: Caller, act: Callable[[Caller], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Login, call, refusal, refresh, replay and logout write none at DEBUG level: of ours, httpx's or httpcore's."""
    caplog.set_level(logging.DEBUG)
    ada(lambda acme: acme.login("ada", "secret"))
    ada.backend.expire_now()
    act(ada)
    ada(lambda acme: acme.logout())

    assert any(record.name.startswith("acme.") for record in caplog.records)
    assert leaked(ada.backend, caplog.text) == []


def test_i29_a_refused_download_shows_no_token(ada: Caller, caplog: pytest.LogCaptureFixture) -> None:
    """An error of an open answer has the request at hand, and shows nothing of it."""
    caplog.set_level(logging.DEBUG)
    ada.backend.expire_now()
    with pytest.raises(errors.NotFound) as caught:
        a_download(ada)

    assert leaked(ada.backend, shown(caught.value) + caplog.text) == []


def test_i29_what_holds_tokens_shows_none(ada: Caller) -> None:
    """Clients, sessions, and what they are made of."""
    a_call(ada)
    core = ada.client._core
    held: list[Any] = [ada.client, ada.client.session, ada.client.session.tokens, core, core.session, core.exchanger]

    assert leaked(ada.backend, "".join(f"{one!r}{one}{getattr(one, '__dict__', '')}" for one in held)) == []


def quick(ada: Caller) -> None:
    """Let failed attempts be repeated without pauses."""
    ada.client._options = type(ada.client._options)(retries=0)


def test_i29_a_request_that_breaks_off_while_it_is_written_shows_no_token(
    acme: Acme, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The HTTP library has the bytes of the request at hand then, in the frames of the exception's chain."""
    core = importlib.import_module("httpcore2" if httpx.__name__ == "httpx2" else "httpcore")

    def broken(*args: object, **named: object) -> None:
        raise core.WriteTimeout("too slow")

    acme.auth.get_me()
    monkeypatch.setattr(f"{core.__name__}._backends.sync.SyncStream.write", broken)
    with pytest.raises(errors.TransportError) as caught:
        acme.with_options(retries=0).auth.get_me()

    assert leaked(backend, shown(caught.value)) == []
