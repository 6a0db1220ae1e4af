"""I29, as far as the session goes: tokens do not leave by the back door."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback

import pytest
from anew.runtime.session import (
    FileStore,
    MemoryStore,
    Record,
    RefreshFailed,
    RefreshRejected,
    RefreshUnavailable,
    Session,
    SessionError,
    SessionEvent,
    Snapshot,
    StoreUnavailable,
    TokenGrant,
    TokenSet,
)
from anew.runtime.session.state import Kind, Ticket
from attrs import fields

from .support import PATIENCE, Endpoint, flight_of, renew, snapshot_of, world

CANARY = "canary-7f3a"
TOKENS = TokenSet(f"{CANARY}-access", f"{CANARY}-refresh", gen=1)
GRANT = TokenGrant(f"{CANARY}-access", f"{CANARY}-refresh", expires_in=60)


@pytest.mark.parametrize(
    "value",
    [GRANT, TOKENS, Snapshot(1, TOKENS), Record(1, TOKENS), Ticket(1, "ada", 1, 1, Kind.STORE, GRANT)],
    ids=lambda value: type(value).__name__,
)
def test_i29_no_repr_shows_a_token(value: object) -> None:
    """Values that carry tokens show everything else."""
    assert CANARY not in f"{value!r} {value}"


def test_i29_no_repr_of_what_holds_tokens_shows_one(tmp_path: object) -> None:
    """Sessions, their state, stores and flights show no token either."""
    w = world(Endpoint())
    w.session.login(GRANT)
    flight = w.session.refused(snapshot_of(w.session))

    shown = f"{w.session!r} {w.session._cell.state!r} {w.store!r} {FileStore('x')!r} {flight!r} {MemoryStore()!r}"
    assert CANARY not in shown


@pytest.mark.parametrize(
    "value", [GRANT, TOKENS, Snapshot(1, TOKENS), Record(1, TOKENS)], ids=lambda v: type(v).__name__
)
def test_i29_tokens_are_not_pickled(value: object) -> None:
    """Pickles travel further than one thinks; the error says what to use instead."""
    with pytest.raises(TypeError, match="TokenStore"):
        pickle.dumps(value)


def test_i29_copies_of_tokens_are_the_tokens() -> None:
    """Copying an immutable value gives the value, although it cannot be pickled."""
    assert copy.deepcopy({"tokens": TOKENS})["tokens"] is copy.copy(TOKENS) is TOKENS


def test_i29_the_log_of_a_whole_life_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    """Login, refresh, failures, loss and logout at DEBUG level write no token."""
    answers = [GRANT, ValueError(f"https://x/?refresh={CANARY}"), RefreshRejected("code 401")]
    w = world(Endpoint(script=list(answers), rotating=False))
    with caplog.at_level(logging.DEBUG):
        w.session.login(GRANT)
        renew(w.session)
        with pytest.raises(RefreshFailed):
            renew(w.session)
        w.clock.advance(30)
        with pytest.raises(SessionError):
            flight_of(w.session.admit()).wait(PATIENCE)
        w.session.lost(Snapshot(2, TOKENS), "code 401")
        w.session.logout()

    assert "refresh failed" in caplog.text
    assert CANARY not in caplog.text


def test_i29_an_unforeseen_exception_is_quoted_by_its_type_only() -> None:
    """What a refresher raises may hold a URL with a token: callers and hooks see its type, and the cause itself."""
    w = world(Endpoint(script=[ValueError(CANARY)]))
    with pytest.raises(RefreshFailed) as caught:
        renew(w.session)
    w.hooks.wait_for("refresh_failed")

    assert CANARY not in str(caught.value)
    assert "ValueError" in str(caught.value)
    assert CANARY not in w.hooks.events[-1].detail


def test_i29_a_store_error_is_quoted_by_its_type_only() -> None:
    """What a store raises may hold what was to be written."""
    w = world()
    w.store.save = lambda *args, **named: (_ for _ in ()).throw(ValueError(CANARY))  # type: ignore[method-assign]

    with pytest.raises(StoreUnavailable) as caught:
        renew(w.session)
    assert CANARY not in str(caught.value)


def test_i29_errors_carry_no_token_in_their_text_or_attributes() -> None:
    """An error of a session with secret tokens, pickled or shown with its chain, holds none of them."""
    w = world(Endpoint(script=[RefreshUnavailable("HTTP 503", retry_after=5)]))
    w.session.login(GRANT)
    with pytest.raises(RefreshFailed) as caught:
        renew(w.session)

    shown = "".join(traceback.format_exception(caught.value))
    assert CANARY.encode() not in pickle.dumps(caught.value)
    assert CANARY not in shown + repr(vars(caught.value))


def test_i29_a_pickled_error_keeps_what_a_caller_needs() -> None:
    """Errors travel between processes with their class, text and waiting time."""
    error = pickle.loads(pickle.dumps(RefreshFailed("down", 3.0)))

    assert (type(error), str(error), error.retry_after) == (RefreshFailed, "down", 3.0)


def test_i29_a_session_is_not_pickled() -> None:
    """A session holds tokens and locks; it does not travel."""
    session = Session()
    session.login(GRANT)

    with pytest.raises(TypeError):
        pickle.dumps(session)


def test_i29_events_hold_no_token() -> None:
    """Hooks hear of principals, epochs and generations, and of nothing that carries tokens."""
    names = {attribute.name for attribute in fields(SessionEvent)}

    assert names == {"name", "principal", "epoch", "gen", "detail", "error"}
