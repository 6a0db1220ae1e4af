"""Turns that a refresh rarely takes: what others do to the store between two of its steps."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from anew.runtime.session import (
    LoginRequired,
    MemoryStore,
    Phase,
    Record,
    RefreshRejected,
    SessionChanged,
    SessionClosed,
    StoreKey,
    StoreUnavailable,
    TokenGrant,
    TokenSet,
)
from attrs import evolve

from .support import OPTIONS, PATIENCE, Endpoint, World, flight_of, renew, snapshot_of, world

KEY = StoreKey("default")
Turn = Callable[[], object]


class Turning(MemoryStore):
    """A store that writes down what is asked of it, and lets others act before a step."""

    def __init__(self) -> None:
        super().__init__()
        self.diary: list[str] = []
        self.turns: dict[str, Turn] = {}
        """By step: `lock`, `load`, `intent`, `save`."""

    def _turn(self, step: str) -> object:
        self.diary.append(step)
        return self.turns.get(step, lambda: None)()

    def load(self, key: StoreKey) -> Record | None:
        self._turn("load")
        return super().load(key)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        if self._turn("intent" if record.intent else "save") == "lost":
            return False
        return super().save(key, record, expected=expected)

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        with super().lock(key, timeout):
            self._turn("lock")
            yield

    def put(self, gen: int, *, logged_out: bool = False, life: float | None = None) -> None:
        """Write a record past everybody, as another process may."""
        expires_at = None if life is None else 1_800_000_000.0 + life
        tokens = TokenSet(f"elsewhere{gen}", f"e{gen}", expires_at, gen=gen, lifetime=life)
        self._records[KEY] = Record(gen, None if logged_out else tokens)

    def only_once(self, step: str, act: Turn) -> None:
        """Let somebody act before the next such step, and not before those after it."""

        def turn() -> object:
            del self.turns[step]
            return act()

        self.turns[step] = turn


def disk_full() -> NoReturn:
    raise OSError(28, "No space left on device")


def turning(endpoint: Endpoint | None = None, **given: Any) -> tuple[World, Turning]:
    store = Turning()
    w = world(endpoint, store=store, **given)
    store.diary.clear()
    return w, store


def test_adopting_reads_once() -> None:
    """What another process obtained is read under the lock, and that is all."""
    w, store = turning()
    store.put(2)

    assert renew(w.session).access == "elsewhere2"
    w.rest()
    assert store.diary == ["lock", "load"]


def test_without_a_refresher_the_store_is_read_once_and_not_written() -> None:
    """There is nothing to be intended."""
    w, store = turning(refresher=None)
    with pytest.raises(LoginRequired):
        renew(w.session)
    w.rest()

    assert store.diary == ["lock", "load"]


def test_looking_for_a_login_elsewhere_does_not_queue_for_the_lock() -> None:
    """A process that waits for a login is not held up by one that refreshes."""
    w, store = turning(Endpoint(script=[RefreshRejected("revoked")]))
    with pytest.raises(LoginRequired):
        renew(w.session)
    w.rest()
    w.clock.advance(OPTIONS.look_every)
    store.diary.clear()
    with pytest.raises(LoginRequired):
        flight_of(w.session.admit()).wait(PATIENCE)
    w.rest()

    assert store.diary == ["load"]


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (lambda w: w.session.close(0), SessionClosed),
        (lambda w: w.session.login(TokenGrant("b0", "rb")), SessionChanged),
    ],
    ids=["closed", "login"],
)
def test_i25_a_flight_that_waited_for_the_lock_past_the_end_of_its_epoch_does_nothing(
    ending: Callable[[World], object], told: type[Exception]
) -> None:
    """When it gets the lock at last it neither reads nor spends anything."""
    w, store = turning()
    store.only_once("lock", lambda: ending(w))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    with pytest.raises(told):
        flight.wait(PATIENCE)
    w.rest()

    assert store.diary[-1] in ("lock", "save")  # the login's own
    assert not w.endpoint.calls


def test_i22_a_login_elsewhere_between_reading_and_intending_is_adopted() -> None:
    """The intent is not written over it; the store is read again."""
    w, store = turning()
    store.only_once("intent", lambda: store.put(5))

    assert renew(w.session).access == "elsewhere5"
    assert not w.endpoint.calls


def test_i9_a_store_that_never_takes_the_intent_ends_the_flight() -> None:
    """After a few rounds the flight gives up, for now, with nothing spent."""
    w, store = turning()
    store.turns["intent"] = lambda: "lost"

    with pytest.raises(StoreUnavailable, match="again and again while refreshing"):
        renew(w.session)
    assert store.diary.count("intent") == 5
    assert not w.endpoint.calls
    assert w.session.tokens is not None


def test_i9_what_the_store_failed_at_is_named() -> None:
    """A store that cannot be read is told from one that cannot be written."""
    w, store = turning()
    store.turns["load"] = disk_full

    with pytest.raises(StoreUnavailable, match="reading the token store failed with OSError"):
        renew(w.session)


def test_i9_a_store_that_explains_itself_is_quoted() -> None:
    """What a store says of its own trouble was written to be read; anything else is named by its type."""
    w, store = turning()

    def down() -> NoReturn:
        raise StoreUnavailable("no route to it")

    store.turns["load"] = down
    with pytest.raises(StoreUnavailable, match="no route to it"):
        renew(w.session)


def test_i25_finding_somebody_elses_tokens_is_a_failure_for_now() -> None:
    """Whoever put them there may take them away, so no login is demanded."""
    w, store = turning()
    store._records[KEY] = Record(7, TokenSet("b0", "rb", principal="bob", gen=7))

    with pytest.raises(StoreUnavailable):
        renew(w.session)
    assert w.session.phase is Phase.BACKOFF


def test_i12_a_rejected_token_that_was_replaced_by_an_expired_one_is_no_reason_for_a_login() -> None:
    """While ours was rejected others refreshed, and theirs has expired too: its refresh token is spent."""
    w, store = turning(Endpoint(script=[RefreshRejected("used before")], rotating=False))
    w.endpoint.hold = lambda: store.put(2, life=0.0) if len(w.endpoint.calls) == 1 else None

    assert renew(w.session).access == "a2"
    assert [tokens.refresh for tokens in w.endpoint.calls] == ["r0", "e2"]


def test_i26_logging_out_elsewhere_during_a_refresh_ends_in_a_required_login() -> None:
    """The new tokens yield to the mark in the store."""
    w, store = turning()
    w.endpoint.hold = lambda: store.put(2, logged_out=True)

    with pytest.raises(LoginRequired, match="logged out by another"):
        renew(w.session)
    assert store.load(KEY) == Record(2, None)


def test_i27_an_older_record_that_came_back_is_overwritten() -> None:
    """Somebody restored a backup in the middle of a refresh: the new tokens are stored all the same."""
    w, store = turning()
    renew(w.session)
    w.endpoint.hold = lambda: store.put(1)
    renew(w.session)

    assert store.load(KEY) == Record(3, w.session.tokens)
    assert "persist_failed" not in w.hooks.names


def test_i27_a_record_that_was_deleted_is_written_again_at_once() -> None:
    """Somebody emptied the store in the middle of a refresh; no attempt to write fails for it."""
    w, store = turning()
    w.endpoint.hold = store._records.clear
    renew(w.session)
    w.rest()

    assert store.load(KEY) == Record(2, w.session.tokens)
    assert w.hooks.names == ["refresh_started", "refresh_done"]


def test_i21_tokens_that_the_store_never_takes_are_told_of() -> None:
    """A store that keeps its old record whatever is written loses no tokens in silence."""
    w, store = turning()
    store.turns["save"] = lambda: "lost"

    assert renew(w.session).access == "a1"
    w.hooks.wait_for("persist_failed")


def test_i21_i26_a_logout_while_writing_is_retried_stays() -> None:
    """Tokens that could not be written at once are not written over the mark of a logout."""
    w, store = turning()
    store.only_once("save", disk_full)
    w.clock.sleep = lambda seconds: w.session.logout()  # type: ignore[method-assign, assignment]
    renew(w.session)
    w.rest()

    record = store.load(KEY)
    assert record is not None
    assert record.tokens is None


def test_i21_tokens_are_written_to_a_store_that_lost_everything() -> None:
    """The disk was replaced between two attempts: there is no record any more, and now there is."""
    w, store = turning()
    broken = [True]

    def fail_once() -> None:
        if broken:
            store._records.clear()
            broken.pop()
            disk_full()

    store.turns["save"] = fail_once
    renew(w.session)
    w.rest()

    assert store.load(KEY) == Record(2, w.session.tokens)


def test_i21_attempts_to_write_are_half_a_minute_apart_at_most() -> None:
    """The pauses double up to thirty seconds."""
    w, store = turning(options=evolve(OPTIONS, persist_retries=11))
    store.turns["save"] = disk_full
    renew(w.session)
    w.rest()

    assert w.clock.slept[-3:] == [25.6, 30.0, 30.0]
