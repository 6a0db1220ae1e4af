"""I12 and I13: when only a login helps, and what ends that."""

from __future__ import annotations

import pytest
from anew.runtime.session import (
    Flight,
    LoginRequired,
    Record,
    RefreshRejected,
    Session,
    SessionLost,
    StoreKey,
    TokenGrant,
    TokenSet,
)

from .support import OPTIONS, PATIENCE, Endpoint, flight_of, renew, snapshot_of, world


def test_i12_a_rejected_refresh_token_requires_a_login_and_asks_no_more() -> None:
    """After a permanent failure every call fails with `LoginRequired`, and the server is left alone."""
    cause = RefreshRejected("code 401")
    w = world(Endpoint(script=[cause]))
    with pytest.raises(LoginRequired) as caught:
        renew(w.session)
    for _ in range(3):
        with pytest.raises(LoginRequired):
            w.session.admit()
    w.rest()

    assert caught.value.__cause__ is cause
    assert len(w.endpoint.calls) == 1
    assert w.hooks.names.count("login_required") == 1


def test_i12_the_store_is_read_again_before_a_session_is_declared_dead() -> None:
    """If another process logged in or refreshed while ours was rejected, its tokens are adopted."""
    key = StoreKey("default")
    w = world()

    def somebody_else_refreshes() -> None:
        w.store.save(key, Record(2, TokenSet("elsewhere", "r9", gen=2)), expected=1)

    w.endpoint.hold = somebody_else_refreshes
    w.endpoint.script = [RefreshRejected("used before")]

    assert renew(w.session).access == "elsewhere"
    w.rest()
    assert w.hooks.names == ["refresh_started", "adopted"]


def test_i12_a_login_elsewhere_ends_the_state_of_required_login() -> None:
    """The store is read again from time to time, so a login in another process is noticed; nothing is refreshed."""
    w = world(Endpoint(script=[RefreshRejected("code 401")]))
    with pytest.raises(LoginRequired):
        renew(w.session)
    w.another().session.login(TokenGrant("b0", "r0"))

    with pytest.raises(LoginRequired):
        w.session.admit()
    w.clock.advance(OPTIONS.look_every)
    assert flight_of(w.session.admit()).wait(PATIENCE).access == "b0"
    assert len(w.endpoint.calls) == 1


def test_i12_looking_for_a_login_elsewhere_never_spends_the_dead_token() -> None:
    """As long as the store has nothing newer, looking ends in `LoginRequired` with the first reason."""
    w = world(Endpoint(script=[RefreshRejected("code 401")]))
    with pytest.raises(LoginRequired):
        renew(w.session)
    w.clock.advance(OPTIONS.look_every)

    with pytest.raises(LoginRequired, match="code 401"):
        flight_of(w.session.admit()).wait(PATIENCE)
    assert len(w.endpoint.calls) == 1


def test_i12_a_login_ends_the_state_of_required_login() -> None:
    """After a login calls go out again, and the refresh token of that login is good for refreshing."""
    w = world(Endpoint(script=[RefreshRejected("code 401")]))
    with pytest.raises(LoginRequired):
        renew(w.session)
    w.session.login(w.endpoint.grant())

    assert renew(w.session).access == "a2"


def test_i12_a_session_without_refresher_requires_a_login_at_expiry() -> None:
    """Without a refresher an expiry cannot be healed; calls are told so."""
    w = world(refresher=None)

    with pytest.raises(LoginRequired, match="no refresher"):
        renew(w.session)


def test_i13_a_lost_session_neither_refreshes_nor_stops_other_calls() -> None:
    """The signal "not authenticated" makes an error for that call; no refresh is made."""
    w = world()
    error = w.session.lost(snapshot_of(w.session), "code 401")
    w.rest()

    assert isinstance(error, SessionLost)
    assert "code 401" in str(error)
    assert not w.endpoint.calls
    assert snapshot_of(w.session).access == "a0"


def test_i13_a_lost_session_adopts_a_login_made_elsewhere() -> None:
    """After "not authenticated" the store is read in the background, so the next calls use a newer login."""
    w = world()
    w.another().session.login(TokenGrant("b0", "rb"))
    w.session.lost(snapshot_of(w.session))
    w.hooks.wait_for("adopted")

    assert snapshot_of(w.session).access == "b0"


def test_an_anonymous_session_requires_a_login() -> None:
    """Without tokens anywhere a call fails with `LoginRequired` before it is sent."""
    w = world(login=False)

    with pytest.raises(LoginRequired):
        w.session.admit()


def test_an_anonymous_session_finds_a_login_made_elsewhere() -> None:
    """A session that nobody logged in to adopts the login that another one makes on the same store."""
    w = world(login=False)
    w.another().session.login(w.endpoint.grant())
    w.clock.advance(OPTIONS.look_every)

    step: object = w.session.admit()

    assert isinstance(step, Flight)
    assert step.wait(PATIENCE).access == "a0"


def test_a_session_starts_with_what_its_store_holds() -> None:
    """A second session on a store that holds a login is logged in at once."""
    w = world()

    assert snapshot_of(Session(store=w.store, clock=w.clock)).access == "a0"
