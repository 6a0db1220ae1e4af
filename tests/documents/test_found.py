"""What drawing documents has brought to light, each as small as it gets; they hold since the causes are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.documents.trial import Bench

_OBJECT = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
_NUMBERS = {"type": "array", "items": {"type": "integer"}}


def _document(paths: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    info = {"title": "Found", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


def _answered(path: str, responses: dict[str, dict[str, Any]]) -> dict[str, Any]:
    told = {
        status: {"description": "", "content": {media_type: {"schema": schema} for media_type, schema in one.items()}}
        for status, one in responses.items()
    }
    return {path: {"get": {"responses": told}}}


def _sent(path: str, media_type: str, schema: Any, **more: Any) -> dict[str, Any]:
    body = {"required": True, "content": {media_type: {"schema": schema, **more}}}
    return {path: {"post": {"requestBody": body, "responses": {"204": {"description": ""}}}}}


def _asked(path: str, place: str, name: str, schema: Any, **more: Any) -> dict[str, Any]:
    parameter = {"name": name, "in": place, "required": True, "schema": schema, **more}
    return {path: {"get": {"parameters": [parameter], "responses": {"204": {"description": ""}}}}}


def _identified(number: int, wire: str) -> dict[str, Any]:
    inner = {"$anchor": "leaf", "type": "object", "properties": {wire: {"type": "string"}}, "required": [wire]}
    properties = {"anchored": {"$ref": "#leaf"}, "pointed": {"$ref": "#/$defs/inner"}}
    return {"$id": f"https://s.example/{number}", "type": "object", "$defs": {"inner": inner}, "properties": properties}


FOUND = {
    "two schemas with ids have an anchor of the same name": _document(
        _sent("/one", "application/json", _identified(1, "one"))
        | _answered("/two", {"200": {"application/json": _identified(2, "two")}})
        # `default` is the name of an answer here, and no value.
        | _answered("/three", {"default": {"application/json": _identified(3, "three")}})
        | _sent("/four", "application/json", {"type": "object", "patternProperties": {"^x": _identified(4, "four")}})
    ),
    "recursive aliases are optional, in tuples, and in each other": _document(
        _sent("/trees", "application/json", {"type": "array", "prefixItems": [{"$ref": "#/components/schemas/Tree"}]})
        | _asked("/json", "query", "json", {"$ref": "#/components/schemas/Json"})
        | _sent(
            "/all", "application/json", {"type": "object", "properties": {"t": {"$ref": "#/components/schemas/Tree"}}}
        ),
        Tree={"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Tree"}},
        Json={"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/Json"}}]},
    ),
    "a body of bytes goes as JSON": _document(
        _sent("/octets", "application/json", {"type": "string", "format": "byte"})
    ),
    "names in paths and cookies are odd": _document(
        _asked("/a/{@id}/{$ref}", "path", "@id", {"type": "string"}) | _asked("/c", "cookie", "\u00e9=;", _NUMBERS)
    ),
    "a range of statuses has exceptions": _document(
        _answered("/range", {"200": {"application/json": _NUMBERS}, "2XX": {"application/json": _OBJECT}})
    ),
    "a wildcard stands beside JSON": _document(
        _answered("/wild", {"200": {"application/json": _NUMBERS, "*/*": _OBJECT}})
        | _answered("/hal", {"200": {"application/hal+json": _NUMBERS, "*/*": _OBJECT}})
        | {
            "/sent": {
                "post": {
                    "requestBody": {"content": {"*/*": {"schema": _NUMBERS}, "application/json": {"schema": _OBJECT}}},
                    "responses": {"204": {"description": ""}},
                }
            }
        }
    ),
    "media types differ in a parameter": _document(
        _answered("/versions", {"200": {"application/json;v=2": _OBJECT, "application/json": _NUMBERS}})
    ),
    "what is read only is told by a part of allOf": _document(
        _sent(
            "/made",
            "application/json",
            {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"allOf": [{"$ref": "#/components/schemas/Id"}, {"readOnly": True}]}},
            },
        ),
        Id={"type": "integer"},
    ),
    "a choice of one is the list of a stream's items": _document(
        _answered("/lines", {"200": {"application/jsonl": {"anyOf": [{"type": "array", "items": _OBJECT}]}}})
    ),
    "cookies have a style of their own": {
        **_document(_asked("/cookies", "cookie", "c", _NUMBERS, style="cookie")),
        "openapi": "3.2.0",
    },
    "one status has JSON and another one a stream": _document(
        _answered("/both", {"200": {"application/json": _OBJECT}, "202": {"application/jsonl": _OBJECT}})
    ),
    "a part may be of one of several media types": _document(
        _sent(
            "/parts",
            "multipart/form-data",
            {"type": "object", "properties": {"object": _OBJECT, "text": {"type": "string"}}},
            encoding={
                "object": {"contentType": "image/png, image/jpeg"},
                "text": {"contentType": "text/plain, text/*"},
            },
        )
    ),
    "what is reserved stays in a query": _document(
        _asked("/reserved", "query", "q", {"type": "string", "enum": ["a&b", "&", "c%2d", "50%"]}, allowReserved=True)
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_holds(name: str, tmp_path: Path) -> None:
    """The SDK of a document that was once too much has all of it, imports, and keeps to it."""
    assert [] == Bench(tmp_path).failures(FOUND[name])
