"""A multipart body that came to its fields: what each part holds, under its name (RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from typing import Final

from attrs import field, frozen

from .errors import DecodeError

_MOST: Final = 10_000
"""Parts of a body; more is an attack."""

_FIRST = re.compile(rb"(?:[^\r\n]*\r\n)*?--([^\r\n]{1,70})\r\n")


@frozen
class Received:
    """One part."""

    name: str
    content: bytes = field(repr=False)
    filename: str | None
    media_type: str
    """Empty where the part does not say."""
    charset: str

    @property
    def text(self) -> str:
        """The content as text; raises ValueError or LookupError if it is none."""
        return self.content.decode(self.charset)


def received(body: bytes, content_type: str) -> Iterator[Received]:
    """Take a body apart; raises DecodeError for one that is no multipart, or has no end."""
    # What is before the first boundary and behind the last one is for those who cannot read multipart.
    pieces = (b"\r\n" + body).split(b"\r\n--" + _boundary(body, content_type), _MOST + 1)
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            return
        head, _, content = piece.partition(b"\r\n\r\n")
        yield _received(HeaderParser().parsestr(head.decode().lstrip()), content)
    raise DecodeError("expected the last boundary of a multipart body, got none")


def _boundary(body: bytes, content_type: str) -> bytes:
    """Find what stands between parts: in the header, and where nobody kept that, in the body's first line."""
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    said = header.get_param("boundary")
    if isinstance(said, str) and said:
        return said.encode()
    found = _FIRST.match(body)
    if found is None:
        raise DecodeError("expected a multipart body, got one without a boundary")
    return found[1].rstrip()


def _received(header: Message, content: bytes) -> Received:
    name = header.get_param("name", header="content-disposition")
    filename, said = header.get_filename(), header.get_param("charset")
    return Received(
        name=_unescaped(name if isinstance(name, str) else ""),
        content=content,
        filename=None if filename is None else _unescaped(filename),
        media_type=header.get_content_type() if "content-type" in header else "",
        charset=said if isinstance(said, str) else "utf-8",
    )


def _unescaped(name: str) -> str:
    """Put back what browsers must not write into a header."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
