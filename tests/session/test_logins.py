"""I25 to I27: whose tokens they are, and which of several writers wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.runtime.session import (
    FileStore,
    LoginRequired,
    MemoryStore,
    Record,
    RefreshRejected,
    Session,
    SessionChanged,
    StoreKey,
    StoreUnavailable,
    TokenGrant,
    TokenSet,
)

from .support import (
    KEY,
    OPTIONS,
    PATIENCE,
    Countdown,
    Endpoint,
    FakeClock,
    flight_of,
    join,
    renew,
    snapshot_of,
    spawn,
    stored,
    world,
)


def test_i25_tokens_of_another_principal_are_not_adopted() -> None:
    """A store that answers with somebody else's tokens is not believed, and nothing is spent or overwritten."""
    w = world()
    foreign = Record(7, TokenSet("b0", "rb", principal="bob", gen=7))
    w.store.save(KEY, foreign, expected=1)

    with pytest.raises(StoreUnavailable, match="another principal"):
        renew(w.session)
    assert w.store.load(KEY) is foreign
    assert not w.endpoint.calls


def test_i25_who_waited_under_the_old_login_is_not_replayed_under_a_new_one() -> None:
    """A login of somebody else in the middle of a flight ends the wait with `SessionChanged`."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    with pytest.raises(SessionChanged):
        flight.wait(PATIENCE)
    gate.arrive()
    w.session.close()
    assert w.session.tokens is not None
    assert w.session.tokens.access == "b0"


def test_i25_a_refusal_of_the_old_logins_token_is_not_replayed_under_a_new_one() -> None:
    """A call sent before the login and refused after it raises `SessionChanged`; nothing is refreshed."""
    w = world()
    old = snapshot_of(w.session)
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    with pytest.raises(SessionChanged):
        w.session.refused(old)
    with pytest.raises(SessionChanged):
        w.session.refused_again(old)
    assert not w.endpoint.calls


def test_i25_each_principal_has_a_record_of_its_own() -> None:
    """Logging in as somebody else leaves the first one's tokens in the store."""
    w = world(principal="ada")
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    assert stored(w.store, StoreKey("ada")).access == "a0"
    assert stored(w.store, StoreKey("bob")).access == "b0"


def test_i25_a_refresh_under_way_is_stored_for_the_principal_it_belongs_to() -> None:
    """A rotation that ends after somebody else logged in is kept under its own principal's key."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), principal="ada")
    w.session.refused(snapshot_of(w.session))
    w.hooks.wait_for("refresh_started")
    w.session.login(TokenGrant("b0", "rb"), principal="bob")
    gate.arrive()
    w.session.close()

    assert stored(w.store, StoreKey("ada")).access == "a1"
    assert stored(w.store, StoreKey("bob")).access == "b0"


def test_i26_logging_out_during_a_flight_discards_its_result() -> None:
    """The refresh ends, its tokens are neither current nor stored, and the session stays logged out."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    w.hooks.wait_for("refresh_started")
    gone = w.session.logout()
    gate.arrive()
    with pytest.raises(SessionChanged):
        flight.wait(PATIENCE)
    w.session.close()

    assert gone is not None
    assert gone.access == "a0"
    assert w.session.tokens is None
    assert w.store.load(KEY) == Record(2, None)


def test_i26_after_logging_out_calls_require_a_login() -> None:
    """Nothing brings the tokens back, neither at once nor when the store is looked at again."""
    w = world()
    w.session.logout()
    with pytest.raises(LoginRequired, match="logged out"):
        w.session.admit()
    w.clock.advance(OPTIONS.look_every)

    with pytest.raises(LoginRequired):
        flight_of(w.session.admit()).wait(PATIENCE)


def test_i26_logging_out_elsewhere_ends_in_a_required_login() -> None:
    """A process that is refused after another one logged out finds the mark in the store, and refreshes nothing."""
    w = world()
    w.another().session.logout()

    with pytest.raises(LoginRequired, match="logged out by another"):
        renew(w.session)
    assert not w.endpoint.calls


def test_i26_tokens_that_cannot_be_removed_from_the_store_do_not_come_back() -> None:
    """If the store fails, logging out says so, and this session does not read them again."""
    w = world()
    w.store.save = lambda *args, **named: (_ for _ in ()).throw(OSError())  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        w.session.logout()
    w.clock.advance(3600)

    with pytest.raises(LoginRequired):
        w.session.admit()


def test_i27_a_paused_holder_does_not_overwrite_a_newer_token() -> None:
    """A refresh whose lock was lost finds a newer generation when it saves, and yields to it."""
    w = world()

    def somebody_else_wins() -> None:
        w.store.save(KEY, Record(5, TokenSet("newer", "r5", gen=5)), expected=1)

    w.endpoint.hold = somebody_else_wins

    assert renew(w.session).access == "newer"
    assert stored(w.store).access == "newer"


def test_i27_a_store_that_was_emptied_meanwhile_is_filled_again() -> None:
    """Somebody deleted the file in the middle of a refresh: the new tokens are stored, not dropped."""
    w = world()

    def vanish() -> None:
        assert isinstance(w.store, MemoryStore)
        w.store._records.clear()

    w.endpoint.hold = vanish

    assert renew(w.session).access == stored(w.store).access == "a1"


def test_i27_of_two_logins_at_once_the_stores_order_counts() -> None:
    """Sessions that log in at the same time end with different generations, and the last one is stored."""
    w = world(login=False)
    sessions = [w.another().session for _ in range(8)]
    join([spawn(session.login, TokenGrant(f"t{n}", "r")) for n, session in enumerate(sessions)])

    tokens = [session.tokens for session in sessions]
    assert sorted(token.gen for token in tokens if token) == list(range(1, 9))
    assert stored(w.store).gen == 8


def test_a_new_session_tells_the_tokens_of_a_shared_store(tmp_path: Path) -> None:
    """`if session.tokens is None: login()` logs in once: who asks before the first call hears of the stored login."""
    first = Session(store=FileStore(tmp_path), principal="ada")
    assert first.tokens is None
    first.login(TokenGrant("a", "r"))
    second = Session(store=FileStore(tmp_path), principal="ada")

    assert second.tokens is not None
    assert second.tokens.access == "a"
    assert Session(store=FileStore(tmp_path), principal="bob").tokens is None


def test_a_logged_out_session_tells_no_tokens_of_its_store(tmp_path: Path) -> None:
    """Neither the one that logged out, nor the next one."""
    first = Session(store=FileStore(tmp_path))
    first.login(TokenGrant("a", "r"))
    first.logout()

    assert first.tokens is None
    assert Session(store=FileStore(tmp_path)).tokens is None


def test_a_login_that_ended_in_the_store_is_not_the_same_as_none(tmp_path: Path) -> None:
    """A new process whose refresh is refused still tells the dead tokens, so that nothing is sent as anonymous."""

    def refuse(tokens: TokenSet) -> TokenGrant:
        raise RefreshRejected("spent")

    clock = FakeClock()
    Session(store=FileStore(tmp_path), clock=clock).login(TokenGrant("a", "r", expires_in=100))
    clock.advance(200)
    second = Session(refuse, store=FileStore(tmp_path), clock=clock)
    with pytest.raises(LoginRequired):
        flight_of(second.admit()).wait(PATIENCE)

    assert second.tokens is not None
