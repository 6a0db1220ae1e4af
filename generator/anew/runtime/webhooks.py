"""What a server sends by itself (webhooks, callbacks) to typed payloads, from whatever a web framework hands over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, Literal, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from attrs import field, frozen

from . import jsontext
from .codec.faults import FAULTS, expected, translated
from .errors import DecodeError
from .parts import Received as Part
from .parts import received
from .types import File

T = TypeVar("T")

Received: TypeAlias = bytes | str | Mapping[str, Any] | list[Any]
"""A body as it came, or what a web framework made of it already."""

_MOST_FIELDS: Final = 10_000
"""Fields of a form; more is an attack."""


@frozen
class Payload(Generic[T]):
    """A payload in one media type."""

    media_type: str
    kind: Literal["json", "form", "multipart", "text", "binary"]
    decode: Callable[[Any], T] | None = None
    """None: the document does not say what it is."""
    fields: Mapping[str, str] = field(factory=dict[str, str])
    """Of a form: the JSON type (or `file`) of each property that is no text, with `[]` if there may be several."""


@frozen
class Webhook(Generic[T]):
    """What the document says about one webhook or callback."""

    id: str
    payloads: tuple[Payload[T], ...]
    """By preference; the first is the default."""

    def parse(self, payload: Received, content_type: str = "") -> T:
        """Decode a payload; raises DecodeError, whatever is wrong with it."""
        try:
            chosen = self._chosen(content_type)
            value = _read(payload, chosen, content_type)
            return chosen.decode(value) if chosen.decode else value
        except FAULTS as fault:
            error = translated(fault)
            error.operation = self.id
            raise error from None

    def _chosen(self, content_type: str) -> Payload[T]:
        wanted = _essence(content_type)
        for payload in self.payloads:
            if wanted in ("", _essence(payload.media_type)) or (payload.kind == "json" and wanted.endswith("+json")):
                return payload
        listed = " or ".join(payload.media_type for payload in self.payloads)
        raise DecodeError(f"expected {listed}, got another media type")


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _read(payload: Received, chosen: Payload[Any], content_type: str) -> Any:
    if chosen.kind == "json":
        return _json(payload)
    if chosen.kind in ("form", "multipart"):
        return _form(_pairs(payload, content_type, multipart=chosen.kind == "multipart"), chosen.fields)
    return _octets(payload).decode() if chosen.kind == "text" else _octets(payload)


def _json(payload: Received) -> Any:
    if isinstance(payload, Mapping):
        # Decoders look for `dict`, as JSON gives it.
        return dict(payload)
    if isinstance(payload, list):
        return payload
    try:
        return jsontext.loads(_octets(payload))
    except ValueError:
        raise DecodeError("expected JSON, got text that is none") from None


def _form(pairs: Iterable[tuple[str, Any]], fields: Mapping[str, str]) -> dict[str, Any]:
    gathered: dict[str, list[Any]] = {}
    for name, value in pairs:
        gathered.setdefault(name, []).append(value)
    return {name: _value(values, fields.get(name, "string")) for name, values in gathered.items()}


def _pairs(payload: Received, content_type: str, *, multipart: bool) -> Iterable[tuple[str, Any]]:
    if isinstance(payload, Mapping):
        for name, value in payload.items():
            yield from ((name, one) for one in (value if jsontext.is_array(value) else [value]))
        return
    if isinstance(payload, list):
        raise expected("a form", payload)
    if multipart:
        yield from ((part.name, part) for part in received(_octets(payload), content_type))
        return
    text = _octets(payload).decode()
    yield from parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)


def _value(values: list[Any], kind: str) -> Any:
    """Read what stands in a form as the JSON value that it means; the last of several counts where one is wanted."""
    if kind.endswith("[]"):
        return [_scalar(value, kind[:-2]) for value in values]
    return _scalar(values[-1], kind)


def _scalar(value: Any, kind: str) -> Any:
    """Read one text; what is not of its kind stays text, for the decoder to complain about with its path."""
    if isinstance(value, Part):
        if kind == "file" or value.filename is not None:
            return File(value.content, value.filename, value.media_type or None)
        value = value.text
    if kind == "file":
        return _file(value)
    if kind == "string" or not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        found = jsontext.loads(value.encode())
    except ValueError:
        return value
    return found if kind == "json" or isinstance(found, _KINDS[kind]) else value


def _file(value: Any) -> Any:
    """Take what web frameworks make of a file: octets, a file object, or what has one as its `file`."""
    opened = getattr(value, "file", value)
    if not isinstance(opened, bytes) and not hasattr(opened, "read"):
        return value
    media_type = getattr(value, "content_type", None)
    name = getattr(value, "filename", None) or getattr(value, "name", None)
    return File(opened, name if isinstance(name, str) else None, media_type if isinstance(media_type, str) else None)


_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {"integer": int, "number": (int, float), "boolean": bool}


def _octets(payload: Received) -> bytes:
    if isinstance(payload, bytes | bytearray | memoryview):
        return bytes(payload)
    if isinstance(payload, str):
        return payload.encode()
    raise expected("bytes or text", payload)
