"""A maker becomes bodies, answers and headers: in one media type, in several, in none."""

from __future__ import annotations

from typing import Any

from tests.documents.maker import Maker
from tests.documents.schemas import flat, object_, schema

_BODIES = (
    *("application/json", "application/json", "application/json", "application/json; charset=utf-8"),
    *("application/x-www-form-urlencoded", "multipart/form-data", "application/merge-patch+json"),
    *("text/plain", "application/octet-stream", "application/xml", "text/csv", "image/png", "*/*", "application/*"),
)
_ANSWERS = (
    *("application/json", "application/json", "application/json", "application/hal+json", "text/plain", "text/html"),
    *("application/octet-stream", "application/pdf", "application/xml", "text/csv", "*/*", "application/problem+json"),
    *("text/event-stream", "application/x-ndjson", "application/jsonl", "image/*", "application/json;v=2"),
)
_STATUSES = ("200", "200", "201", "202", "204", "2XX", "301", "304", "400", "404", "4XX", "500", "5XX", "default")


def body(make: Maker, *, forms: bool = True) -> dict[str, Any]:
    """Make a request body of OpenAPI 3; those of webhooks are no `forms`, which frameworks take apart themselves."""
    found: dict[str, Any] = {"content": {}}
    chosen = make.several(_BODIES, 1, 2 if make.chance(3) else 1)
    if "multipart/form-data" in chosen:
        # What may be anything beside a form leaves open what is a file, to a contract test as to a reader.
        chosen = ["multipart/form-data" if forms else "application/json"]
    for media_type in chosen:
        found["content"][media_type] = _sent(make, media_type)
    if make.chance(2):
        found["required"] = make.chance(3)
    if make.chance(4):
        found["description"] = make.text()
    return found


def _sent(make: Maker, media_type: str) -> dict[str, Any]:
    if "form" in media_type and make.chance(6):
        return {"schema": make.reference("Fields")}
    if media_type == "application/x-www-form-urlencoded":
        return _form(make, {name: flat(make) for name in make.names(1, 4)})
    if media_type == "multipart/form-data":
        return _parts(make)
    return _described(make, media_type)


def _described(make: Maker, media_type: str) -> dict[str, Any]:
    """Describe a content that is no form, by a schema or not at all."""
    if make.chance(12) and media_type in _ANSWERS:
        return {}
    if "json" in media_type or media_type in ("*/*", "application/*"):
        return {"schema": schema(make)}
    if media_type.startswith("text/") and media_type != "text/event-stream":
        return {"schema": {"type": "string"}}
    if media_type in ("text/event-stream", "application/x-ndjson", "application/jsonl"):
        return {"itemSchema": schema(make, 1)} if make.dialect == "3.2" else {"schema": schema(make, 1)}
    if media_type == "application/xml":
        return {"schema": make.one(({"type": "string"}, object_(make, 2)))}
    return {"schema": {} if make.modern else {"type": "string", "format": "binary"}}


def _form(make: Maker, properties: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"schema": {"type": "object", "properties": properties}}
    required = make.several(list(properties), 0, 2) if properties else []
    if required:
        found["schema"]["required"] = required
    if make.chance(3):
        styles = ({"style": "form", "explode": False}, {"style": "pipeDelimited"}, {"contentType": "application/json"})
        found["encoding"] = {name: make.one(styles) for name in make.several(list(properties), 1, 2)}
    return found


def _parts(make: Maker) -> dict[str, Any]:
    binary: dict[str, Any] = {"type": "string", "format": "binary"}
    properties: dict[str, Any] = {}
    for name in make.names(1, 4):
        kinds = (flat(make), binary, {"type": "array", "items": binary}, object_(make, 2))
        properties[name] = make.one(kinds)
    found: dict[str, Any] = {"schema": {"type": "object", "properties": properties}}
    plain = [name for name, one in properties.items() if "binary" not in str(one)]
    if plain and make.chance(2):
        encoding: dict[str, Any] = {
            "contentType": make.one(("application/json", "text/plain", "image/png, image/jpeg"))
        }
        if make.chance(3):
            encoding["headers"] = {"X-Part": {"schema": {"type": "string"}}}
        found["encoding"] = {make.one(plain): encoding}
    return found


def responses(make: Maker) -> dict[str, Any]:
    """Make the answers of an operation, of which there is at least one."""
    found: dict[str, Any] = {}
    statuses = [one for one in _STATUSES if not (make.old and "X" in one)]
    for status in make.several(statuses, 1, 3):
        shared = make.components.get("responses")
        if shared and make.chance(8):
            place = "#/responses/" if make.old else "#/components/responses/"
            found[status] = {"$ref": place + make.one(list(shared))}
        else:
            found[status] = response(make, status)
    return found


def response(make: Maker, status: str = "200") -> dict[str, Any]:
    """Make one answer."""
    found: dict[str, Any] = {"description": make.text()}
    if make.chance(5):
        found["headers"] = {name: header(make) for name in make.several(("X-Rate", "Location", "Set-Cookie"), 1, 2)}
    if status in ("204", "304") or make.chance(8):
        return found
    if not make.old and make.chance(10):
        found["links"] = {"next": {"operationRef": "#/paths/~1x/get", "description": make.text()}}
    if make.old:
        return found | {"schema": {"type": "file"} if make.chance(8) else schema(make)}
    count = 2 if make.chance(4) else 1
    found["content"] = {one: _described(make, one) for one in make.several(_ANSWERS, 1, count)}
    return found


def header(make: Maker) -> dict[str, Any]:
    """Make a header of an answer."""
    if make.old:
        return {"type": make.one(("string", "integer")), "description": make.text()}
    return {"schema": flat(make), "description": make.text()}
