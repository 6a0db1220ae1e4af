"""Claims about processes: they share records and locks, and one that is killed or forked leaves no harm behind."""

# ruff: noqa: S101 - these are tests

from __future__ import annotations

import threading
from contextlib import ExitStack

from .children import add, add_on_and_on, child, go_on_after_fork, hold, swap
from .subject import MOMENT, PATIENCE, Subject, a_record, at_once, fresh_key, generation, locks, whole


def test_processes_see_what_each_other_save(subject: Subject) -> None:
    """Another process finds the record, replaces it, and the first one finds that."""
    store, key = subject.make_shared(), fresh_key()
    store.save(key, a_record(1), expected=0)
    with child("spawn", swap, subject, key) as other:
        heard = other.hear()

        assert heard == (1, True)
        assert store.load(key) == a_record(2, "child")
        assert not store.save(key, a_record(2), expected=1)


def test_no_increase_of_another_process_is_lost(subject: Subject) -> None:
    """Processes that save on top of each other, ten times each: as many generations."""
    store, key = subject.make_shared(), fresh_key()
    with ExitStack() as stack:
        others = [stack.enter_context(child("spawn", add, subject, key, f"child {n}", 10)) for n in range(3)]
        for other in others:
            other.hear()
        for other in others:
            other.tell()
        for other in others:
            other.hear()

    assert generation(store, key) == 30


def test_the_lock_keeps_other_processes_out(subject: Subject) -> None:
    """While another process holds it, it is not to be had; then it is."""
    store, key = subject.make_shared(), fresh_key()
    with child("spawn", hold, subject, key) as other:
        other.hear()
        during = locks(store, key, MOMENT)
        other.tell()
        other.hear()

        assert (during, locks(store, key, PATIENCE)) == (False, True)


def test_the_lock_of_a_killed_process_is_free(subject: Subject) -> None:
    """A holder that dies, at any moment and in any way, keeps nobody waiting for ever."""
    store, key = subject.make_shared(), fresh_key()
    with child("spawn", hold, subject, key) as other:
        other.hear()
        during = locks(store, key, MOMENT)
        other.kill()

        assert (during, locks(store, key, PATIENCE)) == (False, True)


def test_a_process_killed_while_saving_leaves_a_whole_record(subject: Subject) -> None:
    """What it said it had saved is there, or the next, whole; and others save on."""
    store, key = subject.make_shared(), fresh_key()
    with child("spawn", add_on_and_on, subject, key, 3_000) as other:
        heard = [other.hear() for _ in range(5)]
        other.kill()

        found = whole(store.load(key), size=3_000)
        assert found.gen >= heard[-1]
        assert store.save(key, a_record(found.gen + 1), expected=found.gen)


def test_a_store_goes_on_after_a_fork(subject: Subject) -> None:
    """A forked child uses the store it came with, though a thread of its parent was inside.

    A lock that the parent holds is still the parent's if the store is shared, and nobody's if it is not.
    """
    store, held, other = subject.make(), fresh_key(), fresh_key()
    store.save(other, a_record(1), expected=0)
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with store.lock(held, PATIENCE):
            entered.set()
            leave.wait(PATIENCE)

    def fork() -> None:
        assert entered.wait(PATIENCE)
        with child("fork", go_on_after_fork, store, held, other) as forked:
            try:
                assert forked.hear() == (not store.shared, True), "locks"
                assert forked.hear(), "saving"
            finally:
                leave.set()
            forked.tell()
            assert forked.hear(), "the lock that the parent has left"

    at_once(stay, fork)

    assert store.load(other) == (a_record(2, "child") if store.shared else a_record(1))
