"""The pytest plugin: five lines that test an application over expiries, alone and with workers."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.sandbox.conftest import CONFIG, DOCUMENT, ROOT

SETTINGS = f"""\
[pytest]
anew_document = {DOCUMENT}
anew_config = {CONFIG}
pythonpath = {ROOT / "sdk"}
"""
FIVE_LINES = """
def test_a_report_survives_an_expiry(client, expire_tokens, sandbox):
    before = client.users.list_users().total
    expire_tokens()
    assert client.users.list_users().total == before
    assert sandbox.counts["refreshes"] == 1
"""
SHARED = """
import pathlib, pytest

@pytest.mark.parametrize("number", range(6))
def test_expiries(client, expire_tokens, sandbox, number):
    assert expire_tokens() >= 0
    assert client.auth.get_me()
    assert sandbox.counts["logins"] == 1
    with pathlib.Path("seen").open("a") as file:
        file.write(f"{sandbox.origin}\\n")
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own, as a tester does."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Be a tester's folder."""
    (tmp_path / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def test_five_lines_test_an_expiry(project: Path) -> None:
    """The client is logged in, its token expires, and nobody notices."""
    (project / "test_five.py").write_text(FIVE_LINES, encoding="utf-8")
    done = run(project)

    assert "1 passed" in done.stdout, done.stdout


def test_workers_share_one_sandbox_and_one_login(project: Path) -> None:
    """Under pytest-xdist every worker expires its tokens, and no other worker's call fails for that."""
    pytest.importorskip("xdist")
    (project / "test_shared.py").write_text(SHARED, encoding="utf-8")
    done = run(project, "-n", "2")
    places = (project / "seen").read_text("utf-8").split()

    assert "6 passed" in done.stdout, done.stdout
    assert (len(places), len(set(places))) == (6, 1)


def test_a_mistake_in_the_settings_is_told(project: Path) -> None:
    """The test that wants the sandbox says what is wrong with them."""
    (project / "pytest.ini").write_text("[pytest]\nanew_config = nowhere.yaml\n", encoding="utf-8")
    (project / "test_it.py").write_text("def test_it(sandbox): ...\n", encoding="utf-8")

    assert "cannot read" in run(project).stdout


def test_without_settings_the_fixture_says_what_to_write(project: Path) -> None:
    """Nobody has to look it up."""
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (project / "test_it.py").write_text("def test_it(sandbox): ...\n", encoding="utf-8")

    assert "anew_config = sdk.yaml" in run(project).stdout


def test_a_client_of_somebody_else_is_left_alone(project: Path) -> None:
    """The usual name is taken where a sandbox is configured, and nowhere else."""
    (project / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (project / "test_it.py").write_text("def test_it(client): ...\n", encoding="utf-8")

    assert "fixture 'client' not found" in run(project).stdout


def test_an_sdk_that_is_not_there_is_asked_for(project: Path) -> None:
    """The message says how to get it."""
    (project / "pytest.ini").write_text(SETTINGS + "anew_package = no_such_sdk\n", encoding="utf-8")
    (project / "test_it.py").write_text("def test_it(client): ...\n", encoding="utf-8")

    assert "generate it by `anew generate`" in run(project).stdout


def test_the_plugin_costs_nothing_unless_it_is_used() -> None:
    """Importing it imports nothing of the sandbox, and needs no extra."""
    program = """
        import sys
        for name in ("starlette", "uvicorn", "python_multipart", "jsonschema_rs", "filelock", "httpx"):
            sys.modules[name] = None
        import anew.pytest_plugin
        print([name for name in sys.modules if name.startswith("anew.")])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60)

    assert done.stdout == "['anew.pytest_plugin']\n", done.stderr


def test_a_missing_extra_is_named(project: Path) -> None:
    """Whoever uses the fixture without the libraries learns what to install."""
    (project / "conftest.py").write_text("import sys; sys.modules['uvicorn'] = None\n", encoding="utf-8")
    (project / "test_it.py").write_text("def test_it(sandbox): ...\n", encoding="utf-8")

    assert "pip install 'anew[sandbox]'" in run(project).stdout
