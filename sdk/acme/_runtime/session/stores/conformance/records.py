"""Claims about what is saved: it comes back whole, as it was, under its own key, and only the expected is replaced."""

# ruff: noqa: S101 - these are tests

from __future__ import annotations

from functools import partial

from attrs import evolve

from ...tokens import TokenSet
from ..protocol import Intent, Record, StoreKey, TokenStore
from .subject import Subject, a_record, at_once, fresh_key, generation, increase, whole

LARGE = 10_000
"""Characters in a large token."""

ODD = (
    "",
    " ",
    "A",
    "a",
    "a:b",
    "a/b",
    "../../a",
    "a\\b",
    "a{b}*?[c]",
    "a%2Fb",
    "a\nb",
    "a\0b",
    "'; DROP TABLE records; --",
    "ünï¢ødé",
    "日本語",
    "👩‍💻",
    "a" * 1_000,
)
"""What people and servers are called, and worse."""


def test_a_store_is_a_token_store(subject: Subject) -> None:
    """It has the protocol's methods, and says whether it is shared."""
    store = subject.make()

    assert isinstance(store, TokenStore)
    assert store.shared in (True, False)


def test_what_was_never_saved_is_absent(subject: Subject) -> None:
    """A key that nobody has used has no record."""
    assert subject.make().load(fresh_key()) is None


def test_a_record_comes_back_as_it_was_saved(subject: Subject) -> None:
    """Tokens, times, principal and intent are kept to the last digit."""
    store, key = subject.make(), fresh_key()
    record = a_record(1, "ada", intent=Intent(4321, 1_700_000_000.25))

    assert store.save(key, record, expected=0)
    assert store.load(key) == record


def test_a_record_with_little_in_it_comes_back(subject: Subject) -> None:
    """What is not known stays not known: no refresh token, no expiry, no lifetime."""
    store, key = subject.make(), fresh_key()
    record = Record(7, TokenSet("access", gen=7))

    assert store.save(key, record, expected=0)
    assert store.load(key) == record


def test_a_logout_comes_back(subject: Subject) -> None:
    """The mark that nobody is logged in is kept, with its generation, and the tokens are gone."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(1), expected=0)

    assert store.save(key, Record(2, None), expected=1)
    assert store.load(key) == Record(2, None)


def test_an_intent_is_saved_on_its_own_generation(subject: Subject) -> None:
    """The same generation may be written again: with an intent, and without."""
    store, key = subject.make(), fresh_key()
    record = a_record(1)
    store.save(key, record, expected=0)

    assert store.save(key, evolve(record, intent=Intent(1, 2.0)), expected=1)
    assert store.save(key, record, expected=1)
    assert store.load(key) == record


def test_nothing_is_saved_on_an_absent_record_that_was_expected(subject: Subject) -> None:
    """Who expects a generation where there is none is told so, and nothing is written."""
    store, key = subject.make(), fresh_key()

    assert not store.save(key, a_record(2), expected=1)
    assert store.load(key) is None


def test_nothing_is_saved_on_another_generation(subject: Subject) -> None:
    """Who expects an older or a newer generation, or none, is told so, and the record stays."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(5), expected=0)

    assert [store.save(key, a_record(6, "late"), expected=expected) for expected in (0, 4, 6)] == [False] * 3
    assert store.load(key) == a_record(5)


def test_keys_do_not_meet(subject: Subject) -> None:
    """Principals and scopes of any characters, however alike, have records of their own."""
    store, common = subject.make(), fresh_key().principal
    keys = [StoreKey(common + odd, "s") for odd in ODD] + [StoreKey(common, odd) for odd in ODD]
    keys += [StoreKey(common + ":x", "y"), StoreKey(common, "x:y"), StoreKey(common, "y:x")]
    for number, key in enumerate(keys, start=1):
        assert store.save(key, a_record(number, repr(key)), expected=0), key

    assert [key for number, key in enumerate(keys, start=1) if store.load(key) != a_record(number, repr(key))] == []


def test_large_tokens_come_back(subject: Subject) -> None:
    """Tokens may be of 10,000 characters, also after small ones, and small again after large ones."""
    store, key = subject.make(), fresh_key()
    for gen, size in enumerate((LARGE, 100, LARGE * 2, LARGE, 100), start=1):
        assert store.save(key, a_record(gen, size=size), expected=gen - 1)
        assert store.load(key) == a_record(gen, size=size)


def test_odd_tokens_come_back(subject: Subject) -> None:
    """A token may hold any characters."""
    store, key = subject.make(), fresh_key()
    record = Record(1, TokenSet("".join(ODD), "\n".join(ODD), principal="日本語\0", gen=1))

    assert store.save(key, record, expected=0)
    assert store.load(key) == record


def test_of_many_who_save_at_once_one_wins(subject: Subject) -> None:
    """Threads that all expect the same generation: one saves, the others are told that they did not."""
    store, key = subject.make(), fresh_key()
    outcomes: list[tuple[bool, str]] = []

    def save(mark: str) -> None:
        outcomes.append((store.save(key, a_record(1, mark), expected=0), mark))

    at_once(*(partial(save, f"thread {number}") for number in range(8)))

    [winner] = [mark for won, mark in outcomes if won]
    assert store.load(key) == a_record(1, winner)


def test_no_increase_is_lost(subject: Subject) -> None:
    """Threads that save on top of each other, each eight times: as many generations, and always a whole record."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(1, size=3_000), expected=0)

    def read() -> None:
        for _ in range(20):
            whole(store.load(key), size=3_000)

    at_once(read, *(partial(increase, store, key, f"thread {number}", 8, size=3_000) for number in range(4)))

    assert whole(store.load(key), size=3_000).gen == 1 + 4 * 8


def test_two_stores_see_what_each_other_save(subject: Subject) -> None:
    """Stores on the same place, if they are shared, are of one mind about records and generations."""
    one, other, key = subject.make_shared(), subject.make(), fresh_key()

    assert one.save(key, a_record(1), expected=0)
    assert other.load(key) == a_record(1)
    assert not other.save(key, a_record(1, "late"), expected=0)
    assert other.save(key, a_record(2), expected=1)
    assert one.load(key) == a_record(2)


def test_what_is_damaged_counts_as_absent(subject: Subject) -> None:
    """Data that cannot be understood is no record and no error, and the next record takes its place."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(3, size=LARGE), expected=0)
    subject.corrupt(store, key)

    assert store.load(key) is None
    assert store.save(key, a_record(1), expected=0)
    assert store.load(key) == a_record(1)


def test_what_is_damaged_keeps_nobody_from_saving(subject: Subject) -> None:
    """Who has not read it before can save after at most one failure, which tells them to read."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(3), expected=0)
    subject.corrupt(store, key)
    increase(store, key, "next", 1)

    assert generation(store, key) == 1


def test_a_store_does_not_show_what_it_keeps(subject: Subject) -> None:
    """Neither `repr` nor `str` of a store holds a token."""
    store, key = subject.make(), fresh_key()
    store.save(key, a_record(1, "canary"), expected=0)
    store.load(key)

    assert "canary" not in f"{store!r} {store}"
