"""A folder becomes a running Directus: installed from npm, its native parts built, on loopback, tokens short-lived.

Nothing but the registries is reached: what would download binaries is not run, and is built from its source instead.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from attrs import frozen

VERSION = "12.4.1"
EMAIL, PASSWORD = "admin@example.com", "only-on-loopback"
_APP = "18.0.0"
"""The pages for people are not served; this one is in the registries that lack what Directus asks for."""
_PACKAGE = {
    "name": "real",
    "private": True,
    "dependencies": {"directus": VERSION, "sqlite3": "5.1.7"},
    "overrides": {"@directus/app": _APP},
}
_NATIVE = ("sqlite3", "isolated-vm")
_PATIENCE = 60.0


class UnavailableError(Exception):
    """Directus cannot be run here, and why."""


@frozen
class Directus:
    """One that runs."""

    url: str
    log: Path

    def answered(self, request: str, status: int) -> int:
        """Count the answers of one kind, by the server's own log."""
        wanted = f"{request} {status} "
        return sum(wanted in line for line in self.log.read_text(errors="replace").splitlines())

    def document(self) -> bytes:
        """Fetch its OpenAPI document, as the administrator sees it."""
        login = httpx.post(f"{self.url}/auth/login", json={"email": EMAIL, "password": PASSWORD})
        token = login.raise_for_status().json()["data"]["access_token"]
        answer = httpx.get(f"{self.url}/server/specs/oas", headers={"Authorization": f"Bearer {token}"})
        return answer.raise_for_status().content


def install(folder: Path) -> None:
    """Install it, unless that was done before.

    Raises:
        UnavailableError: a tool or a package is missing.
    """
    headers = _headers()
    (folder / "package.json").write_text(json.dumps(_PACKAGE))
    if not (folder / "node_modules" / "directus").is_dir():
        _run(folder, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
    for name in _NATIVE:
        home = folder / "node_modules" / name
        if not any(home.rglob("*.node")):
            _run(home, "npx", "--yes", "node-gyp", "rebuild", "--release", f"--nodedir={headers}")


@contextmanager
def running(folder: Path, life: float) -> Iterator[Directus]:
    """Run it with an empty database, and stop it at the end.

    Args:
        folder: where it is installed.
        life: how many seconds an access token lives.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "data.db").unlink(missing_ok=True)
    environment = {**os.environ, **_settings(folder, port, life)}
    command = ("node", str(folder / "node_modules" / "directus" / "cli.js"))
    _run(folder, *command, "bootstrap", environment=environment)
    log = folder / "directus.log"
    with log.open("w") as output:
        server = subprocess.Popen([*command, "start"], cwd=folder, env=environment, stdout=output, stderr=output)
        try:
            found = Directus(f"http://127.0.0.1:{port}", log)
            _await(found, server)
            yield found
        finally:
            server.terminate()
            server.wait(_PATIENCE)


def _settings(folder: Path, port: int, life: float) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DB_CLIENT": "sqlite3",
        "DB_FILENAME": str(folder / "data.db"),
        "SECRET": "only-on-loopback-and-only-for-minutes",
        "ADMIN_EMAIL": EMAIL,
        "ADMIN_PASSWORD": PASSWORD,
        "ACCESS_TOKEN_TTL": f"{life:g}s",
        "SERVE_APP": "false",
        "TELEMETRY": "false",
        "RATE_LIMITER_ENABLED": "false",
        "PRESSURE_LIMITER_ENABLED": "false",
        "LOG_STYLE": "pretty",
        "NO_COLOR": "1",
    }


def _headers() -> Path:
    """Find Node's headers: isolated-vm is built by them for exactly this Node."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise UnavailableError("node and npm are needed")
    home = Path(node).resolve().parents[1]
    if not (home / "include" / "node" / "node.h").is_file():
        raise UnavailableError(f"Node's headers are needed; there are none in {home / 'include' / 'node'}")
    return home


def _run(folder: Path, *command: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-5:])
        raise UnavailableError(f"{' '.join(command[:3])} failed:\n{end}")


def _await(found: Directus, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"{found.url}/server/ping").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise UnavailableError(f"Directus does not answer; {found.log} may tell why")
