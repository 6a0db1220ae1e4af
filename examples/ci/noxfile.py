"""The same for nox: put it beside openapi.yaml, sdk.yaml and sdk/, and run `nox`. Only `nox -s server` needs a server.

The account is read from ANEW_USERNAME and ANEW_PASSWORD.
"""

from __future__ import annotations

import nox

nox.options.sessions = ["fresh", "offline"]
URL = "http://127.0.0.1:8000/v1"


@nox.session
def regenerate(session: nox.Session) -> None:
    """Write sdk/ anew."""
    session.install("anew")
    session.run("anew", "generate")


@nox.session
def fresh(session: nox.Session) -> None:
    """Fail if sdk/ is not what the document and sdk.yaml ask for."""
    session.install("anew")
    session.run("anew", "generate", "--check")


@nox.session
def offline(session: nox.Session) -> None:
    """Hold the SDK against the document, without a server."""
    session.install("anew[contract]", "./sdk")
    session.run("anew", "contract", "offline", "sdk", "--report", "offline.json")


@nox.session
def server(session: nox.Session) -> None:
    """Hold a running server against the document and the SDK, and try out how its tokens live and die."""
    session.install("anew[contract]", "./sdk")
    url = session.posargs[0] if session.posargs else URL
    session.run("anew", "contract", "session", "--url", url, "--report", "session.json")
    reports = ("--junit", "contract.xml", "--html", "contract.html")
    session.run("anew", "contract", "server", "--url", url, "--sdk", "sdk", "--max-time", "300", *reports)
