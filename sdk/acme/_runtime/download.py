"""A streamed answer to a file: written beside its place and moved there when it is complete."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from ._http import httpx

Progress = Callable[[int, int | None], None]
"""Called with the bytes written so far and, if the server says, the bytes there will be."""


class Writer:
    """Writes chunks and reports progress."""

    def __init__(self, file: IO[bytes], response: httpx.Response, progress: Progress | None) -> None:
        self._file = file
        self._progress = progress
        self._written = 0
        self._total = _length(response)

    def write(self, chunk: bytes) -> None:
        """Write one chunk."""
        self._file.write(chunk)
        self._written += len(chunk)
        if self._progress:
            self._progress(self._written, self._total)


def save(chunks: Iterator[bytes], response: httpx.Response, path: Path, progress: Progress | None) -> Path:
    """Write all chunks to `path`, which is either complete or untouched."""
    with _beside(path) as file:
        writer = Writer(file, response, progress)
        for chunk in chunks:
            writer.write(chunk)
    return path


async def asave(chunks: AsyncIterator[bytes], response: httpx.Response, path: Path, progress: Progress | None) -> Path:
    """Do the same in a task."""
    with _beside(path) as file:
        writer = Writer(file, response, progress)
        async for chunk in chunks:
            writer.write(chunk)
    return path


@contextmanager
def _beside(path: Path) -> Generator[IO[bytes], None, None]:
    """Open a temporary file in the same folder, and move it to `path` unless something is raised."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            yield file
            file.flush()
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _with_usual_rights(Path(file.name), path).replace(path)


def _with_usual_rights(file: Path, path: Path) -> Path:
    """Give the file the rights that `open()` would have: temporary files are for the owner alone."""
    if path.exists():
        file.chmod(path.stat().st_mode & 0o777)
    elif os.name == "posix":
        mask = os.umask(0o022)
        os.umask(mask)
        file.chmod(0o666 & ~mask)
    return file


def _length(response: httpx.Response) -> int | None:
    """Read how much there will be; unknown if it is compressed, for then the length counts other bytes."""
    text = response.headers.get("content-length", "")
    return int(text) if text.isdecimal() and "content-encoding" not in response.headers else None
