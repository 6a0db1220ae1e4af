"""A stream of lines to typed events: server-sent events, and JSON lines, which are events with nothing but data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from attrs import frozen

from . import jsontext
from ._http import httpx
from .call import StreamCall
from .codec.faults import FAULTS, translated
from .errors import DecodeError, MissingExtra
from .operation import Answer
from .types import UNSET

if TYPE_CHECKING:
    from httpx_sse import EventSource

E = TypeVar("E")


def unlimited(call: StreamCall[E], usual: Mapping[str, float | None] | None) -> StreamCall[E]:
    """Let a call wait for the next event as long as it takes, unless it has a time-out of its own."""
    if call.options.timeout is not UNSET or usual is None:
        return call
    return call.with_options(timeout=httpx.Timeout(**{**usual, "read": None}))


@frozen
class Event(Generic[E]):
    """One event of a stream."""

    data: E
    event: str = "message"
    """Its type."""
    id: str = ""
    retry: int | None = None
    """Milliseconds to wait before connecting again, if the server says so."""


def source_of(response: httpx.Response) -> EventSource:
    """Open a stream of server-sent events; raises MissingExtra without `httpx-sse`, DecodeError for another stream."""
    try:
        from httpx_sse import EventSource
    except ImportError as error:
        raise MissingExtra("server-sent events need httpx-sse: `pip install httpx-sse`") from error
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if media_type != "text/event-stream":
        raise DecodeError(f"expected text/event-stream, got {media_type or 'a body of unknown type'}")
    # It asks for nothing but headers and `iter_text`, so a response of httpx2 does as well.
    return EventSource(response)


def events(response: httpx.Response, answer: Answer[E] | None) -> Iterator[Event[E]]:
    """Read all events of an answer."""
    read = Reader(answer)
    if answer is not None and answer.kind == "jsonl":
        for line in response.iter_lines():
            if line.strip():
                yield read.line(line)
        return
    for sse in source_of(response).iter_sse():
        if sse.data or sse.event != "message":
            yield read.event(sse)


async def aevents(response: httpx.Response, answer: Answer[E] | None) -> AsyncIterator[Event[E]]:
    """Read all events of an answer in a task."""
    read = Reader(answer)
    if answer is not None and answer.kind == "jsonl":
        async for line in response.aiter_lines():
            if line.strip():
                yield read.line(line)
        return
    async for sse in source_of(response).aiter_sse():
        if sse.data or sse.event != "message":
            yield read.event(sse)


class Reader(Generic[E]):
    """Decodes the data of one event after the other, and counts them for the path of a DecodeError."""

    def __init__(self, answer: Answer[E] | None) -> None:
        self._decode: Callable[[Any], E] | None = answer.decode if answer else None
        self._count = 0

    def line(self, line: str) -> Event[E]:
        """Decode a JSON line."""
        return Event(self._counted(self._of_line, line))

    def event(self, sse: Any) -> Event[E]:
        """Decode a server-sent event."""
        return Event(self._counted(self._of_event, sse.data), sse.event, sse.id, sse.retry)

    def _counted(self, decode: Callable[[str], E], text: str) -> E:
        index, self._count = self._count, self._count + 1
        try:
            return decode(text)
        except FAULTS as fault:
            raise translated(fault).under(index) from fault.__cause__

    def _of_line(self, text: str) -> E:
        value: Any
        try:
            value = jsontext.loads(text.encode())
        except ValueError:
            value = text
        return self._decode(value) if self._decode else value

    def _of_event(self, text: str) -> E:
        if self._decode is None:
            return text  # type: ignore[return-value]  # the document does not say what the data is
        try:
            value = jsontext.loads(text.encode())
        except ValueError:
            return self._decode(text)  # data that is no JSON is a string, as in `data: hello`
        try:
            return self._decode(value)
        except FAULTS:
            with suppress(*FAULTS):
                return self._decode(text)  # and so is data that only looks like JSON, as in `data: 5`
            raise
