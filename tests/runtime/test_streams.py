"""Streams: downloads that are not buffered (I30), files that are complete or untouched, events as they come."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.api import Backend, api, bare, log_in, operation, session_spec
from tests.runtime.wire import Server, enveloped, reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"


def binary(rt: Any) -> Any:
    """Make a call that gives a file."""
    return rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),)))


def test_i30_download_is_handed_on_as_it_comes(rt: Any, server: Server) -> None:
    """The first bytes are with the caller before the server has sent the last ones."""
    more = threading.Event()

    def answer(_: Any) -> Iterator[bytes | None]:
        yield HEAD % b"application/octet-stream" + b"first"
        more.wait(10)
        yield b"last"
        yield None

    server.answer = answer
    with rt.client(server.url, bare(rt)).stream(binary(rt)) as response:
        chunks = response.iter_bytes()
        first = next(chunks)
        more.set()
        rest = b"".join(chunks)

    assert (first, rest) == (b"first", b"last")


def test_i30_refused_download_is_replayed_and_then_streamed(rt: Any, server: Server) -> None:
    """A refusal in the envelope is read, refreshed for and replayed; the file that follows is streamed."""
    backend = Backend(server)
    backend.expire()
    backend.business = lambda _: reply(200, b"x" * 10, "application/octet-stream")
    client = rt.client(server.url, api(rt))
    log_in(rt, client)
    with client.stream(binary(rt)) as response:
        unread = not response.is_closed
        content = b"".join(response.iter_bytes())

    assert (unread, content, backend.refreshes) == (True, b"x" * 10, 1)


def test_refused_stream_frees_its_connection_for_the_replay(rt: Any, server: Server) -> None:
    """A refusal with a long body that is not read is let go of before the call is sent again."""
    backend = Backend(server)
    check = server.answer
    refusal = reply(401, b"x" * (3 << 20), "text/html")
    server.answer = lambda request: refusal if request.header("token") == "a1" else check(request)
    backend.business = lambda _: reply(200, b"x", "application/octet-stream")
    backend.expire()
    spec = session_spec(rt, expired=(rt.Signal(http=("401",)),))
    client = rt.client(server.url, api(rt, session=spec), connections=1)
    log_in(rt, client)
    with client.stream(binary(rt)) as response:
        assert response.read() == b"x"


def test_i30_long_json_is_streamed_from_its_start(rt: Any, server: Server) -> None:
    """JSON beyond the limit is not judged, and every byte of it reaches the caller."""
    body = b'{"code": 500, "rows": "' + b"x" * (3 << 20) + b'"}'
    server.answer = lambda _: reply(200, body, "application/json")
    client = rt.client(server.url, bare(rt))
    with client.stream(rt.Call(operation(rt))) as response:
        content = b"".join(response.iter_bytes())

    assert content == body


def test_error_of_a_stream_is_raised_before_it_begins(rt: Any, server: Server) -> None:
    """`stream` raises the ApiError of an envelope and of an HTTP status; nothing is streamed."""
    client = rt.client(server.url, bare(rt), retries=0)
    for answer, kind in (
        (enveloped(None, 403, "no"), rt.Forbidden),
        (reply(500, b"oops", "text/html"), rt.ServerError),
    ):
        server.answer = partial(lambda given, _: given, answer)
        with pytest.raises(kind), client.stream(binary(rt)):
            raise AssertionError("there is nothing to stream")


def test_json_can_be_streamed_after_it_was_judged(rt: Any, server: Server) -> None:
    """A short JSON answer that was read to judge it is given like one that was not."""
    server.answer = lambda _: enveloped([1])
    with rt.client(server.url, bare(rt)).stream(rt.Call(operation(rt))) as response:
        text = "".join(response.iter_text())

    assert text == '{"code": 200, "msg": "ok", "data": [1]}'


def test_download_reports_progress(rt: Any, server: Server, tmp_path: Path) -> None:
    """The callback hears of every chunk, with the total where the server announces it."""
    content = bytes(range(256)) * 1_000
    server.answer = lambda _: reply(200, content, "application/octet-stream")
    seen: list[tuple[int, int | None]] = []
    path = rt.client(server.url, bare(rt)).download(binary(rt), tmp_path / "a.bin", lambda *now: seen.append(now))

    assert path.read_bytes() == content
    assert (seen[-1], [total for _, total in seen]) == ((256_000, 256_000), [256_000] * len(seen))


@pytest.mark.parametrize("kind", ["short", "progress"])
def test_download_is_complete_or_untouched(rt: Any, server: Server, tmp_path: Path, kind: str) -> None:
    """If it breaks off, or the callback raises, what was there before is there still, and nothing beside it."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"before")
    length = b"100" if kind == "short" else b"4"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nContent-Length: %s\r\n\r\n" % length
    server.answer = lambda _: [head + b"1234", None]

    def progress(*_: Any) -> None:
        if kind == "progress":
            raise KeyError("stop")

    with pytest.raises((rt.ConnectionLost, KeyError)):
        rt.client(server.url, bare(rt)).download(binary(rt), path, progress)

    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (b"before", ["a.bin"])


def test_download_of_a_task(rt: Any, server: Server, tmp_path: Path) -> None:
    """The async client writes the same file."""
    server.answer = lambda _: reply(200, b"12345", "application/octet-stream")

    async def main() -> Any:
        async with rt.aclient(server.url, bare(rt)) as client:
            return await client.download(binary(rt), tmp_path / "a.bin")

    assert asyncio.run(main()).read_bytes() == b"12345"


FEED = b": hello\n\nid: 1\nevent: added\nretry: 50\ndata: 1\n\ndata: 2\ndata: \n\n"


def feed(rt: Any, kind: str = "sse") -> Any:
    """Make a call that gives a stream of integers."""
    return rt.StreamCall(operation(rt, answers=(rt.Answer("200", kind, rt.codec.integer),)))


def test_events_are_decoded_as_they_come(rt: Any, server: Server) -> None:
    """Type, id and retry come along; comments are no events."""
    server.answer = lambda _: [HEAD % b"text/event-stream", FEED, None]
    events = list(rt.client(server.url, bare(rt)).iter_events(feed(rt)))

    assert [(e.data, e.event, e.id, e.retry) for e in events] == [(1, "added", "1", 50), (2, "message", "1", None)]


def test_json_lines_are_events(rt: Any, server: Server) -> None:
    """Each line is the data of one event."""
    server.answer = lambda _: reply(200, b"1\n\n2\n", "application/x-ndjson")
    events = rt.client(server.url, bare(rt)).iter_events(feed(rt, "jsonl"))

    assert [event.data for event in events] == [1, 2]


def test_json_lines_of_no_type_are_json(rt: Any, server: Server) -> None:
    """A document that does not say what a line is says that it is JSON all the same."""
    server.answer = lambda _: reply(200, b'{"a": 1}\n"b"\n', "application/jsonl")
    call = rt.StreamCall(operation(rt, answers=(rt.Answer("200", "jsonl"),)))

    assert [event.data for event in rt.client(server.url, bare(rt)).iter_events(call)] == [{"a": 1}, "b"]


def test_text_may_look_like_json(rt: Any, server: Server) -> None:
    """Data that is documented as text is text, whatever else could be read from it."""
    server.answer = lambda _: [HEAD % b"text/event-stream", b'data: 5\n\ndata: {"a": 1}\n\ndata: hi\n\n', None]
    call = rt.StreamCall(operation(rt, answers=(rt.Answer("200", "sse", rt.codec.string),)))

    assert [event.data for event in rt.client(server.url, bare(rt)).iter_events(call)] == ["5", '{"a": 1}', "hi"]


def test_event_that_does_not_fit_says_which(rt: Any, server: Server) -> None:
    """The path of the error begins with the number of the event."""
    server.answer = lambda _: [HEAD % b"text/event-stream", b"data: 1\n\ndata: x\n\n", None]
    events = rt.client(server.url, bare(rt)).iter_events(feed(rt))
    next(events)
    with pytest.raises(rt.DecodeError, match=r"at \$\[1\]"):
        next(events)


def test_what_is_no_event_stream_is_a_decode_error(rt: Any, server: Server) -> None:
    """Another media type where events are documented is named."""
    server.answer = lambda _: reply(200, b"<html>", "text/html")
    with pytest.raises(rt.DecodeError, match="expected text/event-stream, got text/html"):
        next(rt.client(server.url, bare(rt)).iter_events(feed(rt)))


def test_events_without_httpx_sse(rt: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the error says what to install."""
    monkeypatch.setitem(sys.modules, "httpx_sse", None)
    server.answer = lambda _: [HEAD % b"text/event-stream", FEED, None]
    with pytest.raises(rt.MissingExtra, match="pip install httpx-sse"):
        next(rt.client(server.url, bare(rt)).iter_events(feed(rt)))


def test_events_over_an_expiry(rt: Any, server: Server) -> None:
    """A refused stream is refreshed for and opened again, for tasks too."""
    backend = Backend(server)
    backend.expire()
    backend.business = lambda _: reply(200, FEED, "text/event-stream")

    async def main() -> list[int]:
        async with rt.aclient(server.url, api(rt)) as client:
            log_in(rt, client)
            return [event.data async for event in client.iter_events(feed(rt))]

    assert (asyncio.run(main()), backend.refreshes) == ([1, 2], 1)


def test_connection_that_breaks_in_a_stream_is_a_transport_error(rt: Any, server: Server) -> None:
    """What the HTTP library raises in the middle of a body is translated as well."""
    server.answer = lambda _: [b"HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nContent-Length: 9\r\n\r\n123", None]
    with pytest.raises(rt.ConnectionLost), rt.client(server.url, bare(rt)).stream(binary(rt)) as response:
        response.read()
