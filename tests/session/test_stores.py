"""What every token store must do, and what is special about files."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from anew.runtime.errors import MissingExtra
from anew.runtime.session import FileStore, Intent, MemoryStore, Record, StoreKey, TokenSet, TokenStore

from .support import Countdown, join, spawn

KEY = StoreKey("ada", "https://api.example.com")


def record(gen: int, access: str = "a") -> Record:
    return Record(gen, TokenSet(access, "r", 1_900_000_000.0, principal="ada", gen=gen, lifetime=60.0))


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    return MemoryStore() if request.param == "memory" else FileStore(tmp_path / "tokens")


def test_a_store_is_a_token_store(store: TokenStore) -> None:
    """Both satisfy the protocol at run time."""
    assert isinstance(store, TokenStore)


def test_what_is_saved_is_loaded(store: TokenStore) -> None:
    """A record comes back equal, with tokens, intent and times."""
    saved = Record(1, record(1).tokens, Intent(4321, 12.5))

    assert store.load(KEY) is None
    assert store.save(KEY, saved, expected=0)
    assert store.load(KEY) == saved


def test_a_logout_is_a_record(store: TokenStore) -> None:
    """The mark that nobody is logged in is kept with its generation."""
    store.save(KEY, record(1), expected=0)

    assert store.save(KEY, Record(2, None), expected=1)
    assert store.load(KEY) == Record(2, None)


@pytest.mark.parametrize("expected", [0, 2])
def test_i27_saving_on_another_generation_changes_nothing(store: TokenStore, expected: int) -> None:
    """A writer who expects what is not there is told so, and the record stays."""
    store.save(KEY, record(1), expected=0)

    assert not store.save(KEY, record(3, "late"), expected=expected)
    assert store.load(KEY) == record(1)


def test_keys_do_not_meet(store: TokenStore) -> None:
    """Principals and scopes that look alike have records of their own."""
    keys = [StoreKey("ada"), StoreKey("ada", "x"), StoreKey("Ada"), StoreKey("ada!"), StoreKey(""), StoreKey("../ada")]
    for number, key in enumerate(keys, start=1):
        assert store.save(key, record(number), expected=0)

    assert [found.gen for key in keys if (found := store.load(key))] == [1, 2, 3, 4, 5, 6]


def test_i27_of_many_writers_one_wins(store: TokenStore) -> None:
    """Threads that save on the same generation at once: exactly one succeeds."""
    ready = Countdown(8)
    outcomes: list[bool] = []

    def write(number: int) -> None:
        ready.arrive()
        ready.wait()
        outcomes.append(store.save(KEY, record(1, f"t{number}"), expected=0))

    join([spawn(write, number) for number in range(8)])

    assert sorted(outcomes) == [False] * 7 + [True]


def test_the_lock_keeps_others_out(store: TokenStore) -> None:
    """While it is held another thread cannot have it, and is told after its time-out; other keys are free."""
    outcomes: list[str] = []

    def compete() -> None:
        try:
            with store.lock(KEY, 0.01):
                outcomes.append("in")
        except TimeoutError:
            outcomes.append("out")

    with store.lock(KEY, 1):
        join([spawn(compete)])
        with store.lock(StoreKey("bob"), 1):
            pass
    join([spawn(compete)])

    assert outcomes == ["out", "in"]


def test_saving_does_not_need_the_lock(store: TokenStore) -> None:
    """Login and logout write while a refresh holds the lock."""
    with store.lock(KEY, 1):
        assert store.save(KEY, record(1), expected=0)


def path_of(directory: Path) -> Path:
    [path] = directory.glob("*.json")
    return path


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def test_a_file_is_private_from_the_start(files: FileStore, tmp_path: Path) -> None:
    """Only its owner may read it, and the locks beside it, whatever the umask."""
    before = os.umask(0)
    try:
        files.save(KEY, record(1), expected=0)
        with files.lock(KEY, 1):
            pass
    finally:
        os.umask(before)

    modes = {path.suffix: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {".json": 0o600, ".lock": 0o600, ".swap": 0o600}


def test_a_new_directory_is_private(tmp_path: Path) -> None:
    """The directory is made when it is first needed, for its owner alone."""
    store = FileStore(tmp_path / "deep" / "tokens")
    assert store.load(KEY) is None
    store.save(KEY, record(1), expected=0)

    assert stat.S_IMODE((tmp_path / "deep" / "tokens").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"version": 2, "gen": 1}', b'{"version": 1, "gen": true}']
    + [json.dumps({"version": 1, "gen": 1, "tokens": tokens}).encode() for tokens in ({}, [1], {"access": ""}, "x")],
    ids=repr,
)
def test_a_file_that_does_not_parse_is_set_aside(files: FileStore, tmp_path: Path, content: bytes) -> None:
    """It counts as absent, is kept for whoever wants to look, and the next save works."""
    files.save(KEY, record(1), expected=0)
    path = path_of(tmp_path)
    path.write_bytes(content)

    assert files.load(KEY) is None
    assert path.with_name(path.name + ".broken").read_bytes() == content
    assert files.save(KEY, record(1), expected=0)


def test_a_broken_file_that_is_replaced_meanwhile_is_not_set_aside(tmp_path: Path) -> None:
    """Another process writes a good record between our reading and our setting aside: the good one is read."""
    good = FileStore(tmp_path / "good")
    good.save(KEY, record(1), expected=0)

    class Late(FileStore):
        def _writing(self, path: Path) -> AbstractContextManager[None]:
            path.write_bytes(path_of(tmp_path / "good").read_bytes())
            return super()._writing(path)

    late = Late(tmp_path)
    (tmp_path / path_of(tmp_path / "good").name).write_bytes(b"{")

    assert late.load(KEY) == record(1)
    assert not list(tmp_path.glob("*.broken"))


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_the_old_file(
    files: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A full disk in the middle of a write: the old record stays, and no debris."""
    files.save(KEY, record(1), expected=0)
    honest_names = sorted(path.name for path in tmp_path.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(step, full)
        with pytest.raises(OSError, match="No space"):
            files.save(KEY, record(2), expected=1)

    assert files.load(KEY) == record(1)
    assert sorted(path.name for path in tmp_path.iterdir()) == honest_names


def test_a_file_is_durable_before_save_returns(
    files: FileStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The content is synced before the file takes its name, and the directory after."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr("os.fsync", fsync)
    monkeypatch.setattr("pathlib.Path.replace", renamed)
    files.save(KEY, record(1), expected=0)

    assert steps == ["file", "replace", "directory"]


def test_the_name_of_a_file_stays_inside_the_directory(files: FileStore, tmp_path: Path) -> None:
    """A principal with separators, dots or a great length names a plain file."""
    for principal in ("../../etc/passwd", "..", "a" * 500, "日本", "con\n"):
        assert files.save(StoreKey(principal), record(1), expected=0)

    assert len(list(tmp_path.glob("*.json"))) == 5


def _hold(directory: Path, held: Callable[[], None], release: Callable[[], None]) -> None:
    with FileStore(directory).lock(KEY, 5):
        held()
        release()


def test_another_process_is_kept_out(files: FileStore, tmp_path: Path) -> None:
    """A lock that another process holds is not to be had, and is free when that process is killed."""
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(tmp_path, held.set, release.wait))
    process.start()
    assert held.wait(20)

    with pytest.raises(TimeoutError), files.lock(KEY, 0.01):
        pass
    process.kill()
    process.join(20)
    with files.lock(KEY, 5):
        pass


def test_without_filelock_a_file_store_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The extra is missed when the store is made, not in the middle of a refresh."""
    monkeypatch.setitem(sys.modules, "filelock", None)

    with pytest.raises(MissingExtra, match="pip install filelock"):
        FileStore(tmp_path)
