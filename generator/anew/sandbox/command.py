"""`anew sandbox DOCUMENT`: a document, its settings and some switches become a server that runs until interrupted."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from anew.console import say
from anew.errors import Diagnostic, UsageError
from anew.sandbox import Options
from anew.sandbox.extra import demand
from anew.sandbox.options import user


def sandbox(
    document: Annotated[
        Path | None, typer.Argument(help="The OpenAPI document; else the one that sdk.yaml names.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="Settings; else sdk.yaml, if it is there.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The loopback port; 0 takes any that is free.")] = 0,
    ttl: Annotated[float, typer.Option(help="Seconds that an access token is good for.")] = 60.0,
    grace: Annotated[float, typer.Option(help="Seconds in which a spent refresh token may be used again.")] = 0.0,
    users: Annotated[
        list[str] | None, typer.Option("--user", help="name:password of who may log in; anybody where none is named.")
    ] = None,
    faults: Annotated[
        list[str] | None, typer.Option("--fault", help="`KIND[=VALUE][ for TIMES][ at MATCH]`; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same tokens and answers.")] = 0,
    jwt: Annotated[bool, typer.Option("--jwt", help="Make access tokens JSON Web Tokens.")] = False,
    overlap: Annotated[
        bool, typer.Option("--overlap", help="Let access tokens be good until they expire, even after a refresh.")
    ] = False,
    lax: Annotated[bool, typer.Option("--lax", help="Accept requests that the document does not allow.")] = False,
) -> None:
    """Serve a document on this machine: logins, tokens that expire and rotate, faults, made-up answers."""
    demand()
    # Here, since the server's libraries take half a second to import and belong to an extra.
    from anew.sandbox.server import Sandbox

    named = tuple(user(one) for one in users or ())
    options = Options(ttl=ttl, grace=grace, users=named, seed=seed, jwt=jwt, overlap=overlap, validate=not lax)
    try:
        served = Sandbox(document, config=config, options=options, port=port)
    except OSError as error:
        why = Diagnostic(f"cannot take port {port}: {error.strerror or error}", fix="name another, or none")
        raise UsageError(why) from None
    for fault in faults or ():
        served.fault(fault)
    say(f"{served.url}  serves {served.title}; tokens live {ttl:g} s; stop it with Ctrl-C")
    say(f"{served.admin_url}  shows logins and requests")
    with contextlib.suppress(KeyboardInterrupt):
        served.serve()
