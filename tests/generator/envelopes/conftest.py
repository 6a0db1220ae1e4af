"""An SDK of operations with all kinds of envelopes, generated once, its clients, and a server to talk to."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from anew import pipeline

from tests.runtime.wire import Server

ITEM = {"$ref": "#/components/schemas/Item"}
CODED = {"code": {"type": "integer"}, "msg": {"type": "string"}}
ANSWERS: dict[str, Any] = {
    "flat": {"properties": {**CODED, "item": ITEM}},
    "flag": {"properties": {"ok": {"type": "boolean"}, "item": ITEM}},
    "bare": ITEM,
    "inner": ITEM,
    "anything": {},
    "base": {"$ref": "#/components/schemas/Base"},
    "nested": {"properties": {"meta": {"properties": CODED}, "response": ITEM}},
    "absent": {"properties": {"data": ITEM}},
    "union": {"oneOf": [{"$ref": "#/components/schemas/ItemResult"}, {"$ref": "#/components/schemas/ErrorResult"}]},
}
SCHEMAS: dict[str, Any] = {
    "Item": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    "Base": {"type": "object", "properties": CODED},
    "ItemResult": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"data": ITEM}}]},
    "ErrorResult": {"type": "object", "properties": {**CODED, "code": {"type": "integer", "example": 7}}},
}
SETTINGS = """\
version: 1
document: openapi.json
package: {name: shapes}
envelopes:
  main: {require: [/code], success: {at: /code, in: [0]}, code: /code, message: /msg, meta: {trace: /trace}}
  flat: {success: {at: /code, in: [0]}, code: /code, message: /msg, data: ""}
  flag: {require: [/ok], success: {at: /ok, in: [true]}, code: /error, message: /error, data: "", drop: [ok]}
  inner: {success: {at: /code, in: [0]}, code: /code, message: /msg, document: inner}
  loose: {success: {at: /code, in: [0]}, code: /code, message: /msg, document: untyped}
  nested: {success: {at: /meta/code, in: [0]}, code: /meta/code, message: /meta/msg, data: /response}
  absent: {success: {at: /errors, absent: true}, code: /errors/0/code, message: /errors/0/message}
operations:
  - {match: flat, envelope: flat}
  - {match: flag, envelope: flag}
  - {match: inner, envelope: inner}
  - {match: base, envelope: loose}
  - {match: nested, envelope: nested}
  - {match: absent, envelope: absent}
"""

Ask = Callable[[str], Any]
"""Calls an operation, and gives what its caller gets."""


def document() -> dict[str, Any]:
    """Give the document: an operation for each answer."""
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "tags": ["shop"],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
            }
        }
        for name, schema in ANSWERS.items()
    }
    info = {"title": "Shapes", "version": "1.0"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": SCHEMAS}}


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Generate and import the SDK."""
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "openapi.json").write_text(json.dumps(document()), "utf-8")
    (folder / "sdk.yaml").write_text(SETTINGS, "utf-8")
    pipeline.generate(pipeline.Request(folder / "sdk", config=folder / "sdk.yaml"))
    sys.path.insert(0, str(folder / "sdk"))
    yield importlib.import_module("shapes")
    sys.path.remove(str(folder / "sdk"))


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server."""
    with Server() as one:
        yield one


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, package: ModuleType, server: Server) -> Ask:
    """Give a way to call an operation in full, once for each kind of client."""
    api = importlib.import_module(f"{package.__name__}.api.shop")

    def blocking(name: str) -> Any:
        with package.Shapes(server.url, retries=0) as client:
            return client.send_detailed(getattr(api, name)())

    async def awaited(name: str) -> Any:
        async with package.AsyncShapes(server.url, retries=0) as client:
            return await client.send_detailed(getattr(api, name)())

    return blocking if request.param == "sync" else lambda name: asyncio.run(awaited(name))
