"""An operation of Swagger 2.0 becomes what it would be in OpenAPI 3: its schemas stay where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from anew.document import Found
from anew.document.pointers import escape, tail
from anew.normalise.keywords import flag, mapping, reference, sequence, text
from anew.normalise.openapi3 import parameters
from anew.normalise.raw import Content, Input, Payload, Raw, Reply
from anew.normalise.views import Views

_FORM = "application/x-www-form-urlencoded"
_PARTS = ("string", "integer", "number", "boolean", "array")
"""Types that are properties of a body rather than all of it, where there are several."""
_MULTIPART = "multipart/form-data"
_JSON = "application/json"

_STYLES = {
    "csv": ("", False),
    "ssv": ("spaceDelimited", False),
    "tsv": ("tabDelimited", False),
    "pipes": ("pipeDelimited", False),
    "multi": ("form", True),
}


def fill(raw: Raw, root: dict[str, Any], views: Views) -> Raw:
    """Read what an operation takes and gives."""
    ends = [(end, reference(value)) for value, at in parameters(raw) if (end := views.end(value, at))]
    found = [(end, target) for end, target in ends if isinstance(end.value, dict)]
    return evolve(
        raw,
        inputs=tuple(_input(end, target) for end, target in found if end.value.get("in") not in ("body", "formData")),
        payload=_payload(raw, root, [end for end, _ in found]),
        replies=tuple(_replies(raw, root, views)),
    )


def surplus(raw: Raw, views: Views) -> list[Found]:
    """List the bodies that get lost, since there may be but one, and they are no parts of one either."""
    ends = [end for value, at in parameters(raw) if (end := views.end(value, at))]
    bodies = {
        one.value.get("name"): one for one in ends if isinstance(one.value, dict) and one.value.get("in") == "body"
    }
    found = list(bodies.values())
    return found[:-1] if len(found) > 1 and _in_parts(raw, found) is None else []


def style(parameter: dict[str, Any]) -> dict[str, Any]:
    """Say in OpenAPI 3's words how the items of a list are written; 2.0 joins them with commas by default."""
    if parameter.get("type") != "array":
        return {}
    named, explode = _STYLES.get(text(parameter.get("collectionFormat")), ("", False))
    return {"explode": explode, **({"style": named} if named else {})}


def _input(found: Found, target: str | None) -> Input:
    return Input({**found.value, **style(found.value)}, found, found.at, name=tail(found.at) if target else "")


def _payload(raw: Raw, root: dict[str, Any], found: list[Found]) -> Payload | None:
    consumes = _media_types(raw.value, root, "consumes")
    bodies = [one for one in found if one.value.get("in") == "body"]
    if bodies:
        usable = [one for one in consumes if one not in (_FORM, _MULTIPART)] or [_JSON]
        schema, required, at = _in_parts(raw, bodies) or _whole(bodies[-1])
        return Payload(tuple(Content(media_type, schema) for media_type in usable), required, at)
    fields = [one for one in found if one.value.get("in") == "formData" and isinstance(one.value.get("name"), str)]
    return _form(raw, fields, consumes) if fields else None


def _whole(body: Found) -> tuple[Found, bool, str]:
    return Found(body.value.get("schema", {}), f"{body.at}/schema"), flag(body.value.get("required")), body.at


def _in_parts(raw: Raw, bodies: list[Found]) -> tuple[Found, bool, str] | None:
    """Make an object of several bodies, of which there may be but one: people list the properties of a body so."""
    named = {one.value["name"]: one for one in bodies if isinstance(one.value.get("name"), str)}
    parts = {name: one.value.get("schema") for name, one in named.items()}
    if len(named) < 2 or not any(isinstance(one, dict) and one.get("type") in _PARTS for one in parts.values()):
        return None
    needed = [name for name, one in named.items() if flag(one.value.get("required"))]
    at = f"{raw.at}/parameters"
    schema = {"type": "object", "properties": {name: one or {} for name, one in parts.items()}, "required": needed}
    return Found(schema, at), bool(needed), at


def _form(raw: Raw, fields: list[Found], consumes: list[str]) -> Payload:
    """Make one body of the fields of a form; a file makes it multipart."""
    named = {one.value["name"]: one for one in fields}
    needed = [name for name, one in named.items() if flag(one.value.get("required"))]
    schema = {
        "type": "object",
        "properties": {name: one.value for name, one in named.items()},
        "required": needed,
    }
    files = any(one.value.get("type") == "file" for one in fields)
    media_type = _MULTIPART if files or (_MULTIPART in consumes and _FORM not in consumes) else _FORM
    encoding = {name: style(one.value) for name, one in named.items() if style(one.value)}
    at = f"{raw.at}/parameters"
    return Payload((Content(media_type, Found(schema, at), encoding=encoding),), bool(needed), at)


def _replies(raw: Raw, root: dict[str, Any], views: Views) -> Iterator[Reply]:
    produces = _media_types(raw.value, root, "produces")
    for status, value in mapping(raw.value.get("responses")).items():
        end = views.end(value, f"{raw.at}/responses/{escape(status)}")
        if status.startswith("x-") or end is None or not isinstance(end.value, dict):
            continue
        schema = Found(end.value["schema"], f"{end.at}/schema") if "schema" in end.value else None
        headers = mapping(end.value.get("headers")).items()
        yield Reply(
            status,
            tuple(Content(media_type, schema) for media_type in produces) if schema else (),
            tuple((name, Found(one, f"{end.at}/headers/{escape(name)}")) for name, one in headers),
            text(end.value.get("description")),
            end.at,
            tail(end.at) if reference(value) is not None else "",
        )


def _media_types(operation: dict[str, Any], root: dict[str, Any], key: str) -> list[str]:
    listed = sequence(operation.get(key)) or sequence(root.get(key))
    return [one for one in listed if isinstance(one, str)] or [_JSON]
