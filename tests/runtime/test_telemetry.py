"""What OpenTelemetry hears of a call: requests, retries, replays and refreshes, and no secret."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.runtime.api import Backend, api, log_in, operation
from tests.runtime.wire import Server, enveloped, reply

sdk_trace = pytest.importorskip("opentelemetry.sdk.trace")


class Heard:
    """The spans that were told, by the names that they have."""

    def __init__(self) -> None:
        exporters = importlib.import_module("opentelemetry.sdk.trace.export.in_memory_span_exporter")
        processors = importlib.import_module("opentelemetry.sdk.trace.export")
        self._memory = exporters.InMemorySpanExporter()
        self.provider = sdk_trace.TracerProvider()
        self.provider.add_span_processor(processors.SimpleSpanProcessor(self._memory))

    @property
    def spans(self) -> tuple[Any, ...]:
        """Give them in the order in which they ended."""
        return self._memory.get_finished_spans()  # type: ignore[no-any-return]  # the SDK's own types are not needed

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]

    def text(self) -> str:
        return "".join(span.to_json() for span in self.spans)


@pytest.fixture
def heard(rt: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """Listen to all clients that are made from now on."""
    listener = Heard()
    trace, propagate = (importlib.import_module(f"opentelemetry.{name}") for name in ("trace", "propagate"))
    told = rt.module("telemetry").Telemetry(listener.provider.get_tracer("test"), trace, propagate)
    monkeypatch.setattr(rt.module("core"), "telemetry", lambda: told)
    yield listener


@pytest.fixture
def client(rt: Any, server: Server, heard: Heard) -> Any:
    made = rt.client(server.url, api(rt), retries=1)
    log_in(rt, made)
    return made


def test_request_is_a_client_span_within_the_span_of_its_call(
    rt: Any, server: Server, backend: Backend, client: Any, heard: Heard
) -> None:
    """The request has the names of the HTTP conventions, and the call, named by its operation, is its parent."""
    client.send(rt.Call(operation(rt, path="/things/{id}"), path={"id": 7}))
    (request,), (call,) = heard.named("GET /things/{id}"), heard.named("thing")

    assert (request.kind.name, call.kind.name) == ("CLIENT", "INTERNAL")
    assert request.parent.span_id == call.context.span_id
    assert dict(request.attributes) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": int(server.url.rsplit(":", 1)[1]),
        "url.full": f"{server.url}/things/7",
        "url.template": "/things/{id}",
    }


def test_trace_goes_on_at_the_server(rt: Any, server: Server, backend: Backend, client: Any, heard: Heard) -> None:
    """The request carries `traceparent`, with the identity of its own span."""
    client.send(rt.Call(operation(rt)))
    (request,) = heard.named("GET /things")

    assert f"-{request.context.span_id:016x}-" in (server.received[-1].header("traceparent") or "")


def test_replay_and_the_wait_before_it_are_events(
    rt: Any, server: Server, backend: Backend, client: Any, heard: Heard
) -> None:
    """Over an expiry the call tells of its wait and its replay; the refresh has spans of its own."""
    backend.expire()
    client.send(rt.Call(operation(rt)))
    client.session.close()
    (call,), (first, second) = heard.named("thing"), heard.named("GET /things")

    assert [(event.name, dict(event.attributes)) for event in call.events] == [
        ("anew.wait", {"anew.generation": 1}),
        ("anew.replay", {"anew.generation": 2}),
    ]
    assert "http.request.resend_count" not in first.attributes
    assert second.attributes["http.request.resend_count"] == 1
    assert [span.name for span in heard.spans if span.parent is None] == ["refresh", "thing"]
    assert len(heard.named("POST /refresh")) == 1


def test_retry_is_an_event_with_its_pause(
    rt: Any, server: Server, backend: Backend, client: Any, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed attempt is a span with an error, and the call tells how long it paused."""
    monkeypatch.setattr(client._driver, "_sleep", lambda seconds: None)
    answers = [reply(503, b"", "", [("Retry-After", "2")]), enveloped("fine")]
    backend.business = lambda _: answers.pop(0)
    client.send(rt.Call(operation(rt)))
    (call,), (first, second) = heard.named("thing"), heard.named("GET /things")

    assert [event.name for event in call.events] == ["anew.retry"]
    assert call.events[0].attributes["anew.pause"] >= 2
    assert (first.attributes["error.type"], first.status.status_code.name) == ("503", "ERROR")
    assert (second.status.status_code.name, call.status.status_code.name) == ("UNSET", "UNSET")


def test_failure_is_told_by_its_class(rt: Any, server: Server, backend: Backend, client: Any, heard: Heard) -> None:
    """Whatever ends a call, its span has the class of the error and no text of it."""
    backend.business = lambda _: enveloped(None, 404, "a secret in a message")
    with pytest.raises(rt.NotFound):
        client.send(rt.Call(operation(rt, method="POST")))
    (call,), (request,) = heard.named("thing"), heard.named("POST /things")

    assert call.attributes["error.type"].endswith(".NotFound")
    assert "error.type" not in request.attributes
    assert "a secret" not in heard.text()


def test_lost_connection_is_an_error_of_the_request(
    rt: Any, server: Server, backend: Backend, client: Any, heard: Heard
) -> None:
    """A request without an answer has the class of the exception that the HTTP library raised."""
    backend.business = lambda _: None
    with pytest.raises(rt.TransportError):
        client.send(rt.Call(operation(rt, method="POST")))
    (request,) = heard.named("POST /things")

    assert request.attributes["error.type"].rsplit(".", 1)[1] in ("RemoteProtocolError", "ReadError")


def test_call_of_a_task_is_told_the_same_way(
    rt: Any, server: Server, backend: Backend, client: Any, heard: Heard
) -> None:
    """Async clients tell what sync clients tell."""
    asyncio = importlib.import_module("asyncio")

    async def run() -> None:
        async with rt.aclient(server.url, api(rt), session=client.session) as twin:
            await twin.send(rt.Call(operation(rt)))

    backend.expire()
    asyncio.run(run())

    assert [event.name for event in heard.named("thing")[0].events] == ["anew.wait", "anew.replay"]


@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_i29_no_token_is_told(rt: Any, server: Server, heard: Heard, place: str) -> None:
    """Wherever the API wants tokens, neither spans nor events hold one."""
    spec = importlib.import_module("tests.runtime.api").session_spec(
        rt,
        attach=rt.Attach(location=place, parameter="token", value="{access}"),
        refresh=rt.Exchange(path="/refresh", send="query", parameter="refreshToken"),
    )
    client = rt.client(server.url, api(rt, session=spec), credentials={"key": "cAnArY"})
    client.session.login(rt.TokenGrant("cAnArY", "cAnArY"))
    server.answer = lambda request: enveloped(None, 503 if request.path == "/refresh" else 409)
    with pytest.raises(rt.SessionError):
        client.send(rt.Call(operation(rt), query={"password": "cAnArY"}))

    assert heard.named("refresh")
    assert "cAnArY" not in heard.text()


def test_nothing_is_told_when_nobody_listens(
    rt: Any, server: Server, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the API package alone, which records nothing, calls work, and no header is added."""
    client = rt.client(server.url, api(rt))
    log_in(rt, client)

    assert client.send(rt.Call(operation(rt))) == "fine"
    assert server.received[-1].header("traceparent") is None


def test_without_opentelemetry_there_is_no_telemetry(rt: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not installed clients carry None, and conversations are not wrapped."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)
    module = rt.module("telemetry")

    assert module.telemetry.__wrapped__() is None
