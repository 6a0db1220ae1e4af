"""Options that several commands of `anew contract` have, each a typer annotation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Url = Annotated[str, typer.Option(help="Base URL of the server, with the path that operations are put behind.")]
Document = Annotated[Path | None, typer.Option(help="The OpenAPI document; else the one that sdk.yaml names.")]
Config = Annotated[Path | None, typer.Option(help="Settings; else sdk.yaml, if it is there.")]
Hosts = Annotated[
    list[str] | None, typer.Option("--allow-host", help="A host beside this machine that may be tested; repeatable.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
