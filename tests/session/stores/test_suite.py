"""The claims find stores out that break them, and can be made from the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from anew.runtime.session.stores.conformance import Subject, locks, processes, records

from . import broken, subjects

SUITE = "anew.runtime.session.stores.conformance"
FAULTS: list[tuple[type, Callable[[Subject], None]]] = [
    (broken.Careless, records.test_nothing_is_saved_on_another_generation),
    (broken.Careless, records.test_nothing_is_saved_on_an_absent_record_that_was_expected),
    (broken.Racing, records.test_of_many_who_save_at_once_one_wins),
    (broken.Rounding, records.test_a_record_comes_back_as_it_was_saved),
    (broken.Forgetful, records.test_a_logout_comes_back),
    (broken.Blurred, records.test_keys_do_not_meet),
    (broken.Alone, records.test_two_stores_see_what_each_other_save),
    (broken.Alone, processes.test_processes_see_what_each_other_save),
    (broken.Talkative, records.test_a_store_does_not_show_what_it_keeps),
    (broken.Open, locks.test_the_lock_keeps_other_threads_out),
    (broken.Open, locks.test_whoever_waits_gets_the_lock),
    (broken.Open, locks.test_one_thread_at_a_time_holds_the_lock),
    (broken.Stuck, locks.test_the_lock_is_given_back_by_an_exception),
    (broken.OneLock, locks.test_other_keys_have_other_locks),
    (broken.Alone, locks.test_two_stores_share_the_lock),
    (broken.Alone, processes.test_the_lock_keeps_other_processes_out),
    (broken.Marker, processes.test_the_lock_of_a_killed_process_is_free),
]


def named(value: object) -> str:
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("store", "claim"), FAULTS, ids=named)
def test_a_broken_store_is_found_out(
    store: type, claim: Callable[[Subject], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A store that breaks a promise fails the claim about it."""
    monkeypatch.setenv(subjects.PLACE, str(tmp_path))
    if store in (broken.Stuck, broken.Marker):  # these are found out by waiting for what does not come
        monkeypatch.setattr(locks, "PATIENCE", 0.1)
        monkeypatch.setattr(processes, "PATIENCE", 0.1)
    spec = f"{store.__module__}:{store.__name__}"

    with pytest.raises((AssertionError, ValueError)):
        claim(Subject(spec))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", SUITE, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[3],
    )


def test_the_suite_runs_from_the_command_line() -> None:
    """`python -m …conformance --store MODULE:FACTORY` makes every claim, and ends with 0 if all hold."""
    done = run("--store", subjects.SPECS["memory"], "-q")

    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_the_suite_names_the_claim_that_does_not_hold() -> None:
    """It ends with 1, and tells which claim it was and of which store."""
    spec = f"{broken.__name__}:Careless"
    done = run("--store", spec, "-q", "-k", "another_generation")

    assert done.returncode == 1
    assert f"test_nothing_is_saved_on_another_generation[{spec}]" in done.stdout


def test_the_suite_asks_for_a_store() -> None:
    """Without `--store` it says so, and makes no claim."""
    done = run()

    assert done.returncode == 4
    assert "--store" in done.stderr
