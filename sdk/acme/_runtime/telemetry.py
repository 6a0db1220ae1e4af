"""Conversations to spans of OpenTelemetry, if `opentelemetry-api` is installed; if it is not, to nothing at all.

```
listUsers                        internal: one call, with all that it took; events: anew.wait, anew.replay, anew.retry
├── GET /users                   client: one request as it was sent
└── GET /users                   client: http.request.resend_count = 1
refresh                          internal: in the refresh thread, so a trace of its own
└── POST /auth/refresh           client
```

The conversation knows nothing of this: whoever takes its steps on can see all there is to tell. Names are those of
https://opentelemetry.io/docs/specs/semconv/http/http-spans/. Neither queries nor headers nor bodies are told, and of
exceptions only the class, so no secret is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field, frozen

from .call import Call
from .standing import Standing
from .steps import Drop, Read, Send, Sleep, Talk, Wait

if TYPE_CHECKING:
    from ._http import httpx

T = TypeVar("T")

_SCHEMA = "https://opentelemetry.io/schemas/1.27.0"
_PORTS = {"http": 80, "https": 443}


@frozen
class Telemetry:
    """What OpenTelemetry gives to those who tell it something."""

    tracer: Any
    trace: Any
    """The module `opentelemetry.trace`."""
    propagate: Any
    """The module `opentelemetry.propagate`."""

    def told(self, talk: Talk[T], call: Call[Any], standing: Standing | None) -> Talk[T]:
        """Take the steps of a conversation on as they are, and tell of them."""
        span = self.tracer.start_span(call.operation.id)
        if not span.get_span_context().is_valid:  # nobody listens
            return (yield from talk)
        story = _Story(self, span, call, standing)
        try:
            step = next(talk)
            while True:
                story.begins(step)
                try:
                    result = yield step
                except BaseException as fault:
                    story.request_ends(fault)
                    step = talk.throw(fault)
                else:
                    story.happened(step, result)
                    step = talk.send(result)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns is typed by `Talk` alone
        except BaseException as fault:
            _blame(self.trace, span, fault)
            raise
        finally:
            story.request_ends()
            span.end()


@cache
def telemetry() -> Telemetry | None:
    """Look for OpenTelemetry, once; None if it is not installed."""
    try:
        trace, propagate = import_module("opentelemetry.trace"), import_module("opentelemetry.propagate")
    except ImportError:
        return None
    # In an SDK the package that holds this one is what is traced.
    tracer = trace.get_tracer(__name__.partition("._runtime")[0], schema_url=_SCHEMA)
    return Telemetry(tracer, trace, propagate)


@define
class _Story:
    """Mutable: one conversation, as far as it is told."""

    telemetry: Telemetry
    span: Any
    """Of the call."""
    call: Call[Any]
    standing: Standing | None
    request: Any = field(default=None, init=False)
    """The span of the request that is under way."""
    _sent: int = field(default=0, init=False)
    _replayed: bool = field(default=False, init=False)

    def begins(self, step: object) -> None:
        """Tell of a step that is about to be taken."""
        match step:
            case Read() | Drop():
                return  # of the answer to the request under way
            case Send(request):
                self._request_begins(request)
            case Wait(flight):
                self.request_ends()
                self.span.add_event("anew.wait", {"anew.generation": flight.ticket.gen})
            case Sleep(seconds):
                self.request_ends()
                self.span.add_event("anew.retry", {"anew.pause": seconds})
            case _:
                self.request_ends()

    def happened(self, step: object, result: Any) -> None:
        """Tell how a step turned out."""
        if isinstance(step, Send) and self.request is not None:
            status: int = result.status_code
            self.request.set_attribute("http.response.status_code", status)
            if status >= 400:
                _blame(self.telemetry.trace, self.request, str(status))

    def _request_begins(self, request: httpx.Request) -> None:
        self.request_ends()
        trace, operation = self.telemetry.trace, self.call.operation
        snapshot = self.standing.snapshot if self.standing and self.standing.refused else None
        if snapshot is not None and not self._replayed:
            self._replayed = True
            self.span.add_event("anew.replay", {"anew.generation": snapshot.gen})
        attributes = {**_described(request), "url.template": operation.path}
        if self._sent:
            attributes["http.request.resend_count"] = self._sent
        self._sent += 1
        above = trace.set_span_in_context(self.span)
        name = f"{request.method} {operation.path}"
        self.request = self.telemetry.tracer.start_span(name, above, trace.SpanKind.CLIENT, attributes)
        self.telemetry.propagate.inject(request.headers, trace.set_span_in_context(self.request))

    def request_ends(self, fault: BaseException | None = None) -> None:
        """End the span of the request under way, if there is one."""
        if self.request is not None:
            if fault is not None:
                _blame(self.telemetry.trace, self.request, fault)
            self.request.end()
            self.request = None


def _described(request: httpx.Request) -> Mapping[str, str | int]:
    """Say where a request goes. Of its URL without the query: some APIs want a token in there."""
    url = request.url
    shown = url.copy_with(query=None, fragment=None, username=None, password=None)
    return {
        "http.request.method": request.method,
        "server.address": url.host,
        "server.port": url.port or _PORTS.get(url.scheme, 0),
        "url.full": str(shown),
    }


def _blame(trace: Any, span: Any, fault: BaseException | str) -> None:
    """Mark a span as failed, with the class of an exception and never its text."""
    match fault:
        case str():
            kind = fault
        case GeneratorExit():
            kind = "cancelled"
        case _:
            kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    span.set_attribute("error.type", kind)
    span.set_status(trace.StatusCode.ERROR)
