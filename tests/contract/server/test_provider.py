"""What goes along with requests: tenants with all of them, keys where they suffice, tokens where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from anew.contract.server import Options, Outcome, conduct
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

DOCUMENT = """
openapi: 3.0.3
info: {title: Keys, version: "1"}
security: [{key: []}]
paths:
  /open:
    get:
      operationId: getOpen
      security: []
      responses: &fine
        "200": {description: Fine., content: {application/json: {schema: {type: object}}}}
        "401": {description: Who are you?}
  /closed:
    get: {operationId: getClosed, responses: *fine}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
"""
SETTINGS = """
version: 1
document: openapi.yaml
session:
  tokens: {access: /token}
  headers: {tenant-id: "{tenant}"}
"""


class Server:
    """Wants a tenant everywhere and a key where it is closed; remembers what it was sent."""

    def __init__(self) -> None:
        self.tenants: set[str] = set()
        self.keys: list[str] = []
        routes = [Route("/open", self.answer), Route("/closed", self.answer)]
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = Thread(target=self.server.run, daemon=True)

    async def answer(self, request: Request) -> Response:
        self.tenants.add(request.headers.get("tenant-id", ""))
        if request.url.path == "/closed":
            self.keys.append(request.query_params.get("api_key", ""))
            if self.keys[-1] != "canary-key":
                return Response(status_code=401)
        return JSONResponse({})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve until the test is over."""
    made = Server()
    made.thread.start()
    while not made.server.started:
        made.thread.join(0.01)
    yield made
    made.server.should_exit = True
    made.thread.join(20)


def test_tenants_go_everywhere_and_keys_where_it_is_closed(server: Server, tmp_path: Path) -> None:
    """Every request has its tenant, closed operations have the key, and without it they are closed."""
    outcome = examine(server, tmp_path)

    assert ([one.kind for one in outcome.findings], server.tenants) == ([], {"7"})
    assert (server.keys[0], server.keys[-1]) == ("canary-key", "")
    assert {one.label for one in outcome.operations} == {"GET /open", "GET /closed"}


def examine(server: Server, folder: Path) -> Outcome:
    """Test the server with a key and a tenant from the environment."""
    (folder / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (folder / "sdk.yaml").write_text(SETTINGS, "utf-8")
    environment = {"ANEW_CREDENTIALS": '{"key": "canary-key"}', "ANEW_VARIABLES": '{"tenant": "7"}'}
    return conduct(Options(url=server.url, config=folder / "sdk.yaml", cases=2, environment=environment))
