"""The commands: exit codes, what they say, and what they leave to others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from anew.cli import app
from anew.errors import UsageError
from typer.testing import CliRunner, Result

from tests.backend import Backend, RealClock
from tests.contract.server.conftest import ADA, CONFIG, DOCUMENT

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run `anew contract …` against a backend."""

    def command(name: str, *arguments: str, url: str) -> Result:
        asked = ["contract", name, "--url", url, "--document", str(DOCUMENT), "--config", str(CONFIG), *arguments]
        return CliRunner().invoke(app, asked, env=ADA)

    return command


def test_server_without_bugs_passes(run: Run, tmp_path: Path) -> None:
    """Exit code 0; the summary says what was tested and what was not."""
    with Backend(clock=RealClock()) as backend:
        result = run("server", "--only", "getMe", "--cases", "2", "--no-borders", url=backend.url)

    assert result.exit_code == 0, result.output
    assert "tested      1 operation, 1 request" in result.output
    assert "findings    none" in result.output


def test_server_with_a_bug_fails(run: Run) -> None:
    """Exit code 1; the finding is named, and its request has no token in it."""
    with Backend(clock=RealClock(), deviations=["wrong-type"]) as backend:
        result = run("server", "--only", "getMe", "--no-borders", "--quiet", url=backend.url)

    assert result.exit_code == 1
    assert "GET /auth/me: wrong-type: $.data.username type" in result.output
    assert "token: [hidden]" in result.output


def test_stranger_is_refused(run: Run) -> None:
    """Nothing is sent to a host that nobody allowed."""
    result = run("server", url="https://api.acme.example")

    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2


def test_nothing_to_test_is_no_success(run: Run) -> None:
    """A filter that leaves nothing over is a mistake."""
    with Backend(clock=RealClock()) as backend:
        result = run("server", "--only", "GET /nowhere", url=backend.url)

    assert isinstance(result.exception, UsageError)


def test_session_is_told_and_written(run: Run, tmp_path: Path) -> None:
    """Exit code 0 without faults; `--report` writes facts and advice as JSON."""
    report = tmp_path / "session.json"
    with Backend(clock=RealClock(), token_life=0.2) as backend:
        result = run("session", "--wait", "0.9", "--report", str(report), url=backend.url)

    assert result.exit_code == 0, result.output
    assert "spent refresh token         refused" in result.output
    assert json.loads(report.read_text("utf-8"))["facts"]["reuse_ends_login"] is True
