"""An object to a multipart body: each property a part, each `File` a file, the same bytes for each attempt."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from attrs import frozen

from . import jsontext
from .files import Chunks, Content, Whole, content_of, file_name, is_buffer, is_path, media_type_of
from .jsontext import is_mapping, is_sequence
from .operation import Style
from .serialise import text_of
from .types import File

# What browsers escape in the quoted names of parts, and nothing else.
# Source: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@frozen
class Part:
    """One part: its head, and what follows it."""

    head: bytes
    content: Content


@frozen
class Form:
    """A multipart body. Its boundary is random, and chosen once, so that a replay has the same bytes."""

    media_type: str
    boundary: bytes
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, body: Any, styles: Mapping[str, Style], essence: str = "multipart/form-data") -> Self:
        """Split an object into parts; a list gives a part an item, null gives none."""
        if not is_mapping(body):
            raise TypeError(f"a multipart body must be an object, not {type(body).__name__}")
        parts = tuple(part for name, value in body.items() for part in _parts(str(name), value, styles.get(name)))
        boundary = os.urandom(16).hex()
        return cls(f"{essence}; boundary={boundary}", boundary.encode(), parts)

    def open(self) -> tuple[int | None, Chunks]:
        """Give the length, if each part's is known, and the bytes; raises BodyNotReplayable."""
        opened = [(part.head, *part.content.open()) for part in self.parts]
        length = len(self._end)
        for head, size, _ in opened:
            if size is None:
                return None, self._chunks(opened)
            length += len(self._between) + len(head) + size + 2
        return length, self._chunks(opened)

    def _chunks(self, opened: Iterable[tuple[bytes, int | None, Chunks]]) -> Iterator[bytes]:
        for head, _, chunks in opened:
            yield self._between + head
            yield from chunks  # type: ignore[misc]  # `_content` lets no async iterable in
            yield b"\r\n"
        yield self._end

    @property
    def _between(self) -> bytes:
        return b"--" + self.boundary + b"\r\n"

    @property
    def _end(self) -> bytes:
        return b"--" + self.boundary + b"--\r\n"


def _parts(name: str, value: Any, style: Style | None) -> Iterator[Part]:
    if value is None:
        return
    if isinstance(value, File):
        yield _file_part(name, value, style)
    elif is_buffer(value) or is_path(value) or hasattr(value, "read"):
        yield _file_part(name, File(value), style)
    elif is_sequence(value) and (any(isinstance(item, File) for item in value) or not _is_json(style)):
        for item in value:
            # A list inside of a list has no parts of its own: nobody could tell where it ends.
            yield from [_text_part(name, item, "application/json")] if is_sequence(item) else _parts(name, item, style)
    else:
        yield _text_part(name, value, style.media_type if style else "")


def _is_json(style: Style | None) -> bool:
    return style is not None and "json" in style.media_type


def _file_part(name: str, file: File, style: Style | None) -> Part:
    given = style.media_type if style else ""
    media_type = file.media_type or (given if given and not set("*,") & set(given) else media_type_of(file))
    return Part(_head(name, file_name(file), media_type), content_of(file))


def _text_part(name: str, value: Any, media_type: str) -> Part:
    if set("*,") & set(media_type):
        media_type = _chosen(media_type, json=isinstance(value, Mapping))
    if "json" in media_type or isinstance(value, Mapping):
        return Part(_head(name, None, media_type or "application/json"), Whole(jsontext.dumps(value)))
    return Part(_head(name, None, media_type), Whole(text_of(value).encode()))


def _chosen(media_types: str, *, json: bool) -> str:
    """Choose one of a list in which there may be wildcards; none where they are all about something else."""
    single = [one for one in map(str.strip, media_types.split(",")) if "*" not in one]
    return next((one for one in single if not json or "json" in one), "")


def _head(name: str, filename: str | None, media_type: str) -> bytes:
    lines = f'Content-Disposition: form-data; name="{name.translate(_ESCAPES)}"'
    if filename is not None:
        lines += f'; filename="{filename.translate(_ESCAPES)}"'
    if media_type:
        lines += f"\r\nContent-Type: {_one_line(media_type)}"
    return f"{lines}\r\n\r\n".encode()


def _one_line(media_type: str) -> str:
    if "\r" in media_type or "\n" in media_type:
        raise ValueError(f"a media type must be one line, not {media_type!r}")
    return media_type
