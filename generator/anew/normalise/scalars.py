"""A schema of a single value becomes a scalar: by its type, its format, and how its text is encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anew.model import ScalarKind
from anew.normalise.facts import Tame
from anew.normalise.forms import ANY, BINARY, BOOLEAN, INTEGER, NULL, NUMBER, STRING

if TYPE_CHECKING:
    from anew.normalise.schemas import Reader

_SIMPLE: dict[str, Tame] = {
    "string": STRING,
    "integer": INTEGER,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "null": NULL,
    "file": BINARY,
}
_DIRECT: dict[str, Tame] = {
    "date": {"type": "string", "format": "date"},
    "date-time": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
    "guid": {"type": "string", "format": "uuid"},
    "binary": BINARY,
}
_STOOD_IN: dict[str, ScalarKind] = {
    "time": "time",
    "duration": "duration",
    "decimal": "decimal",
    "byte": "bytes",
    "base64": "bytes",
}
_MEANT: dict[str, Tame] = {
    "str": STRING,
    "text": STRING,
    "int": INTEGER,
    "int32": INTEGER,
    "int64": INTEGER,
    "long": INTEGER,
    "float": NUMBER,
    "double": NUMBER,
    "decimal": NUMBER,
    "bool": BOOLEAN,
    "datetime": _DIRECT["date-time"],
    "date-time": _DIRECT["date-time"],
    "date": _DIRECT["date"],
    "uuid": _DIRECT["uuid"],
    "binary": BINARY,
}
"""Types that OpenAPI does not have, and that some documents write all the same."""


def scalar(reader: Reader, keywords: dict[str, Any], kind: str, at: str) -> Tame:
    """Read a schema that is neither object, array, enum nor union."""
    if kind == "string" or (not kind and _textual(keywords)):
        return _text(reader, keywords)
    if not kind or kind in _SIMPLE:
        return _SIMPLE.get(kind, ANY)
    if kind in ("any", "mixed"):
        return ANY
    known = _MEANT.get(kind.lower()) or _SIMPLE.get(kind.lower())
    meant = "it is read as what it seems to mean" if known else "its type is unknown"
    reader.ledger.remark(f"`type: {kind[:40]}` is not a type of OpenAPI, so {meant}", at, degrades=known is None)
    return known or ANY


def _textual(keywords: dict[str, Any]) -> bool:
    """Tell whether a schema without a type can only be about texts."""
    named = keywords.get("format")
    return isinstance(named, str) and (named in _DIRECT or named in _STOOD_IN)


def _text(reader: Reader, keywords: dict[str, Any]) -> Tame:
    encoding = keywords.get("contentEncoding")
    if encoding in ("base64", "base64url"):
        return reader.forms.scalar("bytes")
    named = keywords.get("format")
    if not isinstance(named, str):
        return BINARY if holds_octets(keywords) else STRING
    stood_in = _STOOD_IN.get(named)
    return reader.forms.scalar(stood_in) if stood_in else _DIRECT.get(named, STRING)


def holds_octets(keywords: dict[str, Any]) -> bool:
    """Tell whether a string of no format is octets by the media type of its content (3.1)."""
    named, encoding = keywords.get("contentMediaType"), keywords.get("contentEncoding")
    return isinstance(named, str) and encoding in (None, "binary") and not _is_text(named)


def _is_text(media_type: str) -> bool:
    """Tell whether content is text or JSON inside of a string, and so a text for the caller."""
    return media_type.startswith("text/") or media_type.endswith(("json", "xml", "jwt"))
