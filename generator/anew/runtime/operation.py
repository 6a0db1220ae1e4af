"""What is constant about an endpoint: the facts that a generated module states once for each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeVar

from attrs import field, frozen

from .spec import Envelope

T = TypeVar("T")

AnswerKind = Literal["json", "text", "binary", "sse", "jsonl", "empty"]
Location = Literal["path", "query", "header", "cookie"]


@frozen
class Answer(Generic[T]):
    """One documented answer in one media type."""

    status: str
    """`"200"`, `"2XX"` or `"default"`."""
    kind: AnswerKind
    decode: Callable[[Any], T] | None = None
    """From the decoded JSON (inside the envelope), or from one event's data, to what the caller gets.

    None: a `str` for text, `bytes` for binary, `None` for empty, the JSON as it is for json.
    """
    media_type: str = ""
    """Empty: any of the kind."""
    envelope: Envelope | None = None


@frozen
class Style:
    """How a parameter or part is written, where that differs from the default of its place."""

    style: Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"] = "form"
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
    styles: Mapping[tuple[Location, str], Style] = field(factory=dict)
    """By place and wire name; those that are not listed follow OpenAPI's defaults."""
    parts: Mapping[str, Style] = field(factory=dict)
    """By wire name of a form or multipart body's property."""
    security: tuple[tuple[str, ...], ...] | None = None
    authenticated: bool = True
    """The session's token goes with it."""
    replay: bool = True
    """May be sent again after a refresh."""
    server: str | None = None
