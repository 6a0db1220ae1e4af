"""Small documents to look at, made of the answers of their operations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from anew.detect import Detection, detect
from anew.document import load

CODE = {"type": "integer"}
TEXT = {"type": "string"}


def thing(number: int) -> dict[str, Any]:
    """Give a schema that differs from the one with another number."""
    return {"type": "object", "properties": {f"field{number}": TEXT}}


def wrapped(number: int, **more: Any) -> dict[str, Any]:
    """Give the answer `{code, msg, data}` with a payload of its own."""
    return {"type": "object", "properties": {"code": CODE, "msg": TEXT, "data": thing(number), **more}}


def operation(answer: Any = None, **more: Any) -> dict[str, Any]:
    """Give an operation with one answer."""
    content = {"application/json": {"schema": answer}} if answer is not None else {}
    return {"responses": {"200": {"description": "", "content": content}}, **more}


def body(*names: str) -> dict[str, Any]:
    """Give a request body with these properties."""
    schema = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    return {"content": {"application/json": {"schema": schema}}}


def query(*names: str, **schema: Any) -> list[dict[str, Any]]:
    """Give query parameters."""
    return [{"name": name, "in": "query", "schema": {"type": "integer", **schema}} for name in names]


def document(operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a document; operations are keyed by `METHOD /path`, and an operationId is made of that."""
    paths: dict[str, Any] = {}
    for key, value in operations.items():
        method, path = key.split(" ")
        paths.setdefault(path, {})[method.lower()] = {"operationId": key, **value}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **more}


def look(data: dict[str, Any], folder: Path) -> Detection:
    """Detect in a document."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(data), "utf-8")
    return detect(load(path), {})
