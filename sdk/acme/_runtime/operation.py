"""What is constant about an endpoint: the facts that a generated module states once for each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from .spec import Envelope, Server

T = TypeVar("T")

AnswerKind = Literal["json", "text", "binary", "sse", "jsonl", "empty", "unknown"]
Location = Literal["path", "query", "header", "cookie"]
StyleName = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "cookie"
]


@frozen
class Answer(Generic[T]):
    """One documented answer in one media type."""

    status: str
    """`"200"`, `"2XX"` or `"default"`."""
    kind: AnswerKind
    decode: Callable[[Any], T] | None = None
    """From the decoded JSON (inside the envelope), or from one event's data, to what the caller gets.

    None: a `str` for text, `bytes` for binary, `None` for empty, the JSON as it is for json, any of them for unknown.
    """
    media_type: str = ""
    """Empty: any of the kind."""
    envelope: Envelope | None = None


@frozen
class Style:
    """How a parameter or part is written, where that differs from the default of its place."""

    style: StyleName = "form"
    explode: bool = True
    allow_reserved: bool = False
    media_type: str = ""
    """For `content` parameters and for parts with an encoding of their own."""


@frozen(kw_only=True)
class Operation(Generic[T]):
    """One endpoint; `T` is what a successful call gives."""

    id: str
    method: str
    path: str
    answers: tuple[Answer[T], ...] = ()
    errors: tuple[Answer[Any], ...] = ()
    styles: Mapping[tuple[Location, str], Style] = field(factory=dict[tuple[Location, str], Style])
    """By place and wire name; those that are not listed follow OpenAPI's defaults."""
    parts: Mapping[str, Style] = field(factory=dict[str, Style])
    """By wire name of a form or multipart body's property."""
    bodies: Mapping[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    """Where there are several media types: the names of the models that go as each; none for what is no model."""
    security: tuple[tuple[str, ...], ...] | None = None
    authenticated: bool = True
    """The session's token goes with it."""
    replay: bool = True
    """May be sent again after a refresh."""
    server: str | Server | None = None
    """A base URL of the operation's own; relative ones are joined to the client's."""

    def media_type(self, body: Any) -> str:
        """Choose the first of several media types that can carry such a body."""
        from .bodies import media_type_of

        return media_type_of(body, self.bodies)

    @cached_property
    def accept(self) -> str:
        """Say which media types are understood, the documented ones first, as the value of `Accept`."""
        wanted = dict.fromkeys(answer.media_type or _TYPICAL[answer.kind] for answer in (*self.answers, *self.errors))
        wanted.pop("", None)
        # A server that can only refuse in JSON must be able to: without the wildcard some answer 406 instead.
        plain = not wanted or all("json" in media_type for media_type in wanted)
        return ", ".join(wanted) or "*/*" if plain else ", ".join([*wanted, "*/*;q=0.1"])


_TYPICAL: Mapping[AnswerKind, str] = {
    "json": "application/json",
    "text": "text/plain",
    "binary": "application/octet-stream",
    "sse": "text/event-stream",
    "jsonl": "application/x-ndjson",
    "empty": "",
    "unknown": "",
}
