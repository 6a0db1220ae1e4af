"""A backend that answers `{data}` or `{errors: [{code, message}]}`: a success has no code, and lacks none."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from anew.contract.server import Options, conduct

THING = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "getThings",
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"properties": {"data": {"type": "array", "items": THING}}, "type": "object"}
                            }
                        },
                    }
                },
            }
        }
    },
}
SETTINGS = """
version: 1
document: openapi.json
envelopes:
  main: {success: {at: /errors, absent: true}, code: /errors/0/code, message: /errors/0/message, data: /data}
"""


class Things(BaseHTTPRequestHandler):
    """Answers with `server.body`."""

    def do_GET(self) -> None:
        body = json.dumps(self.server.body).encode()  # type: ignore[attr-defined]  # set by the test
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Any]:
    """Serve on loopback."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Things) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize(("body", "found"), [({"data": [{"name": "a"}]}, []), ({"data": {}}, ["wrong-type"])])
def test_an_envelope_told_by_absence_is_no_deviation(body: Any, found: list[str], server: Any, tmp_path: Path) -> None:
    """The document's own `{data}` is the envelope, not something to be put into another one; nobody has to log in."""
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT))
    (tmp_path / "sdk.yaml").write_text(SETTINGS)
    server.body = body
    url = f"http://127.0.0.1:{server.server_port}"
    how: dict[str, Any] = {"config": tmp_path / "sdk.yaml", "cases": 2, "borders": False}
    outcome = conduct(Options(url=url, environment={}, **how))

    assert [one.kind for one in outcome.findings] == found
