"""A project in an empty folder, and a way to run the tool in it as a user would."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from anew import cli
from attrs import frozen

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop API, version: "1.0"}
servers: [{url: "https://shop.example"}]
security: [{bearer: []}]
paths:
  /login:
    post:
      operationId: login
      tags: [auth]
      security: []
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Credentials"}}
      responses:
        "200":
          description: Tokens.
          content: {application/json: {schema: {$ref: "#/components/schemas/Tokens"}}}
  /refresh:
    post:
      operationId: refresh
      tags: [auth]
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {refreshToken: {type: string}}}}
      responses:
        "200":
          description: Tokens.
          content: {application/json: {schema: {$ref: "#/components/schemas/Tokens"}}}
  /items/{id}:
    get:
      operationId: getItem
      tags: [items]
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: An item.
          content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Credentials:
      type: object
      properties: {username: {type: string}, password: {type: string}}
    Tokens:
      type: object
      properties: {accessToken: {type: string}, refreshToken: {type: string}, expiresIn: {type: integer}}
    Item:
      type: object
      required: [id]
      properties: {id: {type: integer}, name: {type: string}}
"""
SETTINGS = """\
version: 1
document: openapi.yaml
package: {name: shop}
session:
  login: {operation: login}
  refresh: {operation: refresh, send: {in: body, name: refreshToken}}
  tokens: {access: /accessToken, refresh: /refreshToken}
"""


@frozen
class Result:
    """What a run ended with."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the command line as a function of its arguments."""

    def anew(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["anew", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        said = capsys.readouterr()
        return Result(code, said.out, said.err)

    return anew


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with an empty cache beside it."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_COLOR", "1")
    return folder


@pytest.fixture
def project(empty: Path) -> Path:
    """Stand in a folder with a document and its settings."""
    (empty / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    (empty / "sdk.yaml").write_text(SETTINGS, "utf-8")
    return empty


def tree(folder: Path) -> dict[str, str]:
    """Digest every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
