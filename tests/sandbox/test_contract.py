"""The sandbox passes the contract tests that backends are held to."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from anew.sandbox import Options, Sandbox

from tests.sandbox.conftest import CONFIG, DOCUMENT

pytest.importorskip("schemathesis")

CHOSEN = ("getMe", "listUsers", "createUser", "getFile")


def contract(command: str, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `anew contract`, logged in as anybody."""
    known = ["--url", url, "--document", str(DOCUMENT), "--config", str(CONFIG)]
    environment = {**os.environ, "ANEW_USERNAME": "ada", "ANEW_PASSWORD": "anything"}
    return subprocess.run(
        [sys.executable, "-m", "anew", "contract", command, *known, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


@pytest.mark.parametrize("chosen", [CHOSEN, pytest.param((), marks=pytest.mark.stress)], ids=["some", "all"])
def test_made_up_requests_find_nothing(chosen: tuple[str, ...]) -> None:
    """Answers, refusals and the need of a login are as document and settings say."""
    with Sandbox(DOCUMENT, config=CONFIG) as served:
        named = [argument for one in chosen for argument in ("--only", one)]
        done = contract("server", served.url, "--cases", "4", "--no-borders", *named)

    assert (done.returncode, "findings    none" in done.stdout) == (0, True), done.stdout


@pytest.mark.stress
def test_its_refresh_is_what_it_is_set_to() -> None:
    """Life, rotation, grace and logout are found out from outside as they were set."""
    with Sandbox(DOCUMENT, config=CONFIG, options=Options(ttl=2, grace=3)) as served:
        done = contract("session", served.url, "--wait", "3")

    found = dict(line.strip().split("  ", 1) for line in done.stdout.splitlines() if line.startswith("  "))
    told = [found[name].strip() for name in ("announced life", "spent refresh token", "refresh after logout")]
    assert told == ["2 s", "same pair", "no"]
