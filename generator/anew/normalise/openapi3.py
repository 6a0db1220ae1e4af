"""An operation of OpenAPI 3 becomes parameters, bodies and answers with every reference to them resolved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from anew.document import Found
from anew.document.pointers import escape, tail
from anew.normalise.keywords import flag, mapping, reference, sequence, text
from anew.normalise.raw import Content, Input, Payload, Raw, Reply
from anew.normalise.views import Views

_FORM = "application/x-www-form-urlencoded"


def fill(raw: Raw, views: Views) -> Raw:
    """Read what an operation takes and gives."""
    return evolve(
        raw,
        inputs=tuple(_inputs(raw, views)),
        payload=_payload(raw, views),
        replies=tuple(_replies(raw, views)),
    )


def parameters(raw: Raw) -> Iterator[tuple[Any, str]]:
    """Give the parameters of an operation after those of its path, which they replace."""
    for holder, at in ((raw.item.value, raw.item.at), (raw.value, raw.at)):
        for index, one in enumerate(sequence(mapping(holder).get("parameters"))):
            yield one, f"{at}/parameters/{index}"


def headers(value: Any, at: str, views: Views) -> Iterator[tuple[str, Found]]:
    """Give the schemas of an answer's headers."""
    for name, header in mapping(value).items():
        end = views.end(header, f"{at}/{escape(name)}")
        if end is not None and isinstance(end.value, dict):
            found = _schema(end.value, end.at) or next((one.schema for one in contents(end.value, end.at, views)), None)
            yield name, found or Found({}, end.at)


def contents(value: dict[str, Any], at: str, views: Views) -> Iterator[Content]:
    """Give the media types of a body, an answer or a parameter."""
    for media_type, found in mapping(value.get("content")).items():
        end = views.end(found, f"{at}/content/{escape(media_type)}")
        media = mapping(end.value) if end else {}
        where = end.at if end else at
        yield Content(
            media_type,
            _schema(media, where),
            Found(media["itemSchema"], f"{where}/itemSchema") if "itemSchema" in media else None,
            mapping(media.get("encoding")),
        )


def _inputs(raw: Raw, views: Views) -> Iterator[Input]:
    for value, at in parameters(raw):
        end = views.end(value, at)
        if end is None or not isinstance(end.value, dict):
            continue
        name = tail(end.at) if reference(value) is not None else ""
        media = next(contents(end.value, end.at, views), None)
        schema = _schema(end.value, end.at)
        if end.value.get("in") == "querystring" and media is not None and media.media_type == _FORM and media.schema:
            yield from _spread(media.schema, views)
        elif schema is None and media is not None:
            yield Input(end.value, media.schema or Found({}, end.at), end.at, media.media_type, name)
        else:
            yield Input(end.value, schema or Found({}, end.at), end.at, name=name)


def _spread(schema: Found, views: Views) -> Iterator[Input]:
    """Make a parameter of each property of a whole query string (3.2), which is how a form is written anyway."""
    end = views.end(schema.value, schema.at)
    if end is None or not isinstance(end.value, dict):
        return
    view = views.view(end.value, end.at)
    for name, parts in view.properties.items():
        yield Input({"name": name, "in": "query", "required": name in view.required}, parts[-1], parts[-1].at)


def _payload(raw: Raw, views: Views) -> Payload | None:
    value = raw.value.get("requestBody")
    if value is None:
        return None
    end = views.end(value, f"{raw.at}/requestBody")
    if end is None or not isinstance(end.value, dict):
        return None
    name = tail(end.at) if reference(value) is not None else ""
    found = tuple(contents(end.value, end.at, views))
    return Payload(found, flag(end.value.get("required")), end.at, name) if found else None


def _replies(raw: Raw, views: Views) -> Iterator[Reply]:
    for status, value in mapping(raw.value.get("responses")).items():
        if status.startswith("x-"):
            continue
        end = views.end(value, f"{raw.at}/responses/{escape(status)}")
        if end is not None and isinstance(end.value, dict):
            yield Reply(
                status,
                tuple(contents(end.value, end.at, views)),
                tuple(headers(end.value.get("headers"), f"{end.at}/headers", views)),
                text(end.value.get("description")),
                end.at,
                tail(end.at) if reference(value) is not None else "",
            )


def _schema(value: dict[str, Any], at: str) -> Found | None:
    return Found(value["schema"], f"{at}/schema") if "schema" in value else None
