"""An OpenAPI document becomes the one that schemathesis is given: it knows the statuses that codes are translated to.

What an envelope looks like is added where the document shows the payload alone, and formats that only clients know
become patterns. The document itself is not touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from anew import model
from anew.contract.target import Api, Endpoint
from anew.document.pointers import decode_fragment, split
from anew.runtime import spec
from anew.samples import bundle

STATUSES = ("400", "401", "403", "404", "405", "409", "422", "429", "500")
_PATTERNS = {"decimal": r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def prepare(api: Api) -> dict[str, Any]:
    """Write the document that is tested by."""
    root = bundle(api.document)
    for label, operation in _operations(root):
        endpoint = api.endpoints.get(label)
        if endpoint is not None:
            _extend(root, operation, endpoint, modern=api.document.dialect != "2.0")
    _give_patterns(root)
    _give_octets(root)
    return root


def documented(api: Api) -> dict[str, frozenset[str]]:
    """List the statuses that the document itself gives each operation, by label."""
    return {
        label: frozenset(str(status).upper() for status in operation.get("responses", {}))
        for label, operation in _operations(bundle(api.document))
    }


def _operations(root: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, said in (root.get("paths") or {}).items():
        item = _resolved(root, said["$ref"]) if isinstance(said, dict) and "$ref" in said else said
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in _METHODS and isinstance(operation, dict):
                yield f"{method.upper()} {path}", operation


def _extend(root: dict[str, Any], operation: dict[str, Any], endpoint: Endpoint, *, modern: bool) -> None:
    envelope = next((one.envelope for one in endpoint.judged.answers if one.envelope), None)
    responses = operation.setdefault("responses", {})
    if envelope is None:
        return
    if modern:
        for response in responses.values():
            for media in (response.get("content") or {}).values() if isinstance(response, dict) else ():
                if "schema" in media and not _shows(root, media["schema"], envelope):
                    media["schema"] = _wrapped(media["schema"], envelope)
    if "default" not in responses:
        loose: dict[str, Any] = _loose(envelope)
        content = {"content": {"application/json": {"schema": loose}}} if modern else {"schema": loose}
        for status in STATUSES:
            responses.setdefault(status, {"description": "Said by the envelope.", **content})


def _loose(envelope: spec.Envelope) -> dict[str, Any]:
    """Describe the envelope of a refusal: what every envelope has is there, the rest is as it may be."""
    return {"type": "object", "required": sorted({split(one)[0] for one in envelope.require if one.startswith("/")})}


def _wrapped(schema: Any, envelope: spec.Envelope) -> dict[str, Any]:
    for key in reversed(split(envelope.data)):
        schema = {"type": "object", "properties": {key: schema}}
    return {"allOf": [schema, _loose(envelope)]} if envelope.require else schema


def _shows(root: dict[str, Any], schema: Any, envelope: spec.Envelope, depth: int = 0) -> bool:
    """Whether a schema has the envelope's first member, wherever it gets it from; a schema that says nothing does."""
    shown = (envelope.data,) if envelope.by_absence else envelope.code
    pointers = [one for one in (*envelope.require, *shown) if one.startswith("/")]
    if not isinstance(schema, dict) or not schema or not pointers or not envelope.data or depth > _DEEP:
        return True
    if "$ref" in schema:
        return _shows(root, _resolved(root, schema["$ref"]), envelope, depth + 1)
    parts = [one for key in ("allOf", "anyOf", "oneOf") for one in schema.get(key, ())]
    if split(pointers[0])[0] in schema.get("properties", {}):
        return True
    if parts:
        return any(_shows(root, one, envelope, depth + 1) for one in parts)
    return "properties" not in schema and schema.get("type", "object") == "object"


_DEEP = 20


def _resolved(root: dict[str, Any], reference: str) -> Any:
    """Follow a reference; those of a bundled document stay inside of it."""
    node: Any = root
    for key in split(decode_fragment(reference.removeprefix("#"))):
        node = node.get(key, {}) if isinstance(node, dict) else {}
    return node


def _give_octets(root: dict[str, Any]) -> None:
    """Say of bodies that are files that they are octets; without a schema they would be any JSON."""
    for _, operation in _operations(root):
        content = operation.get("requestBody", {}).get("content", {})
        for media, said in content.items():
            if "schema" not in said and not any(one in media for one in ("json", "form", "text", "xml", "*")):
                said["schema"] = {"type": "string", "format": "binary"}


def _give_patterns(node: Any) -> None:
    """Tell what texts of our formats look like, or any text would count as valid and be sent as such."""
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _give_patterns(one)
    if isinstance(node, dict) and isinstance(node.get("format"), str) and node.get("type") == "string":
        pattern = _PATTERNS.get(node["format"])
        if pattern and "pattern" not in node:
            node["pattern"] = pattern


def has_payload(kind: model.Type | None) -> bool:
    """Whether a payload of this type is always there: not where there is none, nor where it may be null."""
    match kind:
        case None | model.Nullable() | model.Scalar("any" | "null"):
            return False
        case model.Union(members):
            return all(has_payload(one) for one in members)
        case model.Literals(values):
            return None not in values
        case _:
            return True
