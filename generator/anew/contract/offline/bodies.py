"""A documented body and its value become what is wrong with the bytes that were made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from anew.contract.offline.likeness import difference
from anew.contract.offline.reading import Content, Parameter
from anew.contract.offline.wire import canonical, compact, in_query, is_flat, scalar
from anew.samples.schemas import Schemas

OCTETS = b"\x00\xff\r\n--octets--\r\n"
TEXT = "<note>\u00e9 & more</note>"


@frozen
class Sent:
    """What came out of the SDK."""

    media_type: str
    """As the header has it."""
    content: bytes


def judge_body(kind: str, content: Content, value: Any, sent: Sent, schemas: Schemas) -> Iterator[str]:
    """Say what is wrong with a body.

    Args:
        kind: how the SDK writes it: json, form, multipart, text or binary.
        content: what the document says.
        value: the value that was given.
        sent: what was made of it.
        schemas: those of the document.
    """
    if not fits(content.media_type, sent.media_type):
        yield f"the media type is {sent.media_type!r} instead of {content.media_type!r}"
    elif kind == "json":
        yield from _json(value, sent.content)
    elif kind == "form":
        yield from _form(content, value, sent.content)
    elif kind == "multipart":
        yield from _multipart(content, value, sent, schemas)
    elif sent.content != (value if isinstance(value, bytes) else str(value).encode()):
        yield f"the body is {sent.content[:60]!r} instead of {str(value)[:60]!r}"


def fits(documented: str, sent: str) -> bool:
    """Tell whether a media type is the documented one, or one of its kind where that is a range."""
    wanted, found = (one.partition(";")[0].strip().lower() for one in (documented, sent))
    if "*" in wanted or "," in wanted:
        return "/" in found and "*" not in found
    return wanted == found


def _json(value: Any, content: bytes) -> Iterator[str]:
    try:
        actual = json.loads(content)
    except ValueError:
        yield "the body is not JSON"
        return
    if found := difference(value, actual, "body"):
        yield found


def _form(content: Content, value: Any, sent: bytes) -> Iterator[str]:
    expected: list[str] = []
    for name, one in value.items():
        written = _fields(name, one, content.encoding.get(name, {}))
        if written is None:
            return
        expected += written
    actual = sent.decode("latin-1").replace("+", "%20").split("&") if sent else []
    if in_order(map(canonical, expected)) != in_order(map(canonical, actual)):
        yield f"the form is {actual} instead of {expected}"[:300]


def in_order(pairs: Iterable[str]) -> list[str]:
    """Sort `name=value` pairs by name; the order of those that share one means something."""
    return sorted(pairs, key=lambda pair: pair.partition("=")[0])


def _fields(name: str, value: Any, encoding: Mapping[str, Any]) -> list[str] | None:
    """Write a property of a form; None where OpenAPI does not say how."""
    if value is None:
        return []
    styled = "style" in encoding or "explode" in encoding
    style = encoding.get("style", "form")
    parameter = Parameter(name, "query", True, False, style, encoding.get("explode", style == "form"))
    media_type = encoding.get("contentType", "")
    if "json" in media_type or (isinstance(value, dict) and not styled):
        return in_query(Parameter(name, "query", True, False, "", False, media_type="application/json"), value)
    return in_query(parameter, value)


def _multipart(content: Content, value: Any, sent: Sent, schemas: Schemas) -> Iterator[str]:
    parts = [one for name, given in value.items() for one in _expected_parts(content, name, given, schemas)]
    expected, actual = (sorted(some, key=lambda one: one.name) for some in (parts, _parts(sent)))
    if [one.name for one in actual] != [one.name for one in expected]:
        yield f"the parts are {[one.name for one in actual]} instead of {[one.name for one in expected]}"[:300]
        return
    for wanted, found in zip(expected, actual, strict=True):
        if wanted.is_file and not found.is_file:
            yield f"part {wanted.name!r} has no file name"
        if wanted.media_type and not fits(wanted.media_type, found.media_type):
            yield f"part {wanted.name!r} is {found.media_type!r} instead of {wanted.media_type!r}"
        if not _same_content(wanted.content, found.content):
            yield f"part {wanted.name!r} is {found.content[:60]!r} instead of {wanted.content[:60]!r}"


@frozen
class _Part:
    name: str
    content: bytes
    media_type: str = ""
    is_file: bool = False


def _expected_parts(content: Content, name: str, value: Any, schemas: Schemas) -> Iterator[_Part]:
    """Say which parts a property becomes: a list one for each item, null none."""
    encoding = content.encoding.get(name)
    media_type = str(encoding.get("contentType", "")) if isinstance(encoding, Mapping) else ""
    media_type = "" if "," in media_type or "*" in media_type else media_type
    if value is None:
        return
    whole = schemas.whole(content.schema if content.schema is not None else True)
    schema = whole.get("properties", {}).get(name, True)
    if isinstance(value, list) and "json" not in media_type:
        items = schemas.whole(schema).get("items", True)
        for one in value:
            yield from _one_part(name, one, media_type, schemas.whole(items))
    else:
        yield from _one_part(name, value, media_type, schemas.whole(schema))


def _one_part(name: str, value: Any, media_type: str, whole: Mapping[str, Any]) -> Iterator[_Part]:
    if value is None:
        return
    if isinstance(value, str) and whole.get("format") == "binary":
        yield _Part(name, value.encode(), "", is_file=True)
    elif "json" in media_type or not is_flat(value) or isinstance(value, dict | list):
        yield _Part(name, compact(value).encode(), media_type or "application/json")
    else:
        yield _Part(name, scalar(value).encode(), media_type)


_NAME = re.compile(r'\bname="([^"]*)"')


def _parts(sent: Sent) -> Iterator[_Part]:
    """Take a multipart body apart."""
    boundary = re.search(r'boundary="?([^";]+)', sent.media_type)
    if boundary is None:
        return
    marker = b"\r\n--" + boundary[1].encode()
    for piece in (b"\r\n" + sent.content).split(marker)[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = dict(line.partition(": ")[::2] for line in head.decode().split("\r\n"))
        named = {key.lower(): value for key, value in lines.items()}
        disposition = named.get("content-disposition", "")
        found = _NAME.search(disposition)
        name = (found[1] if found else "").replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
        yield _Part(name, content, named.get("content-type", ""), is_file="filename" in disposition)


def _same_content(wanted: bytes, found: bytes) -> bool:
    if wanted == found:
        return True
    try:
        return not difference(json.loads(wanted), json.loads(found))
    except ValueError:
        return not difference(wanted.decode("utf-8", "replace"), found.decode("utf-8", "replace"))
