"""A document with a text of the caller's choice in every position that a document has for texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

Text = Callable[[str], str]
"""Gives the text for a position; different positions must have different texts."""


def document(text: Text) -> dict[str, Any]:
    """Give a document that uses everything which ends in generated code in some way."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text("title"),
            "version": text("version"),
            "description": text("about"),
            "termsOfService": text("terms"),
            "contact": {"name": text("contact"), "email": text("mail")},
            "license": {"name": text("license")},
        },
        "externalDocs": {"description": text("docs"), "url": text("docs url")},
        "servers": [
            {
                "url": f"https://{{host}}/{text('server')}",
                "description": text("server about"),
                "variables": {"host": {"default": text("host"), "enum": [text("host"), text("other host")]}},
            }
        ],
        "tags": [{"name": text("tag"), "description": text("tag about")}],
        "security": [{text("scheme"): [text("scope")]}, {text("key"): []}],
        "paths": {
            f"/{text('path')}/{{{text('argument')}}}": {
                "parameters": [_parameter(text, "argument", "path", required=True)],
                "get": _operation(text, "read"),
                "post": {**_operation(text, "make"), "requestBody": _body(text)},
            },
            "/events": {"get": {**_operation(text, "listen"), "responses": _events(text)}},
        },
        "components": {
            "schemas": _schemas(text),
            "securitySchemes": {
                text("scheme"): {
                    "type": "oauth2",
                    "description": text("scheme about"),
                    "flows": {
                        "password": {"tokenUrl": text("token url"), "scopes": {text("scope"): text("scope about")}}
                    },
                },
                text("key"): {"type": "apiKey", "in": "header", "name": text("key header")},
            },
        },
        "x-extension": {text("extension"): text("extension value")},
    }


def settings(text: Text) -> dict[str, Any]:
    """Give settings that use every position for free text."""

    def line(position: str) -> str:
        """Give a text for a location: one line, and one step of a pointer."""
        return text(position).replace("\n", " ").replace("/", "~1")

    signal = {"code": [text("code")], "message": "x", "header": text("signal header")}
    return {
        "version": 1,
        "document": "openapi.json",
        "package": {"name": "acme"},
        "envelopes": {
            "main": {
                "success": {"at": f"/{line('status')}", "in": [text("fine")]},
                "code": f"/{line('code at')}",
                "message": f"header:{line('message at')}",
                "data": f"/{line('data at')}",
                "meta": {text("meta"): f"cookie:{line('meta at')}"},
            }
        },
        "errors": [{"when": signal, "raise": "Quota", "retry_after": f"header:{line('retry')}"}],
        "session": {
            "refresh": {
                "operation": text("make id"),
                "send": {"in": "body", "name": text("sent"), "value": f"{text('sent value')}{{refresh}}"},
            },
            "tokens": {"access": f"/{line('access')}", "refresh": f"cookie:{line('refresh')}"},
            "attach": {"header": text("attach"), "value": f"{text('attach value')}{{access}}"},
            "headers": {text("extra header"): text("extra value")},
            "lost": signal,
        },
        "paging": {"default": {"items": f"/{line('items')}", "page": text("page"), "size": text("size")}},
    }


def _operation(text: Text, name: str) -> dict[str, Any]:
    return {
        "operationId": text(f"{name} id"),
        "tags": [text("tag")],
        "summary": text(f"{name} summary"),
        "description": text(f"{name} about"),
        "parameters": [
            _parameter(text, f"{name} {place}", place, default=text(f"{name} {place} default"))
            for place in ("query", "header", "cookie")
        ],
        "responses": {
            "200": {
                "description": text(f"{name} answer"),
                "headers": {
                    text(f"{name} head"): {"schema": {"type": "string"}, "description": text(f"{name} head about")}
                },
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            },
            "404": {
                "description": text(f"{name} error"),
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Other"}}},
            },
        },
    }


def _parameter(
    text: Text, name: str, place: str, default: str | None = None, *, required: bool = False
) -> dict[str, Any]:
    schema = {"type": "string", "pattern": text(f"{name} pattern"), **({"default": default} if default else {})}
    about = {"description": text(f"{name} about"), "example": text(f"{name} example")}
    return {"name": text(name), "in": place, "required": required, "schema": schema, **about}


def _body(text: Text) -> dict[str, Any]:
    upload = {
        "type": "object",
        "properties": {text("part"): {"type": "string", "format": "binary"}, text("part2"): {"type": "string"}},
    }
    return {
        "description": text("body about"),
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Thing"},
                "example": {text("ex"): text("ex value")},
            },
            "multipart/form-data": {"schema": upload, "encoding": {text("part2"): {"contentType": text("part type")}}},
        },
    }


def _events(text: Text) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Other"}
    return {"200": {"description": text("events"), "content": {"text/event-stream": {"schema": schema}}}}


def _schemas(text: Text) -> dict[str, Any]:
    named = text("named")
    pet = {
        "type": "object",
        "required": [text("kind")],
        "properties": {
            text("kind"): {"type": "string"},
            text("leg"): {"type": "integer", "description": text("leg about")},
        },
    }
    return {
        "Thing": {
            "type": "object",
            "title": text("thing title"),
            "description": text("thing about"),
            "required": [text("required")],
            "properties": {
                text("required"): {
                    "type": "string",
                    "description": text("required about"),
                    "default": text("required default"),
                },
                text("optional"): {"type": ["string", "null"], "pattern": text("optional pattern")},
                text("choice"): {"type": "string", "enum": [text("first"), text("second")], "default": text("second")},
                text("constant"): {"const": text("constant value")},
                text("deep"): {
                    "type": "object",
                    "title": text("deep title"),
                    "properties": {text("inner"): {"type": "integer"}},
                },
                text("map"): {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Other"}},
                text("format"): {"type": "string", "format": text("format name")},
                text("pet"): {
                    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                    "discriminator": {
                        "propertyName": text("kind"),
                        "mapping": {
                            text("cat"): "#/components/schemas/Cat",
                            text("dog"): "#/components/schemas/Dog",
                        },
                    },
                },
                text("reference"): {"$ref": f"#/components/schemas/{_escaped(named)}"},
            },
            "example": {text("example"): text("example value")},
        },
        "Other": {"type": "object", "properties": {text("field"): {"type": "string", "format": "date-time"}}},
        "Cat": pet,
        "Dog": pet,
        named: {"type": "object", "properties": {text("named field"): {"type": "boolean"}}},
        text("list"): {"type": "array", "items": {"type": "string", "enum": [text("one"), text("two")]}},
    }


def _escaped(name: str) -> str:
    """Write a name in a reference: as a JSON pointer, inside of a URL; half a surrogate pair has no place in one."""
    pointer = name.replace("~", "~0").replace("/", "~1")
    return pointer if "\ud800" in name else quote(pointer, safe="~")
