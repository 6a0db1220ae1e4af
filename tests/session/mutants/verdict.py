"""A mutant to an exit code: one module compiled otherwise, and the session's tests until the first failure.

`python -m tests.session.mutants.verdict core 17` ends with 0 if no test notices mutant 17 of the core.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType

import pytest

from .operators import mutated
from .trial import ROOT, SOUND, SOURCES, source_of

_TESTS = (
    *("core", "reports", "plans", "bounds", "flight", "time", "turns", "hooks", "offers"),
    *("failure", "ends", "single_flight", "persistence", "logins", "cancellation", "machine"),
)
"""Those that are quick to fail come first."""
_SLOW = ("i19", "i23", "i24", "microsecond", "interpreters_exit")
"""They start processes or measure time, and say nothing that the others do not."""
_PATIENCE = 2.0
"""Seconds that the tests of a mutant wait for an event. Sound code gets more, as it must not be found wrong."""
_LIMIT = 20
"""Seconds for one test of a mutant: some make loops hang that nothing else would stop."""


def main(module: str, number: int) -> int:
    """Run the tests in this process, with the mutant in place; 0 if all of them pass."""
    # Plugins that happen to be installed take most of the time that starting takes.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "pytest_timeout"]
    options += ["-k", f"not ({' or '.join(_SLOW)})"]
    if number != SOUND:
        options += ["-o", f"timeout={_LIMIT}"]
        sys.meta_path.insert(0, _Finder(module, number))
        setattr(importlib.import_module("tests.session.support"), "PATIENCE", _PATIENCE)  # noqa: B010 - for mypy
    return int(pytest.main([*options, *(str(ROOT / "tests" / "session" / f"test_{name}.py") for name in _TESTS)]))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds one module: the mutant."""

    def __init__(self, module: str, number: int) -> None:
        self._module = module
        self._number = number
        self._name = f"anew.runtime.session.{module}"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=str(SOURCES / f"{self._module}.py"))

    def get_code(self, fullname: str) -> CodeType:
        return compile(mutated(source_of(self._module), self._number), fullname, "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str:
        return source_of(self._module)


if __name__ == "__main__":
    code = main(sys.argv[1], int(sys.argv[2]))
    sys.stdout.flush()
    os._exit(code)  # at once: threads that a mutant left behind are not waited for
