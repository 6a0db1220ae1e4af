"""A request body as written becomes what a caller may give: one type for each media type that makes a difference."""

from __future__ import annotations

from typing import cast

from anew.model import Part, Style
from anew.names import pascal
from anew.normalise import media, uploads
from anew.normalise.facts import BodyFact, Tame
from anew.normalise.forms import ANY, BINARY, STRING, array
from anew.normalise.keywords import flag, mapping, text
from anew.normalise.raw import Content, Payload
from anew.normalise.schemas import Reader

_JSON = "application/json"
_OCTETS = "application/octet-stream"


def bodies(reader: Reader, payload: Payload | None, hint: str, *, suffix: str = "Body") -> tuple[BodyFact, ...]:
    """Read a request body, the preferred media type first: JSON, then the order of the document.

    Types without a name are called after `hint` and `suffix`.
    """
    if payload is None:
        return ()
    name = pascal(payload.name) or f"{hint}{suffix}"
    # What is named goes before a wildcard that is sent as the same.
    contents = sorted(enumerate(uploads.fitting(reader, payload.contents)), key=lambda one: "*" in one[1].media_type)
    found = [_fact(reader, content, index, name) for index, content in contents]
    found.sort(key=lambda fact: fact.kind != "json")
    return tuple(_different(found))


def _fact(reader: Reader, content: Content, index: int, hint: str) -> BodyFact:
    kind = media.body_kind(content.media_type, content.schema, reader.views)
    tame: Tame = ANY
    if kind == "text":
        tame = STRING
    elif kind == "binary":
        tame = BINARY
    elif content.schema is not None:
        tame = reader.safely(content.schema, hint)
    elif content.item is not None:
        tame = array(reader.safely(content.item, f"{hint}Item"))
    parts = tuple(_parts(content)) if kind in ("form", "multipart") else ()
    return BodyFact(f"application/b{index}+json", _sent(content.media_type, kind), kind, tame, parts)


def _sent(media_type: str, kind: str) -> str:
    """Give the media type to send: one with a wildcard cannot be."""
    if "*" not in media.bare(media_type) and "/" in media_type:
        return media_type.strip()
    return {"json": _JSON, "text": "text/plain"}.get(kind, _OCTETS)


def _parts(content: Content) -> list[Part]:
    return [
        Part(
            wire,
            text(mapping(found).get("contentType")),
            cast("Style", text(mapping(found).get("style")) or "form"),
            flag(mapping(found).get("explode"), default=text(mapping(found).get("style")) in ("", "form")),
            tuple(mapping(mapping(found).get("headers"))),
        )
        for wire, found in content.encoding.items()
    ]


def _different(found: list[BodyFact]) -> list[BodyFact]:
    """Drop what is the same in other words: `text/json` beside JSON, and wildcards that are sent as JSON too."""
    has_json = any(fact.media_type == _JSON for fact in found)
    kept: list[BodyFact] = []
    for fact in found:
        same = any(fact.media_type == other.media_type for other in kept)
        again = has_json and fact.media_type == "text/json"
        if not (same or again):
            kept.append(fact)
    return kept
