"""What was seen in a document, how sure that is, and why."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from attrs import frozen

from anew.model import Attach, Envelope, Exchange, Paging, Tokens

T = TypeVar("T")

Sure = Literal["certain", "likely", "suggested"]
"""What is only suggested is written into `sdk.yaml` as a comment."""


@frozen
class Found(Generic[T]):
    """A finding: its value, how sure it is, and what speaks for it."""

    value: T
    sure: Sure
    evidence: str


@frozen
class Detection:
    """Everything that was seen."""

    operations: int
    """How many the document has."""
    envelope: Found[Envelope] | None = None
    preset: Found[str] | None = None
    success_known: bool = True
    """The document says which code means success; else `envelope` accepts those that usually do."""
    login: Found[Exchange] | None = None
    refresh: Found[Exchange] | None = None
    logout: Found[Exchange] | None = None
    tokens: Found[Tokens] | None = None
    attach: Found[Attach] | None = None
    headers: tuple[Found[str], ...] = ()
    """Headers that most operations ask for, such as `tenant-id`."""
    pagings: tuple[Found[Paging], ...] = ()
