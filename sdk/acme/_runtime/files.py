"""`File`s to bytes on the wire, from where they were handed over, as often as they can be had."""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import AsyncIterable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol, TypeGuard

from attrs import define, field

from .errors import BodyNotReplayable
from .types import File

CHUNK = 65_536
"""Bytes read at a time."""

OCTETS = "application/octet-stream"

Chunks = Iterable[bytes] | AsyncIterable[bytes]


class Content(Protocol):
    """Bytes that can be asked for once an attempt."""

    def open(self) -> tuple[int | None, Chunks]:
        """Give the length, if it is known, and the bytes; raises BodyNotReplayable if they are gone."""
        raise NotImplementedError


@define
class Whole:
    """Bytes in memory."""

    content: bytes = field(repr=False)

    def open(self) -> tuple[int | None, Chunks]:
        """Give them as they are."""
        return len(self.content), (self.content,)


@define
class OnDisk:
    """A path, opened anew for each attempt."""

    path: Path
    seen: tuple[int, int] | None = None
    """Size and time of the last change when it was first sent."""

    def open(self) -> tuple[int | None, Chunks]:
        """Give its bytes; a file that was changed since the first attempt is not the same body."""
        status = self.path.stat()
        now = (status.st_size, status.st_mtime_ns)
        if self.seen not in (None, now):
            raise BodyNotReplayable(f"{self.path} was changed after it had been sent for the first time")
        self.seen = now
        return status.st_size, self._read(status.st_size)

    def _read(self, length: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            yield from _limited(file, length)


@define
class Handed:
    """A binary file object of the caller's; it is left open."""

    file: IO[bytes]
    start: int
    """-1 if it cannot seek."""
    spent: bool = False

    def open(self) -> tuple[int | None, Chunks]:
        """Give what follows the position that it was handed over at."""
        if self.start < 0:
            return None, self._once()
        length = self.file.seek(0, os.SEEK_END) - self.start
        self.file.seek(self.start)
        return length, _limited(self.file, length)

    def _once(self) -> Iterator[bytes]:
        if self.spent:
            raise BodyNotReplayable("the file object cannot seek, and it has been read by the first attempt")
        self.spent = True
        return iter(lambda: _binary(self.file.read(CHUNK)), b"")


@define
class Flowing:
    """An iterable of bytes; one that is its own iterator, such as a generator, is good for one attempt."""

    chunks: Chunks
    spent: bool = False

    def open(self) -> tuple[int | None, Chunks]:
        """Give the iterable."""
        if self.spent:
            raise BodyNotReplayable("the iterable has been consumed by the first attempt")
        self.spent = self._once_only()
        return None, self.chunks

    def _once_only(self) -> bool:
        if isinstance(self.chunks, AsyncIterable):
            return self.chunks.__aiter__() is self.chunks
        return iter(self.chunks) is self.chunks


def is_buffer(value: object) -> TypeGuard[bytes]:
    """Whether a value is bytes of any kind."""
    return isinstance(value, bytes | bytearray | memoryview)


def is_path(value: object) -> TypeGuard[os.PathLike[str]]:
    """Whether a value is a path."""
    return isinstance(value, os.PathLike)


def _is_flow(value: object) -> TypeGuard[Chunks]:
    return isinstance(value, Iterable | AsyncIterable) and not isinstance(value, str)


def content_of(value: Any) -> Content:
    """Make a binary body of bytes, a path, a file object, a `File` or an iterable of bytes; raises TypeError else."""
    if isinstance(value, File):
        return content_of(value.content) if value.position < 0 else Handed(_open_handle(value), value.position)
    if is_buffer(value):
        return Whole(bytes(value))
    if is_path(value):
        return OnDisk(Path(value))
    if hasattr(value, "read"):
        return Handed(value, File(value).position)
    if _is_flow(value):
        return Flowing(value)
    raise TypeError(f"cannot send {type(value).__name__} as binary; expected bytes, a path, a binary file or a File")


def file_name(file: File) -> str:
    """Say what to call the file: the given name, that of the path or file object, or `upload`."""
    if file.filename is not None:
        return file.filename
    source: object = file.content if is_path(file.content) else getattr(file.content, "name", None)
    # The name of a file object may be a descriptor: an int.
    return Path(source).name if isinstance(source, str) or is_path(source) else "upload"


def media_type_of(file: File) -> str:
    """Say what the file is: as given, or as its name suggests."""
    return file.media_type or mimetypes.guess_type(file_name(file))[0] or OCTETS


def _open_handle(file: File) -> IO[bytes]:
    if isinstance(file.content, io.TextIOBase):
        raise TypeError("cannot send a file opened in text mode; open it with 'rb'")
    return file.content  # type: ignore[return-value]  # what has a position is a file object


def _limited(file: IO[bytes], length: int) -> Iterator[bytes]:
    """Read `length` bytes, not more: the length has been announced."""
    while length > 0:
        chunk = _binary(file.read(min(CHUNK, length)))
        if not chunk:
            return
        length -= len(chunk)
        yield chunk


def _binary(chunk: bytes) -> bytes:
    if isinstance(chunk, str):
        raise TypeError("cannot send a file opened in text mode; open it with 'rb'")
    return chunk
