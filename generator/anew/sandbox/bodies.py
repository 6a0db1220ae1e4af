"""The bytes of a request become the value that its media type and schema make of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from attrs import frozen
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from anew.normalise import media
from anew.normalise.keywords import mapping
from anew.sandbox.arguments import Arguments, UnreadableError, json_value
from anew.sandbox.plan import Endpoint, Payload

FILE = "a file"
"""Stands for a file in the fields of a form."""


@frozen
class Body:
    """A request's body."""

    value: Any
    """JSON, the fields of a form, or the bytes themselves; None where nothing was sent."""
    payload: Payload | None
    """What the document calls it."""


NOTHING = Body(None, None)


async def read(endpoint: Endpoint, headers: Mapping[str, str], raw: bytes, arguments: Arguments) -> Body:
    """Read a body; raises UnreadableError for one that is not what the document describes."""
    if not raw and "content-type" not in headers:
        if endpoint.payload_required:
            raise UnreadableError("the body is missing")
        return NOTHING
    if not endpoint.payloads:
        return NOTHING
    media_type = headers.get("content-type", "")
    payload = _described(endpoint, media.bare(media_type))
    if payload is None:
        known = " or ".join(one.media_type for one in endpoint.payloads)
        raise UnreadableError(f"content-type: expected {known}, got {media_type or 'none'}")
    return Body(await _value(payload, headers, raw, arguments), payload)


async def loosely(headers: Mapping[str, str], raw: bytes) -> Any:
    """Read a body whatever the document says of it; None where there is none, or it cannot be read."""
    media_type = media.bare(headers.get("content-type", ""))
    try:
        if media_type.startswith("multipart/"):
            return {name: values[-1] for name, values in (await _parts(headers, raw)).items()}
        if media_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        return json_value(raw, "json") if raw else None
    except UnreadableError:
        return None


async def _value(payload: Payload, headers: Mapping[str, str], raw: bytes, arguments: Arguments) -> Any:
    if payload.kind == "json":
        return json_value(raw, "json")
    if payload.kind == "form":
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
        return _fields(payload, _gathered(pairs), arguments)
    if payload.kind == "multipart":
        return _fields(payload, await _parts(headers, raw), arguments)
    return raw


def _described(endpoint: Endpoint, media_type: str) -> Payload | None:
    for payload in endpoint.payloads:
        if payload.media_type == media_type:
            return payload
    for payload in endpoint.payloads:
        family, _, name = payload.media_type.partition("/")
        if media.is_wild(payload.media_type) or (name == "*" and media_type.startswith(f"{family}/")):
            return payload
    return None


async def _parts(headers: Mapping[str, str], raw: bytes) -> dict[str, list[Any]]:
    async def once() -> AsyncGenerator[bytes, None]:
        yield raw
        yield b""

    try:
        form = await MultiPartParser(Headers(headers), once()).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise UnreadableError(f"the body is no multipart form: {error}") from None
    try:
        items = form.multi_items()
        return _gathered([(name, FILE if _is_file(value) else await _text(value)) for name, value in items])
    finally:
        await form.close()


def _is_file(value: UploadFile | str) -> bool:
    """Tell a file from a part of JSON or text that carries a media type."""
    return isinstance(value, UploadFile) and "json" not in (value.content_type or "")


async def _text(value: UploadFile | str) -> str:
    return value if isinstance(value, str) else (await value.read()).decode("utf-8", "replace")


def _gathered(pairs: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    made: dict[str, list[Any]] = {}
    for name, value in pairs:
        made.setdefault(name, []).append(value)
    return made


def _fields(payload: Payload, sent: dict[str, list[Any]], arguments: Arguments) -> dict[str, Any]:
    """Give each field the type that the schema names; lists are sent as several fields, or joined."""
    schema = payload.schema
    view = arguments.view(schema.value, schema.at) if schema else {}
    known = mapping(view.get("properties"))
    at = schema.at if schema else "#"
    made: dict[str, Any] = {}
    for name, values in sent.items():
        wanted = known.get(name, known.get(name.removesuffix("[]"), True))
        made[name if name in known else name.removesuffix("[]")] = _field(arguments, values, wanted, at, payload, name)
    return made


def _field(arguments: Arguments, values: list[Any], wanted: Any, at: str, payload: Payload, name: str) -> Any:
    allowed = arguments.types(wanted, at)
    if "array" in allowed or len(values) > 1:
        joined = mapping(payload.encoding.get(name)).get("explode") is False and len(values) == 1
        return arguments.coerced(values[0].split(",") if joined else values, wanted, at)
    if "object" in allowed and isinstance(values[0], str) and values[0] != FILE:
        return json_value(values[0], "json")
    return arguments.coerced(values[0], wanted, at)
