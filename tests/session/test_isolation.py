"""`isolation="process"`: a refresh that nobody's death can stop, and what it may not cost."""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from anew.runtime.session import (
    FileStore,
    LoginRequired,
    RefreshFailed,
    Session,
    StoreUnavailable,
    TokenGrant,
    TokenStore,
    detached,
)

from . import far
from .isolated import isolated
from .support import KEY, PATIENCE, Recorder, flight_of, join, renew, spawn, stored

LOGIN = TokenGrant(f"a0-{far.CANARY}", f"r0-{far.CANARY}")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="looks at sessions, signals and /proc")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(far.PLACE, str(tmp_path))
    return tmp_path


@pytest.fixture
def store(place: Path) -> FileStore:
    return FileStore(place / "tokens")


def logged_in(refresher: Any, store: TokenStore, **options: Any) -> tuple[Session, Recorder]:
    hooks = Recorder()
    session = isolated(refresher, store, hooks, **options)
    session.login(LOGIN)
    return session, hooks


def test_a_refresh_runs_in_a_process_and_session_of_its_own(store: FileStore) -> None:
    """The refresher runs elsewhere, out of reach of the terminal and of signals to this process group."""
    session, hooks = logged_in(far.refresh, store)

    assert renew(session).access == stored(store).access == f"a1-{far.CANARY}"
    [note] = far.notes()
    assert note["pid"] == note["session"] != os.getpid()
    assert hooks.names == ["refresh_started", "refresh_done"]


def test_on_windows_the_process_gets_a_group_of_its_own_and_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Ctrl-C nor the closing of the window reaches it; the platform is simulated, and nothing is started."""
    started: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "DETACHED_PROCESS", 0x08, raising=False)
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **given: started.append((command, given)))
    errors = io.BytesIO()
    detached._started(errors)
    [(command, given)] = started

    assert given == {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": errors,
        "creationflags": 0x208,
    }
    assert command[0] == sys.executable
    assert {"-E", "-P"} < set(command)


def test_the_process_is_gone_when_the_refresh_is_done(store: FileStore) -> None:
    """Nothing is left of it, not even a zombie."""
    session, _ = logged_in(far.refresh, store)
    renew(session)

    with pytest.raises(ProcessLookupError):
        os.kill(far.notes()[0]["pid"], 0)


def test_i29_no_token_is_in_its_command_line_or_environment(store: FileStore) -> None:
    """Other users of the machine see neither the spent refresh token nor the new one."""
    session, _ = logged_in(far.refresh, store)
    renew(session)
    renew(session)

    assert [far.CANARY in shown for note in far.notes() for shown in note["shown"]] == [False] * 4


def test_the_current_directory_is_not_imported_from(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that happens to lie in the directory of the program cannot pose as a module of the standard library."""
    session, _ = logged_in(far.refresh, store)
    (tmp_path / "json.py").write_text("raise SystemExit('posing')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")

    assert renew(session).gen == 2
    [note] = far.notes()
    assert note["directory"] == str(tmp_path)
    assert not {"", str(tmp_path)} & set(note["path"])


@pytest.mark.parametrize(
    ("refresher", "kind", "words", "name"),
    [
        (far.reject, LoginRequired, "code 401", "login_required"),
        (far.decline, RefreshFailed, "code 503", "refresh_failed"),
        (far.explode, RefreshFailed, "SystemExit", "refresh_failed"),
        (far.die, RefreshFailed, "exit code 9", "refresh_failed"),
    ],
)
def test_failures_come_back_as_they_are(
    store: FileStore, refresher: Any, kind: type[Exception], words: str, name: str
) -> None:
    """What a refresher raises in the other process fails the calls here, with its words and without tokens."""
    session, hooks = logged_in(refresher, store)

    with pytest.raises(kind, match=words) as caught:
        renew(session)
    hooks.wait_for(name)
    assert far.CANARY not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_what_a_server_asks_to_wait_is_heeded(store: FileStore) -> None:
    """`retry_after` crosses the border."""
    session, _ = logged_in(far.decline, store)

    with pytest.raises(RefreshFailed) as caught:
        renew(session)
    assert caught.value.retry_after == pytest.approx(7.0)


def test_what_a_refresher_prints_is_logged_without_tokens(store: FileStore, caplog: pytest.LogCaptureFixture) -> None:
    """Neither stdout nor stderr of the helper disturbs it, or shows a token in the log."""
    session, _ = logged_in(far.chatter, store)
    with caplog.at_level(logging.DEBUG):
        renew(session)

    assert "spent ***" in caplog.text
    assert "got ***" in caplog.text
    assert far.CANARY not in caplog.text


def test_i16_being_told_to_stop_does_not_stop_what_is_on_the_wire(store: FileStore) -> None:
    """Ctrl-C, a hang-up and a shutdown's first warning leave the helper alone."""
    session, _ = logged_in(far.stubborn, store)

    assert renew(session).gen == 2


def test_a_helper_that_hangs_is_ended(store: FileStore) -> None:
    """After `helper_timeout` calls fail for now, and the store lock is free."""
    session, _ = logged_in(far.hang, store, helper_timeout=0.2)

    with pytest.raises(RefreshFailed, match="exit code 3"):
        renew(session)
    with store.lock(KEY, 0):
        pass


def test_a_helper_that_cannot_import_its_refresher_says_so(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the module is gone by then, the failure names it."""
    (tmp_path / "fleeting.py").write_text("def refresh(tokens): ...")
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        import fleeting  # type: ignore[import-not-found]  # written just now

    session, _ = logged_in(fleeting.refresh, store)
    (tmp_path / "fleeting.py").unlink()

    with pytest.raises(RefreshFailed, match="importing fleeting failed"):
        renew(session)


def test_i21_tokens_that_the_helper_cannot_store_are_current_here(place: Path) -> None:
    """They cross the pipe at once, and the next refresh starts from them, stored as soon as that is possible."""
    store = far.FullStore(place / "tokens")
    session, hooks = logged_in(far.refresh, store, backoff_min=0.0)
    (place / "full").touch()

    assert renew(session).access == f"a1-{far.CANARY}"
    hooks.wait_for("persist_failed")
    session._runner.join(PATIENCE)
    with pytest.raises(StoreUnavailable):
        renew(session)
    (place / "full").unlink()

    assert flight_of(session.admit()).wait(PATIENCE).gen == 3
    assert [note["refresh"][:2] for note in far.notes()] == ["r0", "r1"]


def test_i23_sessions_that_expire_together_start_one_helper(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight sessions on one store cost one process and one refresh; the others adopt its tokens."""
    started: list[object] = []
    start = detached._started

    def noted(errors: Any) -> Any:
        started.append(errors)
        return start(errors)

    monkeypatch.setattr(detached, "_started", noted)
    first, _ = logged_in(far.refresh, store)
    others = [isolated(far.refresh, store) for _ in range(7)]
    for session in others:
        flight_of(session.admit()).wait(PATIENCE)

    join([spawn(renew, session) for session in (first, *others)])
    assert {session.tokens and session.tokens.gen for session in (first, *others)} == {2}
    assert (len(started), len(far.notes())) == (1, 1)


def test_i24_the_death_of_who_asked_loses_nothing(store: FileStore, place: Path) -> None:
    """A requester that is killed while its refresh token is being spent leaves the new one in the store."""
    Session(store=store).login(LOGIN)
    program = multiprocessing.get_context("spawn").Process(target=far.renew_from, args=[str(place / "tokens")])
    program.start()
    program.join(PATIENCE)

    assert program.exitcode == -signal.SIGKILL
    with store.lock(KEY, PATIENCE):
        assert stored(store).access == f"a1-{far.CANARY}"
