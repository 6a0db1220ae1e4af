"""A refresh that is not answered: the same refresh token is presented again while servers still forgive that."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.api import api, log_in, operation
from tests.runtime.wire import Server, enveloped

GRACE = 4.0
"""Seconds in which the second use must have begun; the shortest documented grace is 5 s."""


class Clock:
    """Time that passes when somebody sleeps, or waits in vain."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_800_000_000.0 + self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Silence:
    """A token endpoint that takes a request and says nothing, for as long as the request is willing to wait."""

    def __init__(self, rt: Any, clock: Clock, answers: int = 0) -> None:
        self.presented: list[tuple[float, bytes]] = []
        self.patience: list[dict[str, float | None]] = []
        self._rt, self._clock, self._silent = rt, clock, answers
        self.client = rt.httpx.Client(transport=rt.httpx.MockTransport(self._answer))

    def _answer(self, request: Any) -> Any:
        self.presented.append((self._clock.now, request.read()))
        self.patience.append(request.extensions["timeout"])
        if len(self.presented) <= self._silent:
            self._clock.sleep(self.patience[-1]["read"] or 1e9)
            raise self._rt.httpx.ReadTimeout("nothing came", request=request)
        return self._rt.httpx.Response(200, json={"code": 200, "data": {"access": "a2", "refresh": "r2"}})


def refused(rt: Any, server: Server, silence: Silence, clock: Clock, **given: Any) -> Any:
    """Make a call that is refused, with a client whose refreshes meet the silence."""
    server.answer = lambda request: enveloped("fine") if request.header("token") == "a2" else enveloped(None, 409)
    client = rt.client(server.url, api(rt), session=rt.Session(clock=clock), auth_client=silence.client, **given)
    log_in(rt, client)
    return client.send(rt.Call(operation(rt)))


@pytest.mark.parametrize("given", [{}, {"timeout": 60.0}, {"timeout": None}])
def test_i34_refresh_token_is_presented_again_within_the_grace(rt: Any, server: Server, given: dict[str, Any]) -> None:
    """With default options the second use begins within 4 s of the first, however patient the client's calls are."""
    clock = Clock()
    silence = Silence(rt, clock, answers=1)
    value = refused(rt, server, silence, clock, **given)
    (first, body), (second, same) = silence.presented

    assert (value, body) == ("fine", same)
    assert second - first <= GRACE


def test_i34_uncertain_outcome_is_not_tried_a_third_time(rt: Any, server: Server) -> None:
    """Two silences end the flight: whoever waits is told, and nothing is presented later than that."""
    clock = Clock()
    silence = Silence(rt, clock, answers=5)
    with pytest.raises(rt.RefreshFailed):
        refused(rt, server, silence, clock)

    assert len(silence.presented) == 2


def test_patience_with_a_refresh_can_be_set(rt: Any, server: Server) -> None:
    """Where a server is slow and forgiving, `refresh_timeout` waits longer; connecting keeps the client's time-out."""
    clock = Clock()
    silence = Silence(rt, clock)
    refused(rt, server, silence, clock, refresh_timeout=20.0, timeout=7.0)

    assert silence.patience == [{"connect": 7.0, "read": 20.0, "write": 7.0, "pool": 7.0}]


def test_login_is_waited_for_like_a_call(rt: Any, server: Server) -> None:
    """Password hashing takes its time: the refresh's short patience is not the login's."""
    silence = Silence(rt, Clock())
    client = rt.client(server.url, api(rt), auth_client=silence.client)
    client._login(rt.Call(operation(rt, "POST", "/login")))

    assert silence.patience[0]["read"] == 30.0
