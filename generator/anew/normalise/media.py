"""A media type tells how a body is written or read."""

from __future__ import annotations

from anew.document import Found
from anew.model import AnswerKind, BodyKind
from anew.normalise.keywords import category, mapping
from anew.normalise.scalars import holds_octets
from anew.normalise.views import Views

_FORM = "application/x-www-form-urlencoded"
_EVENTS = ("text/event-stream", "application/event-stream")
_LINES = (
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/x-jsonlines",
    "application/json-seq",
)
_TEXTUAL = (
    "application/xml",
    "application/text",
    "application/javascript",
    "application/graphql",
    "application/yaml",
    "application/x-yaml",
)


def bare(media_type: str) -> str:
    """Drop parameters such as `; charset=utf-8`."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether it is JSON, in one of the names that it has."""
    name = bare(media_type)
    return name in ("application/json", "text/json", "application/*+json", "*/*+json", "json") or name.endswith("+json")


def is_wild(media_type: str) -> bool:
    """Tell whether it names any type: `*/*`, or nothing that is a media type at all."""
    name = bare(media_type)
    return name in ("*/*", "application/*", "*", "") or "/" not in name


def is_text(media_type: str) -> bool:
    """Tell whether it is text for the caller; XML is, as no types are made of it."""
    name = bare(media_type)
    return name.startswith("text/") or name in _TEXTUAL or name.endswith(("+xml", "+yaml"))


def answer_kind(media_type: str, schema: Found | None, views: Views) -> AnswerKind:
    """Tell how an answer is read; octets are octets whatever the media type says."""
    name = bare(media_type)
    if name in _EVENTS:
        return "sse"
    if name in _LINES:
        return "jsonl"
    if is_octets(schema, views):
        return "binary"
    if is_json(name):
        return "json"
    if is_wild(name):
        return "text" if _about(schema, views) == "string" else "json"
    return "text" if is_text(name) else "binary"


def body_kind(media_type: str, schema: Found | None, views: Views) -> BodyKind:
    """Tell how a body is written."""
    name = bare(media_type)
    if name == _FORM:
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    if is_json(name) or (is_wild(name) and not is_octets(schema, views)):
        return "json"
    return "text" if is_text(name) and not is_octets(schema, views) else "binary"


def is_octets(schema: Found | None, views: Views) -> bool:
    """Tell whether a schema is about raw octets as a whole."""
    end = views.end(schema.value, schema.at) if schema else None
    found = mapping(end.value) if end else {}
    if found.get("type") == "file":
        return True
    named = found.get("format")
    return found.get("type") == "string" and (named == "binary" or (named is None and holds_octets(found)))


def _about(schema: Found | None, views: Views) -> str:
    end = views.end(schema.value, schema.at) if schema else None
    return category(end.value) if end and isinstance(end.value, dict) else ""
