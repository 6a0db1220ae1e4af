"""`anew contract session`: arguments in, facts and advice out, and an exit code: 0 fine, 1 faults, 2 cannot tell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from anew import console
from anew.contract.commands.shared import Config, Document, Hosts, Quiet, Url
from anew.report import replace


def session(
    url: Url,
    document: Document = None,
    config: Config = None,
    probe: Annotated[str, typer.Option(help="A GET to try tokens on: an operationId, or 'GET /path'.")] = "",
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait, at most, for a single thing.")] = 5.0,
    max_requests: Annotated[int, typer.Option(min=20, help="How many requests may be made.")] = 80,
    report: Annotated[Path | None, typer.Option(help="Write facts and advice as JSON.")] = None,
    allow_host: Hosts = None,
    quiet: Quiet = False,
) -> None:
    """Try out how a server's tokens live and die, and say which settings are safe with that."""
    from anew.contract.session import Options, as_json, conduct, lines

    options = Options(
        url=url,
        document=document,
        config=config,
        probe=probe,
        wait=wait,
        max_requests=max_requests,
        allow_hosts=tuple(allow_host or ()),
        environment=os.environ,
    )
    with console.Progress(quiet=quiet) as progress:
        found = conduct(options, progress.stage)
    if report is not None:
        replace(report, as_json(found))
    if not (quiet and not found.faults):
        for line in lines(found):
            console.say(line)
    if found.faults:
        raise typer.Exit(1)
