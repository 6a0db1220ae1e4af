"""`anew contract …`: a group of commands, each of which holds two of document, SDK and server against each other.

What a command needs is imported when it runs: the libraries belong to the extra `contract`, and take long to import.
"""

from __future__ import annotations

import typer

from anew.contract.commands.offline import offline
from anew.contract.commands.server import server
from anew.contract.commands.session import session

app = typer.Typer(
    name="contract",
    help="Hold document, SDK and server against each other.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command()(offline)
app.command()(server)
app.command()(session)
