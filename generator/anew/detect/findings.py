"""What was seen in a document, how sure that is, and why."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from attrs import frozen

from anew.model import Attach, Envelope, Exchange, OAuthFlow, Paging, Signal, Tokens

T_co = TypeVar("T_co", covariant=True)

Sure = Literal["certain", "likely", "suggested"]
"""What is only suggested is written into `sdk.yaml` as a comment."""


@frozen
class Found(Generic[T_co]):
    """A finding: its value, how sure it is, and what speaks for it."""

    value: T_co
    sure: Sure
    evidence: str
    at: str = ""
    """The spot of the document where it can be seen."""


@frozen
class Detection:
    """Everything that was seen."""

    operations: int
    """How many the document has."""
    envelope: Found[Envelope] | None = None
    others: tuple[Found[Envelope], ...] = ()
    """The same envelope with other places for the payload."""
    success: Found[Signal] | None = None
    """What a success looks like, and how sure that is; only suggested where the document does not tell."""
    preset: Found[str] | None = None
    expired: Found[tuple[Signal, ...]] | None = None
    """What answers look like to an expired token, where the document says so."""
    login: Found[Exchange] | None = None
    refresh: Found[Exchange] | None = None
    logout: Found[Exchange] | None = None
    tokens: Found[Tokens] | None = None
    oauth: Found[OAuthFlow] | None = None
    """A token endpoint of the document; its scope is all that there is."""
    attach: Found[Attach] | None = None
    headers: tuple[Found[str], ...] = ()
    """Headers that most operations ask for, such as `tenant-id`."""
    pagings: tuple[Found[Paging], ...] = ()
