"""Arguments in; summary on stdout, diagnostics on stderr and an exit code out: 0 done, 1 document or check, 2 usage."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from anew import console, pipeline
from anew.contract import commands as contract
from anew.errors import AnewError, Diagnostic, DocumentError, UsageError
from anew.report import counts, replace
from anew.sandbox import command as sandbox

_LISTED = 20
"""Warnings are shown up to this number."""

Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", help="An OpenAPI Overlay that corrects the document first; may be given repeatedly."),
]

app = typer.Typer(
    name="anew",
    help="From an OpenAPI document to a typed Python SDK whose sessions renew themselves.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


app.command()(sandbox.sandbox)
app.add_typer(contract.app)


def main() -> None:
    """Run the command line; what is the user's to mend is said in a line each, without a traceback."""
    console.prepare()
    try:
        app()
    except BrokenPipeError:
        # `anew … | head`: nobody reads on. Python would complain once more when it flushes stdout at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except AnewError as error:
        console.complain(error.diagnostics)
        sys.exit(error.exit_code)
    except OSError as error:
        console.complain([_of_system(error)])
        sys.exit(UsageError.exit_code)
    except RecursionError:
        console.complain([Diagnostic("the document is nested too deeply")])
        sys.exit(DocumentError.exit_code)


def _of_system(error: OSError) -> Diagnostic:
    where = f"{error.filename}: " if error.filename else ""
    return Diagnostic(f"{where}{error.strerror or error}")


def _version(asked: bool) -> None:
    if asked:
        console.say(f"anew {version('anew')}")
        raise typer.Exit


@app.callback()
def _anew(
    show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def generate(
    document: Annotated[
        Path | None, typer.Argument(help="The OpenAPI document; else the one that sdk.yaml names.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="Settings; else sdk.yaml, if it is there.")] = None,
    output: Annotated[Path, typer.Option(help="Folder of the SDK.")] = Path("sdk"),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 with a diff if the SDK is stale.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write what became of every operation and schema, as JSON.")
    ] = None,
    overlay: Overlays = None,
    refetch: Annotated[
        bool, typer.Option("--refetch", help="Fetch what references name on the network again, and update anew.lock.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")] = False,
) -> None:
    """Generate the SDK of a document, or check that it is up to date."""
    request = pipeline.Request(output, document, config, check, report, refetch, tuple(overlay or ()))
    with console.Progress(quiet=quiet) as progress:
        outcome = pipeline.generate(request, progress.stage)
    if not quiet:
        console.complain(_warnings(outcome.warnings))
        for line in _summary(request, outcome):
            console.say(line)
    if outcome.diff:
        console.say(outcome.diff.rstrip("\n"))
        console.complain([Diagnostic(f"{output} is stale", fix="run `anew generate` and commit what it writes")])
        raise typer.Exit(1)


@app.command()
def init(
    document: Annotated[Path, typer.Argument(help="The OpenAPI document.")],
    output: Annotated[Path, typer.Option(help="The settings to write.")] = Path("sdk.yaml"),
    force: Annotated[bool, typer.Option("--force", help="Overwrite settings that are there.")] = False,
    overlay: Overlays = None,
) -> None:
    """Write an sdk.yaml for a document: envelope, session and paging, as far as they can be seen in it.

    Beside it comes sdk.schema.json, by which editors complete and check it.
    """
    if output.exists() and not force:
        raise UsageError(Diagnostic(f"{output} is there already", fix="add --force to overwrite it"))
    draft = pipeline.draft(document, output, overlay or ())
    replace(output, draft.text)
    if completion := pipeline.schema(output):
        replace(*completion)
    console.complain(_warnings(draft.warnings))
    console.say(f"Seen in {document} ({draft.operations} operations):")
    for line in _findings(document, draft.findings):
        console.say(f"  {line}")
    if draft.checks:
        console.say(f"To check in {output}:")
    for number, why in draft.checks:
        console.say(f"  {output}:{number}: {why}")
    console.say(f"Wrote {output}. Read it, correct it, then run `anew generate`.")


def _findings(document: Path, rows: tuple[pipeline.Finding, ...]) -> Iterator[str]:
    """Line findings up: what, how sure, the line of the document, why."""
    lines = [_line(document, row) for row in rows]
    what = max((len(row.what) for row in rows), default=0)
    where = max(map(len, lines), default=0)
    for row, line in zip(rows, lines, strict=True):
        yield f"{row.what:<{what}}  {row.sure:<9}  {line:<{where}}  {row.evidence}"
    if not rows:
        yield "no envelope, no session, no paging: nothing to configure"


def _line(document: Path, row: pipeline.Finding) -> str:
    if row.place is None or not row.place.line:
        return ""
    return f"line {row.place.line}" if row.place.file == str(document) else f"{row.place.file}:{row.place.line}"


def _summary(request: pipeline.Request, outcome: pipeline.Outcome) -> Iterator[str]:
    settings = f" and {outcome.config}" if outcome.config else ""
    yield f"{outcome.package}: {request.output} from {outcome.document}{settings}"
    yield f"  operations  {counts(outcome.report, 'operations')}"
    if outcome.report["webhooks"]:
        yield f"  webhooks    {counts(outcome.report, 'webhooks')}"
    yield f"  schemas     {counts(outcome.report, 'schemas')}"
    if request.check:
        yield f"  files       {'stale' if outcome.diff else 'up to date'}"
    else:
        yield f"  files       {', '.join(f'{count} {what}' for what, count in outcome.files.items() if count)}"
    yield f"  time        {outcome.seconds:.2f} s"
    if not outcome.config:
        yield f"No sdk.yaml: no envelope, no session. `anew init {outcome.document}` writes one."


def _warnings(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    yield from found[:_LISTED]
    if len(found) > _LISTED:
        rest = len(found) - _LISTED
        yield Diagnostic(f"{rest} more are left out", fix="--report FILE lists them all", severity="warning")
