"""What was seen of a server's sessions: facts for people and for advice; None where it could not be told."""

from __future__ import annotations

from typing import Literal

from attrs import define, field, frozen

Reuse = Literal["same pair", "another pair", "refused"]
Answer = Literal["accepted", "expired", "lost", "refused"]
"""How a call was answered: `expired` and `lost` as `sdk.yaml` defines them, `refused` in any other way."""


@frozen
class Concurrent:
    """What became of one refresh token that several requests presented at once."""

    sent: int
    renewed: int
    """How many of them were given tokens."""
    pairs: int
    """How many different pairs those were."""
    alive: int
    """How many of these could be used and renewed afterwards."""


@frozen
class Grace:
    """For how long a spent refresh token is forgiven."""

    lasts: float
    """Seconds after which it was still accepted; 0 for at once."""
    ends: float | None = None
    """Seconds after which it was refused; None if that was not seen."""


@define
class Facts:
    """All of it."""

    life: float | None = None
    """Seconds that an access token is announced to live."""
    refreshes: bool | None = None
    """Whether there are new tokens for old ones."""
    rotates: bool | None = None
    """Whether a refresh gives a new refresh token."""
    replaced_access: Answer | None = None
    """How an access token is answered after its refresh token was exchanged."""
    anonymous: Answer | None = None
    """How a call without a token is answered."""
    made_up: Answer | None = None
    """How a call with a token that was never issued is answered."""
    reuse: Reuse | None = None
    """What a refresh token gives that was spent a moment ago."""
    reuse_ends_login: bool | None = None
    """Whether presenting it takes the newest tokens with it."""
    grace: Grace | None = None
    concurrent: Concurrent | None = None
    refuses_made_up: bool | None = None
    """Whether a made-up refresh token is refused in a way that `sdk.yaml` calls `dead`."""
    at_expiry: Answer | None = None
    """How an access token is answered after its announced life."""
    refresh_after_expiry: bool | None = None
    access_after_logout: Answer | None = None
    refresh_after_logout: bool | None = None
    """Whether a logout leaves the refresh token good."""
    second_login_ends_first: bool | None = None
    unknown: dict[str, str] = field(factory=dict)
    """What could not be told, and why."""


@frozen
class Advice:
    """One thing to know or to do."""

    level: Literal["fault", "warning", "setting", "note"]
    """`fault`: `sdk.yaml` or the server is wrong; `setting`: what to give a client."""
    text: str
