"""`anew contract offline`: a document or a package becomes a table of how well SDK and document agree."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from anew import console
from anew.contract.commands.shared import Quiet
from anew.errors import Diagnostic, UsageError
from anew.report import replace

_NEEDED = ("httpx", "jsonschema_rs", "rstr", "sniffio")


def offline(  # each is an option of the command
    target: Annotated[str, typer.Argument(help="An OpenAPI document; or a generated package: its folder or name.")],
    document: Annotated[Path | None, typer.Option(help="The document of a package, if sdk.yaml names none.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings; else sdk.yaml, if it is there, else what `init` would write.")
    ] = None,
    overlay: Annotated[
        list[Path] | None, typer.Option("--overlay", help="An OpenAPI Overlay; may be repeated.")
    ] = None,
    cases: Annotated[int, typer.Option(min=1, help="Requests that are tried for each operation.")] = 5,
    seed: Annotated[int, typer.Option(help="The same seed makes the same values.")] = 0,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="An operationId, or `METHOD /glob`; may be repeated.")
    ] = None,
    requests: Annotated[float, typer.Option(help="Per cent of valid requests that must be as described.")] = 99.0,
    answers: Annotated[float, typer.Option(help="Per cent of valid answers that must come back equal.")] = 99.0,
    damaged: Annotated[float, typer.Option(help="Per cent of damaged answers that must not leak.")] = 100.0,
    report: Annotated[Path | None, typer.Option(help="Write everything that was found, as JSON.")] = None,
    quiet: Quiet = False,
) -> None:
    """Hold an SDK against its document: requests must go out, and answers come in, as it describes."""
    _demand()
    # Here, since these take half a second to import, and what is missing has to be told first.
    from rich.console import Console

    from anew.contract.offline import Options, Thresholds, conduct, show

    if report is not None and not report.absolute().parent.is_dir():
        raise UsageError(Diagnostic(f"cannot write {report}: its folder does not exist"))
    options = Options(
        target=target,
        document=document,
        config=config,
        overlays=tuple(overlay or ()),
        cases=cases,
        seed=seed,
        only=tuple(only or ()),
    )
    with console.Progress(quiet=quiet) as progress:
        outcome = conduct(options, progress.stage)
    thresholds = Thresholds(requests, answers, damaged)
    passes = outcome.passes(thresholds)
    if report is not None:
        replace(report, json.dumps(outcome.as_json(), indent=2) + "\n")
    if not quiet or not passes:
        show(outcome, thresholds, Console(soft_wrap=False, highlight=False))
    if not passes:
        raise typer.Exit(1)


def _demand() -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        what = f"contract tests need {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed"
        raise UsageError(Diagnostic(what, fix="`pip install 'anew[contract]'`"))
