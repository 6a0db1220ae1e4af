"""What a caller gives as `body` to bytes on the wire: the same bytes for each attempt, or `BodyNotReplayable`."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping
from typing import Any

from attrs import field, frozen

from . import jsontext
from ._http import httpx
from .codec import encode
from .errors import BodyNotReplayable
from .files import OCTETS, Chunks, Content, Whole, content_of, is_buffer
from .multipart import Form
from .operation import Style
from .serialise import form_fields
from .types import UNSET, File

Header = tuple[bytes, bytes]

_ALONE = "file"
"""Name of the only part, where a document describes a form as the one file that it has, without a name."""


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Chunks as httpx wants them, for the sync and the async client alike."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        if isinstance(self._chunks, AsyncIterable):
            raise TypeError("an async iterable is a body for the async client only")
        return iter(self._chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if isinstance(self._chunks, AsyncIterable):
            async for chunk in self._chunks:
                yield chunk
        else:
            for chunk in self._chunks:
                yield chunk


@frozen
class Opened:
    """A body that is ready to be sent once."""

    headers: tuple[Header, ...]
    stream: Stream | httpx.ByteStream


@frozen
class Source:
    """A body that can be opened for each attempt."""

    media_type: str
    content: Content = field(repr=False)

    def open(self) -> Opened:
        """Give headers and bytes for one attempt; raises BodyNotReplayable if the bytes are gone."""
        length, chunks = self.content.open()
        framing = (b"Transfer-Encoding", b"chunked") if length is None else (b"Content-Length", b"%d" % length)
        headers = (framing, (b"Content-Type", self.media_type.encode("latin-1"))) if self.media_type else (framing,)
        if isinstance(self.content, Whole):
            return Opened(headers, httpx.ByteStream(self.content.content))
        return Opened(headers, Stream(chunks))

    @property
    def replayable(self) -> bool:
        """Whether another attempt could be made: false once the bytes are gone."""
        try:
            self.content.open()
        except (BodyNotReplayable, OSError):
            return False
        return True


def source_of(body: Any, media_type: str, parts: Mapping[str, Style]) -> Source | None:
    """Choose how `body` is written by its media type; None for no body at all.

    Raises TypeError or ValueError for what cannot be written so.
    """
    if body is UNSET:
        return None
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "multipart/form-data" or essence.startswith("multipart/"):
        form = Form.of(_properties(body), parts, essence)
        return Source(form.media_type, form)
    if essence == "application/x-www-form-urlencoded":
        return Source(media_type, Whole(_form_text(encode(body), parts)))
    return _plain(body, media_type, essence)


def media_type_of(body: Any, offered: Mapping[str, tuple[str, ...]]) -> str:
    """Choose the first media type that can carry a body; the first of all if none can, for its error.

    Args:
        body: What the caller gave.
        offered: For each media type, the names of the models that go so; none for what is no model.
    """
    classes = {kind.__name__ for kind in type(body).__mro__}
    named = [media_type for media_type, models in offered.items() if not classes.isdisjoint(models)]
    fitting = [media_type for media_type in named or offered if _fits(body, media_type, bool(offered[media_type]))]
    return next(iter(fitting or named or offered), "")


def _fits(body: Any, media_type: str, only_models: bool) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    structured = jsontext.is_mapping(body) or hasattr(body, "to_dict")
    if essence.startswith("multipart/") or essence == "application/x-www-form-urlencoded":
        return structured
    if essence.endswith(("/json", "+json")):
        return structured if only_models else not _is_binary(body)
    if essence.startswith("text/") or essence.endswith(("xml", "yaml")):
        return isinstance(body, str)
    return _is_binary(body)


def _properties(body: Any) -> Any:
    """Encode a body property by property: bytes are a file here, not Base64 as they are in JSON."""
    if isinstance(body, str) or _is_binary(body):
        return {_ALONE: body}
    if not jsontext.is_mapping(body):
        encoded, order = encode(body), getattr(body, "_FIELDS", {})
        if not jsontext.is_mapping(encoded):
            raise TypeError(f"a multipart body must be an object or a file, not {type(body).__name__}")
        # As documented, not what is required first: there are servers that ignore what comes after a file.
        return {name: encoded[name] for name in dict.fromkeys((*order, *encoded)) if name in encoded}
    return {
        name: value if isinstance(value, bytes) else encode(value) for name, value in body.items() if value is not UNSET
    }


def _plain(body: Any, media_type: str, essence: str) -> Source:
    if essence.endswith(("/json", "+json")) or essence == "json" or (not essence and not _is_binary(body)):
        return Source(media_type or "application/json", Whole(_json(body)))
    if isinstance(body, str):
        return Source(media_type, Whole(body.encode(_charset(media_type))))
    if essence in ("application/x-ndjson", "application/jsonl", "application/json-seq") and not _is_binary(body):
        return Source(media_type, Whole(b"".join(jsontext.dumps(encode(line)) + b"\n" for line in body)))
    return Source(_specific(body, media_type), content_of(body))


def _json(body: Any) -> bytes:
    try:
        return jsontext.dumps(encode(body))
    except TypeError as error:
        kind = type(body).__name__
        raise TypeError(f"{kind} cannot be sent as JSON: {error}; a media type for files has to be asked for") from None


def _specific(body: Any, media_type: str) -> str:
    """Let a `File` say what it is where the document only says `*/*` or `image/*`."""
    if "*" not in media_type and media_type:
        return media_type
    return (body.media_type if isinstance(body, File) else None) or OCTETS


def _is_binary(body: Any) -> bool:
    if is_buffer(body) or isinstance(body, File | Iterator | AsyncIterable):
        return True
    return callable(getattr(body, "read", None))  # a model may have a property of that name


def _charset(media_type: str) -> str:
    _, found, rest = media_type.lower().partition("charset=")
    return rest.partition(";")[0].strip(' "') if found else "utf-8"


def _form_text(value: Any, parts: Mapping[str, Style]) -> bytes:
    """Write `{"a": [1, 2], "b": "x y"}` as `a=1&a=2&b=x+y`."""
    if not jsontext.is_mapping(value):
        raise TypeError(f"a form body must be an object, not {type(value).__name__}")
    fields = (field for name, item in value.items() for field in form_fields(name, item, parts.get(name)))
    return "&".join(fields).encode("ascii")
