"""What is special about keyrings: entries hold little, are written one at a time, and may be locked or missing."""

from __future__ import annotations

import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from anew.runtime.errors import MissingExtra
from anew.runtime.session import Record, StoreKey, StoreUnavailable
from anew.runtime.session.stores.conformance.subject import a_record
from anew.runtime.session.stores.keyring import KeyringStore
from attrs import define, field
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError

KEY = StoreKey("ada", "https://api.example.com")
LARGE = 4_000


class Crash(BaseException):
    """The process ends here."""


@define
class DictKeyring:
    """A keyring that replaces an entry as macOS does, first removing it; and that ends the process at a chosen step."""

    entries: dict[tuple[str, str], str] = field(factory=dict)
    before: Callable[[], None] = lambda: None
    """Called before every step that changes something."""

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if (service, username) in self.entries:
            self.delete_password(service, username)
        self.before()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.before()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError(service)


def countdown(steps: int) -> Callable[[], None]:
    """Let so many steps happen, and crash instead of the next."""
    left = iter(range(steps))

    def before() -> None:
        if next(left, None) is None:
            raise Crash

    return before


def store_on(keyring: object, tmp_path: Path) -> KeyringStore:
    return KeyringStore("test", directory=tmp_path, keyring=keyring)  # type: ignore[arg-type]


def save_all(store: KeyringStore, sizes: tuple[int, ...]) -> None:
    for gen, size in enumerate(sizes, start=1):
        assert store.save(KEY, a_record(gen, size=size), expected=gen - 1)


@pytest.mark.parametrize("size", [100, 400, 450, 500, 550, 600, LARGE, 20_000])
def test_no_entry_is_larger_than_windows_allows(tmp_path: Path, size: int) -> None:
    """Whatever the size of the tokens, no entry has more than 1,200 characters."""
    keyring = DictKeyring()
    store_on(keyring, tmp_path).save(KEY, a_record(1, size=size), expected=0)

    assert max(map(len, keyring.entries.values())) <= 1_200


def test_each_entry_is_a_service_of_its_own(tmp_path: Path) -> None:
    """No two share a service: on Windows the second would move the first, in two steps."""
    keyring = DictKeyring()
    save_all(store_on(keyring, tmp_path), (LARGE, LARGE))

    services = [service for service, _ in keyring.entries]
    assert len(services) > 3
    assert len(services) == len(set(services))


SEQUENCES = [(LARGE, LARGE), (LARGE, 100), (100, LARGE), (LARGE, 2 * LARGE, LARGE), (LARGE, 100, LARGE, 100)]


@pytest.mark.parametrize("sizes", SEQUENCES, ids=str)
def test_a_crash_at_any_step_leaves_the_old_record_or_the_new(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    """Wherever a write is cut off, the record is whole; the next write succeeds, and leaves nothing of the crash."""
    *before, size = sizes
    gen, steps, crashed = len(sizes), 0, True
    seen: set[int] = set()
    while crashed:
        keyring = DictKeyring()
        save_all(store_on(keyring, tmp_path), tuple(before))
        keyring.before = countdown(steps)
        try:
            store_on(keyring, tmp_path).save(KEY, a_record(gen, size=size), expected=gen - 1)
            crashed = False
        except Crash:
            steps += 1
        keyring.before = lambda: None

        after = store_on(keyring, tmp_path)
        found = after.load(KEY)
        assert found in (a_record(gen - 1, size=before[-1]), a_record(gen, size=size)), f"after {steps} steps"
        assert found is not None
        seen.add(found.gen)
        # Two more writes have used both slots.
        assert after.save(KEY, a_record(8, size=100), expected=found.gen)
        assert after.save(KEY, a_record(9, size=100), expected=8)
        assert len(keyring.entries) == 1, f"after {steps} steps"

    assert seen == {gen - 1, gen}
    assert steps > 2


@pytest.mark.parametrize("crashes", range(1, 9))
def test_crash_upon_crash_leaves_nothing_behind(tmp_path: Path, crashes: int) -> None:
    """Writes of many sizes, each cut off, one after the other: the record stays whole, and no entry is forgotten."""
    keyring = DictKeyring()
    save_all(store_on(keyring, tmp_path), (LARGE,))
    for size in (3 * LARGE, 100, LARGE, 2 * LARGE, 100, LARGE):
        keyring.before = countdown(crashes)
        with pytest.raises(Crash):
            for _ in range(20):
                store = store_on(keyring, tmp_path)
                found = store.load(KEY)
                assert found is not None
                store.save(KEY, a_record(found.gen + 1, size=size), expected=found.gen)
        keyring.before = lambda: None
    store = store_on(keyring, tmp_path)
    found = store.load(KEY)
    assert found is not None
    store.save(KEY, Record(100, None), expected=found.gen)
    store.save(KEY, Record(101, None), expected=100)

    assert len(keyring.entries) == 1


def test_spent_tokens_are_removed(tmp_path: Path) -> None:
    """Nothing of an older generation stays in the keyring, and nothing of any after a logout."""
    keyring = DictKeyring()
    store = store_on(keyring, tmp_path)
    store.save(KEY, a_record(1, "first", size=LARGE), expected=0)
    store.save(KEY, a_record(2, "second", size=LARGE), expected=1)
    kept = "".join(keyring.entries.values())
    store.save(KEY, Record(3, None), expected=2)

    assert ("first" in kept, "second" in kept) == (False, True)
    assert "second" not in "".join(keyring.entries.values())


@pytest.mark.parametrize("content", ["", " ", "1", "1 1 x y", "a b c d", "1 999999999999 x y", "1 -5 x y", "\ud800"])
def test_an_entry_that_somebody_else_wrote_is_no_record(tmp_path: Path, content: str) -> None:
    """What cannot be understood counts as absent, at once, and is replaced."""
    keyring = DictKeyring()
    store = store_on(keyring, tmp_path)
    save_all(store, (LARGE,))
    keyring.entries = dict.fromkeys(keyring.entries, content)

    assert store.load(KEY) is None
    assert store.save(KEY, a_record(1), expected=0)
    assert store.load(KEY) == a_record(1)


@pytest.mark.parametrize("number", range(1, 7))
def test_a_record_made_of_several_is_no_record(tmp_path: Path, number: int) -> None:
    """An entry of another version among those of this one, as a keyring that roams may bring, makes it absent."""
    keyring = DictKeyring()
    save_all(store_on(keyring, tmp_path), (LARGE,))
    entry = sorted(keyring.entries)[number]
    keyring.entries[entry] = keyring.entries[entry].replace("x", "y", 1)

    assert store_on(keyring, tmp_path).load(KEY) is None


def test_the_newest_counts_if_the_spent_one_cannot_be_removed(tmp_path: Path) -> None:
    """A keyring that fails when the new record is written already does not bring the old one back."""

    class Clinging(DictKeyring):
        def delete_password(self, service: str, username: str) -> None:
            raise PasswordDeleteError("not now")

    store = store_on(Clinging(), tmp_path)
    store.save(KEY, a_record(1), expected=0)
    with pytest.raises(StoreUnavailable, match="not now"):
        store.save(KEY, a_record(2), expected=1)

    assert store.load(KEY) == a_record(2)


def test_a_keyring_that_keeps_nothing_is_noticed(tmp_path: Path) -> None:
    """A keyring that is switched off takes what it is given and forgets it: saving there fails."""
    store = store_on(NullKeyring(), tmp_path)  # type: ignore[no-untyped-call]  # the package is typed in part

    with pytest.raises(StoreUnavailable, match="does not give back"):
        store.save(KEY, a_record(1), expected=0)


def test_a_keyring_that_keeps_nothing_more_keeps_the_old_record(tmp_path: Path) -> None:
    """If the new record cannot be read again, the old one is not removed."""

    class Full(DictKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            if len(self.entries) < 1:
                super().set_password(service, username, password)

    store = store_on(Full(), tmp_path)
    store.save(KEY, a_record(1), expected=0)
    with pytest.raises(StoreUnavailable):
        store.save(KEY, a_record(2), expected=1)

    assert store.load(KEY) == a_record(1)


@pytest.mark.parametrize(
    "error", [KeyringLocked("unlock it"), NoKeyringError("install one"), OSError("no bus")], ids=repr
)
def test_a_keyring_that_cannot_be_used_is_unavailable(tmp_path: Path, error: Exception) -> None:
    """Reading and writing raise `StoreUnavailable`, which says what the keyring said."""

    class Locked(DictKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise error

    store = store_on(Locked(), tmp_path)

    with pytest.raises(StoreUnavailable, match=f"could not be read: {type(error).__name__}: {error}"):
        store.load(KEY)
    with pytest.raises(StoreUnavailable, match="could not be written"):
        store.save(KEY, a_record(1), expected=0)


def test_an_error_of_a_keyring_shows_no_token(tmp_path: Path) -> None:
    """Neither the message, nor what it was raised from, nor a local variable of its traceback holds a token."""

    class Quoting(DictKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError(f"cannot take {password!r}")

    with pytest.raises(StoreUnavailable, match=r"RuntimeError$") as raised:
        store_on(Quoting(), tmp_path).save(KEY, a_record(1, "canary"), expected=0)

    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    assert "canary.access" not in shown
    assert "canary.refresh" not in shown


def test_the_lock_files_are_private_and_empty(tmp_path: Path) -> None:
    """Beside the keyring there are two files that hold nothing, for their owner alone, in a directory likewise."""
    folder = tmp_path / "locks"
    store = store_on(DictKeyring(), folder)
    save_all(store, (100,))
    with store.lock(KEY, 1):
        pass

    files = list(folder.iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.suffix for path in files) == [".lock", ".swap"]
    assert {(stat.S_IMODE(path.stat().st_mode), path.stat().st_size) for path in files} == {(0o600, 0)}


def test_the_recommended_keyring_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless another one is given, tokens go where the package `keyring` puts passwords."""
    backend = DictKeyring()
    monkeypatch.setattr("keyring.core._keyring_backend", backend)
    store = KeyringStore("test", directory=tmp_path)
    save_all(store, (100,))

    assert len(backend.entries) == 1
    assert store.load(KEY) == a_record(1)


@pytest.mark.parametrize("package", ["filelock", "keyring"])
def test_without_its_packages_a_keyring_store_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, package: str
) -> None:
    """An extra is missed when the store is made, not in the middle of a refresh."""
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtra, match=f"KeyringStore needs the package {package}.*pip install {package}"):
        KeyringStore("test", directory=tmp_path)
