"""`anew contract server`: arguments in, a summary out, and an exit code: 0 nothing new, 1 findings, 2 cannot tell."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer

from anew import console
from anew.contract.commands.shared import Config, Document, Hosts, Quiet, Url

Strict = Annotated[bool, typer.Option("--strict", help="Also tell of valid data refused, and of unknown methods.")]
Update = Annotated[bool, typer.Option("--update-baseline", help="Write what is found now to the baseline.")]
Some = list[str] | None


def server(
    url: Url,
    document: Document = None,
    config: Config = None,
    sdk: Annotated[str, typer.Option(help="A generated package; its endpoints have to send the same requests.")] = "",
    cases: Annotated[int, typer.Option(min=1, help="Requests made up for each operation.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed makes up the same requests.")] = 1,
    max_time: Annotated[float | None, typer.Option(min=1, help="Seconds after which no request is made.")] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait, at most, for a token to expire.")] = 2.0,
    borders: Annotated[bool, typer.Option(help="Also go through the borders of each schema.")] = True,
    only: Annotated[Some, typer.Option(help="Test this operationId or 'METHOD /glob'; repeatable.")] = None,
    skip: Annotated[Some, typer.Option(help="Leave this operationId or 'METHOD /glob' alone; repeatable.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Send GET and HEAD alone.")] = False,
    strict: Strict = False,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Test only what needs no login.")] = False,
    baseline: Annotated[Path | None, typer.Option(help="A file of findings that are accepted.")] = None,
    update_baseline: Update = False,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit report.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page for people.")] = None,
    allow_host: Hosts = None,
    quiet: Quiet = False,
) -> None:
    """Hold a running server against its document, logged in by ANEW_USERNAME and ANEW_PASSWORD."""
    from anew.contract.server import Options, conduct, fulfilled, lines

    what: dict[str, Any] = {"document": document, "config": config, "sdk": sdk, "allow_hosts": tuple(allow_host or ())}
    which: dict[str, Any] = {"only": tuple(only or ()), "skip": tuple(skip or ()), "read_only": read_only}
    how: dict[str, Any] = {"cases": cases, "seed": seed, "max_time": max_time, "wait": wait, "borders": borders}
    files: dict[str, Any] = {"baseline": baseline, "update_baseline": update_baseline, "junit": junit, "html": html}
    flags: dict[str, Any] = {"strict": strict, "anonymous": anonymous}
    options = Options(url=url, **what, **which, **how, **flags, **files, environment=os.environ)
    # trio, where it is installed, makes Hypothesis say this; it is nothing to do with who runs a command.
    warnings.filterwarnings("ignore", message=".*register_random")
    with console.Progress(quiet=quiet) as progress:
        outcome = conduct(options, progress.stage)
    passed = fulfilled(outcome, options)
    if not (quiet and passed):
        for line in lines(outcome):
            console.say(line)
    if not passed:
        raise typer.Exit(1)
