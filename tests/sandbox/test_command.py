"""`anew sandbox`: one command serves a document until it is interrupted, and says what is wrong where it cannot."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.sandbox.conftest import CONFIG, DOCUMENT

COMMAND = (sys.executable, "-m", "anew", "sandbox")


@contextmanager
def running(*arguments: str) -> Iterator[tuple[str, str]]:
    """Run the command, and give the base URL and the address of the page that it prints."""
    command = [*COMMAND, str(DOCUMENT), "--config", str(CONFIG), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0], process.stdout.readline().split()[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def complaint(*arguments: str, cwd: Path | None = None) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_one_command_serves_a_document() -> None:
    """It says where, and where its page is; options say how."""
    with running("--ttl", "7", "--fault", "status=503 for 1 at getHealth", "--user", "ada:secret") as (url, page):
        state = httpx.get(f"{page}state").json()
        health = [httpx.get(f"{url}/health").status_code for _ in range(2)]
        login = httpx.post(f"{url}/auth/login", json={"username": "ada", "password": "wrong"}).json()["code"]

    assert (state["ttl"], state["title"], health, login) == (7, "Acme", [503, 200], 401)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere.yaml",), 2, "cannot read nowhere.yaml"),
        ((), 2, "there is no document to serve"),
        ((str(DOCUMENT), "--fault", "explode"), 2, "there is no fault `explode`"),
        ((str(DOCUMENT), "--ttl", "0"), 2, "--ttl cannot be 0; expected seconds"),
        ((str(DOCUMENT), "--user", "ada"), 2, "expected `--user ada:secret`"),
    ],
)
def test_mistakes_are_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    """There is no traceback for what the user can mend."""
    exit_code, text = complaint(*arguments, cwd=tmp_path)

    assert (exit_code, said in text, "Traceback" in text) == (code, True, False)


def test_a_port_that_is_taken_is_told() -> None:
    """The message says which, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, text = complaint(str(DOCUMENT), "--config", str(CONFIG), "--port", port)

    assert (code, f"cannot take port {port}" in text) == (2, True)


def test_a_missing_extra_is_named(tmp_path: Path) -> None:
    """Without the server's libraries the command says what to install, and every other command works."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['uvicorn'] = None\n", encoding="utf-8")
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    done = subprocess.run([*COMMAND, str(DOCUMENT)], env=environment, capture_output=True, text=True, timeout=60)

    assert done.returncode == 2
    assert "pip install 'anew[sandbox]'" in done.stderr
