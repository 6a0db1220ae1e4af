"""Turn the operations of the model into `operations.json`: the facts that tools can be built on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring_ascii
from typing import Any

from anew.model import Answer, Api, Group, Payload, Type
from anew.render.imports import Imports
from anew.render.operations import endpoints_of
from anew.render.types import annotation


def render_manifest(api: Api) -> str:
    """Write a JSON document; whatever is not ASCII is escaped in it."""
    operations = [entry for group in api.groups for entry in _entries(api, group)]
    document: dict[str, Any] = {"title": api.title, "version": api.version, "document": api.source}
    document["operations"] = operations
    if api.payloads:
        document["webhooks"] = [_webhook(api, one) for one in api.payloads]
    return _indented(document, "\n") + "\n"


def _indented(value: Any, margin: str) -> str:
    """Write JSON as `json.dumps(value, indent=2)` does, which hands each piece of it up through all levels."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if not value:
        return json.dumps(value)
    inner = f"{margin}  "
    if isinstance(value, dict):
        entries = [f"{inner}{encode_basestring_ascii(key)}: {_indented(one, inner)}" for key, one in value.items()]
        return f"{{{','.join(entries)}{margin}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join([inner + _indented(one, inner) for one in value])}{margin}]"
    return json.dumps(value)


def _entries(api: Api, group: Group) -> Iterator[dict[str, Any]]:
    for operation in endpoints_of(group):
        yield {
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "group": group.title,
            "module": f"{api.package.name}.api.{group.name}",
            "function": operation.name,
            "parameters": [
                {
                    "wire": parameter.wire,
                    "name": parameter.name,
                    "location": parameter.location,
                    "required": parameter.required,
                    "style": parameter.style,
                    "explode": parameter.explode,
                    "media_type": parameter.media_type or None,
                    "type": _type(parameter.type, "str"),
                }
                for parameter in operation.parameters
            ],
            "body_required": operation.body_required,
            "bodies": {
                body.media_type: {"kind": body.kind, "type": _type(body.type, "File")} for body in operation.bodies
            },
            "answers": _answers(operation.answers),
            "errors": _answers(operation.errors),
            "envelope": next((one.envelope for one in operation.answers if one.envelope), None),
            "paging": operation.paged.paging if operation.paged else None,
            "security": operation.security,
            "authenticated": operation.authenticated,
            "deprecated": operation.deprecated,
            "server": operation.server and operation.server.usual,
        }


def _webhook(api: Api, payload: Payload) -> dict[str, Any]:
    return {
        "kind": payload.kind,
        "name": payload.wire,
        "method": payload.method,
        "path": payload.path or None,
        "module": f"{api.package.name}.webhooks",
        "function": payload.name,
        "bodies": {body.media_type: {"kind": body.kind, "type": _type(body.type, "str")} for body in payload.bodies},
        "deprecated": payload.deprecated,
    }


def _answers(answers: Sequence[Answer]) -> dict[str, list[dict[str, Any]]]:
    """List what may come, by status."""
    listed: dict[str, list[dict[str, Any]]] = {}
    for one in answers:
        facts = {"kind": one.kind, "media_type": one.media_type or None, "type": one.type and _type(one.type, "str")}
        listed.setdefault(one.status, []).append({**facts, "envelope": one.envelope})
    return listed


def _type(type_: Type, binary: str) -> str:
    return str(annotation(type_, Imports(), binary=binary))
