"""A command line → a run of pytest over the claims, and its exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_CLAIMS = ("records", "locks", "processes")


def main(arguments: Sequence[str]) -> int:
    """Run the claims.

    Args:
        arguments: `--store MODULE:FACTORY`, once or more, and whatever pytest takes.

    Returns:
        Pytest's exit code: 0 if every claim holds.
    """
    pytest: Any = importlib.import_module("pytest")
    here = Path(__file__).parent
    files = [str(here / f"{name}.py") for name in _CLAIMS]
    # Pytest would write its cache beside the installed package.
    return int(pytest.main(["-p", f"{__package__}.plugin", "-p", "no:cacheprovider", *files, *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
