"""Claims about the lock: one holder at a time for each key, an end to waiting, and nothing else in anybody's way."""

# ruff: noqa: S101 - these are tests

from __future__ import annotations

import threading
import time
from functools import partial

from ..protocol import StoreKey
from .subject import MOMENT, PATIENCE, Subject, a_record, at_once, fresh_key, locks


def test_the_lock_keeps_other_threads_out(subject: Subject) -> None:
    """While it is held, another thread cannot have it."""
    store, key = subject.make(), fresh_key()
    outcomes: list[bool] = []
    with store.lock(key, PATIENCE):
        at_once(lambda: outcomes.append(locks(store, key, MOMENT)))

    assert outcomes == [False]


def test_the_lock_can_be_had_again(subject: Subject) -> None:
    """Who leaves the block gives it back, to themselves and to others."""
    store, key = subject.make(), fresh_key()
    outcomes = [locks(store, key, PATIENCE), locks(store, key, PATIENCE)]
    at_once(lambda: outcomes.append(locks(store, key, PATIENCE)))

    assert outcomes == [True] * 3


def test_the_lock_is_given_back_by_an_exception(subject: Subject) -> None:
    """A block that raises gives it back, and the exception goes on."""
    store, key = subject.make(), fresh_key()
    raised: list[BaseException] = []
    try:
        with store.lock(key, PATIENCE):
            raise KeyboardInterrupt
    except KeyboardInterrupt as error:
        raised.append(error)

    assert raised
    assert locks(store, key, PATIENCE)


def test_waiting_for_the_lock_ends(subject: Subject) -> None:
    """Who waits longer than their time-out gets a `TimeoutError`, soon; with none they do not wait at all."""
    store, key = subject.make(), fresh_key()
    with store.lock(key, PATIENCE):
        start = time.monotonic()
        at_once(lambda: locks(store, key, 0), lambda: locks(store, key, MOMENT))

    assert time.monotonic() - start < PATIENCE / 4


def test_whoever_waits_gets_the_lock(subject: Subject) -> None:
    """A thread that waits goes on once the holder has left."""
    store, key = subject.make(), fresh_key()
    entered = threading.Event()

    def wait() -> None:
        with store.lock(key, PATIENCE):
            entered.set()

    thread = threading.Thread(target=wait, daemon=True)
    with store.lock(key, PATIENCE):
        thread.start()
        assert not entered.wait(MOMENT)

    assert entered.wait(PATIENCE)
    thread.join(PATIENCE)


def test_one_thread_at_a_time_holds_the_lock(subject: Subject) -> None:
    """Of many threads that take it again and again there are never two inside."""
    store, key = subject.make(), fresh_key()
    inside: list[int] = []
    most: list[int] = []

    def enter(number: int) -> None:
        for _ in range(5):
            with store.lock(key, PATIENCE):
                inside.append(number)
                threading.Event().wait(MOMENT / 10)  # for others to come in, if they can
                most.append(len(inside))
                inside.remove(number)

    at_once(*(partial(enter, number) for number in range(4)))

    assert most == [1] * 20


def test_two_stores_share_the_lock(subject: Subject) -> None:
    """Of stores on the same place, if they are shared, one keeps the other out."""
    one, other, key = subject.make_shared(), subject.make(), fresh_key()
    outcomes: list[bool] = []
    with one.lock(key, PATIENCE):
        at_once(lambda: outcomes.append(locks(other, key, MOMENT)))
    outcomes.append(locks(other, key, PATIENCE))

    assert outcomes == [False, True]


def test_other_keys_have_other_locks(subject: Subject) -> None:
    """A refresh for one principal, or one scope, holds nobody else up."""
    store, key = subject.make(), fresh_key()
    others = [fresh_key(), StoreKey(key.principal, "another scope"), StoreKey(key.principal + "!", key.scope)]
    outcomes: list[bool] = []
    with store.lock(key, PATIENCE):
        at_once(lambda: outcomes.extend(locks(store, other, MOMENT) for other in others))

    assert outcomes == [True] * 3


def test_the_lock_is_in_nobodys_way_who_reads_or_saves(subject: Subject) -> None:
    """Login and logout write while a refresh holds the lock; others read."""
    store, key = subject.make(), fresh_key()
    with store.lock(key, PATIENCE):
        at_once(lambda: store.save(key, a_record(1), expected=0))
        assert store.load(key) == a_record(1)
        assert store.save(key, a_record(2), expected=1)

    assert store.load(key) == a_record(2)
