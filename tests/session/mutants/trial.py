"""A mutant to a verdict: a fork, one module compiled otherwise, and the session's tests until the first failure."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from .operators import Mutant, mutants_of, mutated

_HERE = Path(__file__).resolve()
ROOT = _HERE.parents[3]
SOURCES = ROOT / "generator" / "anew" / "runtime" / "session"
MODULES = ("core", "state", "events", "reread", "renewal", "flight", "cell")
_TESTS = (
    *("core", "bounds", "flight", "time", "turns", "hooks", "offers"),
    *("failure", "single_flight", "persistence", "cancellation", "machine"),
)
"""Those that are quick to fail come first."""
_SLOW = ("i19", "i23", "i24", "microsecond", "interpreters_exit")
"""They start processes or measure time, and say nothing that the others do not."""
_PATIENCE = 2.0
"""Seconds that the tests of a mutant wait for an event; a sound one answers at once."""
_LIMIT = 90.0
"""Seconds after which a mutant that does not come to an end counts as noticed."""
_PRELOADED = ("asyncio", "attrs", "filelock", "httpx", "hypothesis.stateful", "trio", "anyio", "sniffio")


def all_mutants() -> list[Mutant]:
    """Find the mutants of all modules of the core."""
    return [mutant for name in MODULES for mutant in mutants_of(name, _source(name))]


def survivors(mutants: Sequence[Mutant], jobs: int) -> Iterator[Mutant]:
    """Try mutants, several at a time, and give those that no test noticed; RuntimeError if sound code fails as well."""
    for name in _PRELOADED:
        importlib.import_module(name)
    if not _survives(Mutant("core", "nothing is changed", -1)):
        raise RuntimeError("the tests fail without any mutant: run `pytest tests/session` first")
    with ThreadPoolExecutor(jobs) as pool:
        for mutant, survived in zip(mutants, pool.map(_survives, mutants), strict=True):
            if survived:
                yield mutant


def _survives(mutant: Mutant) -> bool:
    child = os.fork()
    if child == 0:
        os._exit(_verdict(mutant))
    end = time.monotonic() + _LIMIT
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _verdict(mutant: Mutant) -> int:
    """Run the tests in this process, with the mutant in place; 0 if all of them pass."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        sys.meta_path.insert(0, _Finder(mutant))
        setattr(importlib.import_module("tests.session.support"), "PATIENCE", _PATIENCE)  # noqa: B010 - for mypy
        files = [str(ROOT / "tests" / "session" / f"test_{name}.py") for name in _TESTS]
        slow = " or ".join(_SLOW)
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-k", f"not ({slow})", *files]))
    except BaseException:
        return 1


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds one module: the mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = f"anew.runtime.session.{mutant.module}"

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(SOURCES / f"{self._mutant.module}.py"))

    def get_code(self, fullname: str) -> CodeType:
        return compile(mutated(_source(self._mutant.module), self._mutant.number), fullname, "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str:
        return _source(self._mutant.module)


@cache
def _source(name: str) -> str:
    return (SOURCES / f"{name}.py").read_text(encoding="utf-8")
