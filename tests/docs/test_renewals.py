"""What is said of keeping a login alive is true: SDKs are generated from the fragments, and the programs run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from anew.model import OAuthFlow
from anew.pipeline import Request, generate
from anew.settings import load

from tests.backend import Backend, Fault
from tests.docs.reader import SERVER, Reader
from tests.docs.snippets import ROOT, snippets
from tests.runtime.wire import Received, Server, enveloped

PAGE = "docs/renewals.md"
NOON = "2026-01-01T12:00:00Z"
SETTINGS = [snippet.text for snippet in snippets(PAGE, "yaml")]
PROGRAMS = [snippet.text for snippet in snippets(PAGE, "python")]


def program_with(text: str) -> str:
    """Find the one program that holds a text."""
    [found] = [program for program in PROGRAMS if text in program]
    return found


def reading(fragment: str, backend: Backend, folder: Path) -> Reader:
    """Generate the sample SDK with a fragment in its `sdk.yaml`."""
    settings: dict[str, Any] = yaml.safe_load((ROOT / "sdk.yaml").read_text(encoding="utf-8"))
    settings["session"] |= yaml.safe_load(fragment)["session"]
    config = folder / "sdk.yaml"
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    generate(Request(output=folder / "sdk", document=ROOT / "openapi.yaml", config=config))
    return Reader(backend, folder, folder / "sdk")


@pytest.fixture
def backend() -> Iterator[Backend]:
    """Serve the sample API, and forgive that a crowded machine repeats a refresh."""
    with Backend(grace=60.0) as backend:
        yield backend


def expiring(program: str, backend: Backend) -> str:
    """Let the tokens of the login expire before their first use, so that the program has to renew them."""
    lines = program.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.lstrip().startswith("print("))
    indent = lines[at].partition("print(")[0]
    expire = f"{indent}__import__('httpx').post('{backend.origin}/_admin/expire').raise_for_status()\n"
    return "".join([*lines[:at], expire, *lines[at:]])


def test_what_goes_along_reaches_the_server(tmp_path: Path, backend: Backend) -> None:
    """The refresh holds the client's id, from its variables, beside the token."""
    reader = reading(SETTINGS[0], backend, tmp_path)
    refused: list[str] = []

    def answer(request: Received) -> bytes:
        if request.path.startswith("/auth/") and request.path != "/auth/me":
            return enveloped({"accessToken": "new" if "refresh" in request.path else "old", "refreshToken": "r"})
        if request.header("token") == "old":
            refused.append(request.path)
            return enveloped(None, 409)
        return enveloped({"id": 1, "username": "ada", "email": "a@b.c", "role": "admin", "createdAt": NOON})

    with Server(answer) as server:
        done = reader.run("-c", program_with("variables=").replace(SERVER, server.url))
        [refresh] = [request.body for request in server.received if request.path == "/auth/refresh"]

    assert (done, refused) == ("ada\n", ["/auth/me"])
    assert json.loads(refresh) == {"refreshToken": "r", "clientId": "c-1", "mode": "silent"}


def test_a_client_waits_as_long_as_it_is_told(tmp_path: Path, backend: Backend) -> None:
    """The program runs over an expiry."""
    program = program_with("refresh_timeout=10")

    assert Reader(backend, tmp_path).paste(expiring(program, backend)) == "ada\n"
    assert backend.counters.refreshes == 1


def test_a_dead_refresh_token_is_replaced_by_a_login(tmp_path: Path, backend: Backend) -> None:
    """The server rejects the refresh token; the function gives the next login, and the call is answered."""
    backend.faults.add("refreshToken", Fault(kind="code", code=401))
    program = program_with("reauthenticate=again")

    assert Reader(backend, tmp_path).paste(expiring(program, backend)) == "ada\n"
    assert backend.counters.logins == 2


def test_functions_of_ones_own_log_in_refresh_and_log_out(tmp_path: Path, backend: Backend) -> None:
    """All three are called, with what the page says they are given."""
    reader = reading(SETTINGS[2], backend, tmp_path)
    functions = program_with("# house/auth.py").replace(SERVER, backend.url)
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "auth.py").write_text(functions, encoding="utf-8")
    program = program_with('password="secret")\n    print')

    assert reader.paste(expiring(program, backend)) == "ada\n"
    assert (backend.counters.logins, backend.counters.refreshes) == (1, 1)


def test_a_token_endpoint_is_described_as_the_page_says(tmp_path: Path) -> None:
    """The fragment is a whole session: where tokens are and go needs no word."""
    config = tmp_path / "sdk.yaml"
    config.write_text(f"version: 1\n{SETTINGS[1]}", encoding="utf-8")
    session = load(config).session

    assert session and session.oauth == OAuthFlow("password", "oauth", scope="read write")


def test_every_program_of_the_page_is_run_here() -> None:
    """A fragment or a program that is added is noticed."""
    assert (len(SETTINGS), len(PROGRAMS)) == (3, 5)
