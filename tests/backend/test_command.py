"""The command line: `python -m tests.backend` serves until interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys

import httpx


def test_command_serves_until_interrupted() -> None:
    """The first line says where it listens; an interrupt ends it quietly."""
    command = [sys.executable, "-m", "tests.backend", "--port", "0", "--token-life", "2.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        url = process.stdout.readline().split()[0]
        pair = httpx.post(f"{url}/auth/login", json={"username": "ada", "password": "secret"}).json()["data"]
        process.send_signal(signal.SIGINT)
        process.wait(20)

        assert (0 < pair["expiresIn"] <= 2.5, process.stderr.read()) == (True, "")
