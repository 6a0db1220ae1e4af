"""What a session tells its hooks, and what hooks cannot break."""

from __future__ import annotations

import pytest
from anew.runtime.session import Hooks, LoginRequired, RefreshFailed, RefreshRejected, RefreshUnavailable, SessionEvent

from .support import PATIENCE, Endpoint, flight_of, renew, world


def test_a_refresh_is_told_from_start_to_end() -> None:
    """The start names the old generation, the end the new one."""
    w = world()
    renew(w.session)
    w.hooks.wait_for("refresh_done")

    assert [(event.name, event.gen) for event in w.hooks.events] == [("refresh_started", 1), ("refresh_done", 2)]


def test_a_failure_is_told_with_reason_and_cause() -> None:
    """A transient failure is one event for all who waited, with what the refresher said."""
    cause = RefreshUnavailable("HTTP 503", retry_after=5)
    w = world(Endpoint(script=[cause]))
    with pytest.raises(RefreshFailed):
        renew(w.session)
    w.hooks.wait_for("refresh_failed")

    event = w.hooks.events[-1]
    assert (event.detail, event.error) == ("the refresh failed for now: HTTP 503", cause)


def test_a_required_login_is_told_once() -> None:
    """However often calls run into it, and however often the store is looked at in vain, one event is sent."""
    w = world(Endpoint(script=[RefreshRejected("code 401")]))
    with pytest.raises(LoginRequired):
        renew(w.session)
    for _ in range(3):
        w.clock.advance(5)
        with pytest.raises(LoginRequired):
            flight_of(w.session.admit()).wait(PATIENCE)
    w.session.close()

    assert w.hooks.names == ["refresh_started", "login_required"]


def test_a_replay_is_told_by_the_executor() -> None:
    """Only who sends knows that it was sent again; the event names the new generation."""
    w = world()
    w.session.replayed(renew(w.session))

    assert [event.gen for event in w.hooks.events if event.name == "replayed"] == [2]


def test_hooks_that_raise_break_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """An exception in a hook is logged, and the refresh goes on."""

    class Clumsy(Hooks):
        def refresh_started(self, event: SessionEvent) -> None:
            raise ValueError("clumsy")

        refresh_done = refresh_started

    w = world()
    session = w.another(hooks=Clumsy()).session

    assert renew(session).access == "a1"
    session.close()
    assert "a hook failed on refresh_started" in caplog.text
    assert "a hook failed on refresh_done" in caplog.text
