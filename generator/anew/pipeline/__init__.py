"""A document and its `sdk.yaml` become an SDK on disk: the only module that knows the order of the stages.

The stages are imported when there is something to do: openapi-python-client alone takes half a second to import, and a
run that finds everything as the last one left it takes less than that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from anew import report
from anew.errors import Diagnostic, UsageError
from anew.pipeline.collector import paused
from anew.pipeline.memory import remembered
from anew.pipeline.request import Draft, Finding, Outcome, Request

__all__ = ["Draft", "Finding", "Outcome", "Request", "draft", "generate", "schema"]


def generate(request: Request, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Generate an SDK, or compare one with what would be generated; `tell` hears the name of each stage.

    Raises:
        AnewError: the document, `sdk.yaml` or the command is at fault; the SDK is as it was.
    """
    if request.report is not None and not request.report.absolute().parent.is_dir():
        raise UsageError(Diagnostic(f"cannot write {request.report}: its folder does not exist"))
    outcome = (None if request.refetch else remembered(request)) or _run(request, tell)
    if request.report is not None:
        report.write(request.report, outcome.report)
    return outcome


def draft(path: Path, home: Path, overlays: Sequence[Path] = ()) -> Draft:
    """Write an `sdk.yaml` for a document, to stand at `home`, from what can be seen in it after its overlays.

    Raises:
        AnewError: the document cannot be read.
    """
    from anew.pipeline import drafting

    return drafting.draft(path, home, overlays)


def schema(home: Path) -> tuple[Path, str] | None:
    """Tell which file editors need beside the settings at `home`, and its text; None where another one has its name."""
    from anew.pipeline import drafting

    return drafting.schema(home)


def _run(request: Request, tell: Callable[[str], None]) -> Outcome:
    with paused():
        from anew.pipeline import stages

        return stages.run(request, tell)
