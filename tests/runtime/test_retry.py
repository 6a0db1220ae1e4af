"""Repetitions: what is worth one, how long the pause is, and that bodies survive it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from email.utils import formatdate
from typing import Any

import pytest

from tests.runtime.api import Backend, api, bare, log_in, operation
from tests.runtime.wire import Server, enveloped, reply

DOWN = "http://127.0.0.1:1"


class Clocked:
    """A client that notes its pauses instead of making them."""

    def __init__(self, rt: Any, base_url: str, described: Any = None, **arguments: Any) -> None:
        self.rt = rt
        self.pauses: list[float] = []
        self.client = rt.client(base_url, described or bare(rt), **arguments)
        self.client._driver._sleep = self.pauses.append

    def send(self, call: Any) -> Any:
        """Make a call."""
        return self.client.send(call)


def in_turn(*answers: Any) -> Any:
    """Give one answer after the other; the last one again and again."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_idempotent_call_is_repeated(rt: Any, server: Server, status: int, method: str) -> None:
    """429 and the statuses of a server in trouble are repeated for idempotent methods."""
    server.answer = in_turn(reply(status), reply(204))
    Clocked(rt, server.url).send(rt.Call(operation(rt, method)))

    assert len(server.received) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501, 505])
def test_other_statuses_are_delivered_at_once(rt: Any, server: Server, status: int) -> None:
    """What would be answered the same again is not asked again."""
    server.answer = in_turn(reply(status))
    with pytest.raises(rt.ApiError):
        Clocked(rt, server.url).send(rt.Call(operation(rt)))

    assert len(server.received) == 1


@pytest.mark.parametrize(("headers", "attempts"), [({}, 1), ({"Idempotency-Key": "k"}, 2)])
def test_post_is_repeated_with_an_idempotency_key_only(
    rt: Any, server: Server, headers: dict[str, str], attempts: int
) -> None:
    """A POST that may have been carried out is repeated only if the server can tell that it is the same one."""
    server.answer = in_turn(reply(503), enveloped("done"))
    clocked = Clocked(rt, server.url)
    call = rt.Call(operation(rt, "POST"), body={"a": 1}).with_options(headers=headers)
    with suppress(rt.ServiceUnavailable):
        clocked.send(call)

    assert [request.body for request in server.received] == [b'{"a":1}'] * attempts


def test_broken_connection_is_repeated_for_idempotent_methods(rt: Any, server: Server) -> None:
    """A server that breaks off without an answer is asked again for a GET, and not for a POST."""
    server.answer = in_turn(None, enveloped("fine"))
    value = Clocked(rt, server.url).send(rt.Call(operation(rt)))
    server.answer = in_turn(None)
    with pytest.raises(rt.ConnectionLost):
        Clocked(rt, server.url).send(rt.Call(operation(rt, "POST")))

    assert (value, len(server.received)) == ("fine", 3)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_failed_connection_is_repeated_for_every_method(rt: Any, method: str) -> None:
    """Nothing was sent, so nothing can be done twice; in the end the error names the operation."""
    clocked = Clocked(rt, DOWN, retries=3)
    with pytest.raises(rt.ConnectFailed, match="thing: no connection"):
        clocked.send(rt.Call(operation(rt, method)))

    assert len(clocked.pauses) == 3


def test_timed_out_answer_is_not_repeated(rt: Any, server: Server) -> None:
    """Who has waited as long as they wanted to is told so at once."""
    enough = threading.Event()
    server.answer = lambda _: [b"" if enough.wait(10) else b"x"]
    clocked = Clocked(rt, server.url, timeout=0.05)
    with pytest.raises(rt.TimedOut):
        clocked.send(rt.Call(operation(rt)))
    enough.set()

    assert clocked.pauses == []


def test_retries_are_counted_per_call_client_and_view(rt: Any, server: Server) -> None:
    """The call's own number goes before that of the view, this before that of the client."""
    server.answer = in_turn(reply(503))
    client = Clocked(rt, server.url, retries=3)
    counts = []
    for sender, call in (
        (client.client, rt.Call(operation(rt))),
        (client.client.with_options(retries=1), rt.Call(operation(rt))),
        (client.client.with_options(retries=1), rt.Call(operation(rt)).with_options(retries=0)),
    ):
        server.received.clear()
        with pytest.raises(rt.ServiceUnavailable):
            sender.send(call)
        counts.append(len(server.received))

    assert counts == [4, 2, 1]


def test_pauses_grow_with_full_jitter(rt: Any) -> None:
    """The upper bound doubles up to a cap; anything below it may be drawn."""
    pace = rt.module("retry").Pace(random=lambda: 1.0)
    least = rt.module("retry").Pace(random=lambda: 0.0)

    assert [pace.pause(attempt, None) for attempt in range(6)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0]
    assert least.pause(5, None) == 0.0


def test_server_is_given_the_time_it_asks_for(rt: Any) -> None:
    """`Retry-After` is a lower bound; if it asks for more than patience allows, there is no repetition."""
    pace = rt.module("retry").Pace(random=lambda: 1.0)

    assert [pace.pause(0, 3.0), pace.pause(0, 61.0)] == [3.5, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (formatdate(1_000_030, usegmt=True), 30.0),
        (formatdate(999_000, usegmt=True), 0.0),
        ("-1", None),
        ("nan", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_in_both_forms(rt: Any, text: str, expected: float | None) -> None:
    """Seconds and HTTP dates are read; what is neither says nothing."""
    assert rt.module("retry").wait_asked_for(text, lambda: 1_000_000.0) == expected


def test_retry_after_is_honoured_on_the_way(rt: Any, server: Server) -> None:
    """The pause before the repetition is at least what the server asked for, and the error carries it."""
    server.answer = in_turn(reply(429, headers=[("Retry-After", "7")]))
    clocked = Clocked(rt, server.url, retries=1)
    with pytest.raises(rt.RateLimited) as caught:
        clocked.send(rt.Call(operation(rt)))

    assert (caught.value.retry_after, 7 <= clocked.pauses[0] <= 7.5) == (7.0, True)


def test_throttling_by_code_is_repeated_too(rt: Any, server: Server) -> None:
    """A business code that `sdk.yaml` calls RateLimited is repeated, after the time named at its location."""
    rule = rt.ErrorRule(when=(rt.Signal(code=("9001",)),), raises="RateLimited", retry_after=("/data/wait",))
    server.answer = in_turn(enveloped({"wait": 3}, 9001), enveloped("fine"))
    clocked = Clocked(rt, server.url, bare(rt, errors=(rule,)))

    assert clocked.send(rt.Call(operation(rt))) == "fine"
    assert 3 <= clocked.pauses[0] <= 3.5


def test_i28_consumed_body_is_not_repeated(rt: Any, server: Server) -> None:
    """A PUT whose body is gone delivers the server's error instead of failing on its own body."""
    server.answer = in_turn(reply(503))
    call = rt.Call(operation(rt, "PUT"), body=iter([b"1"]), content_type="application/octet-stream")
    with pytest.raises(rt.ServiceUnavailable):
        Clocked(rt, server.url).send(call)

    assert len(server.received) == 1


def test_refusal_does_not_count_as_an_attempt(rt: Any, server: Server) -> None:
    """A call without repetitions is replayed after a refresh all the same."""
    backend = Backend(server)
    backend.expire()
    clocked = Clocked(rt, server.url, api(rt), retries=0)
    log_in(rt, clocked.client)

    assert clocked.send(rt.Call(operation(rt))) == "fine"


def test_tasks_pause_the_same_way(rt: Any, server: Server) -> None:
    """The async client repeats what the sync client repeats."""
    server.answer = in_turn(reply(503), enveloped("fine"))
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    async def main() -> Any:
        async with rt.aclient(server.url, bare(rt)) as client:
            client._driver._sleep = note
            return await client.send(rt.Call(operation(rt)))

    assert (asyncio.run(main()), len(pauses)) == ("fine", 1)
