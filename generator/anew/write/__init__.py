"""Turn `{relative path: text}` into a folder on disk that holds exactly that, beside what people added to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from anew.errors import Diagnostic, Place, UsageError
from anew.write.diff import difference
from anew.write.plan import plan_of
from anew.write.swap import carry_out


@frozen
class Written:
    """How many files a run made, changed, removed and left as they were."""

    created: int
    updated: int
    removed: int
    unchanged: int


def write(files: Mapping[str, str], target: Path) -> Written:
    """Make `target` hold `files`: all of them or, when that fails, what was there before.

    Files that an earlier run wrote are replaced, edited or not, and those that are needed no longer are removed unless
    somebody edited them. Files that people added stay.

    Raises:
        UsageError: the folder is not one of ours, or something of somebody else's is in the way.
    """
    try:
        plan = plan_of(files, target)
        if not plan.is_done:
            carry_out(plan)
    except OSError as error:
        message = f"cannot write the SDK: {error.strerror or error}"
        raise UsageError(
            Diagnostic(message, Place(str(error.filename or target)), fix="nothing was changed")
        ) from error
    return Written(len(plan.created), len(plan.updated), len(plan.removed), len(plan.unchanged))


def check(files: Mapping[str, str], target: Path) -> str:
    """Give what `write` would change as a unified diff; "" when the folder is up to date."""
    return difference(plan_of(files, target))
