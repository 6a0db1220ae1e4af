"""What the server hands out → tokens with a place in time: grants, token sets and the snapshots that calls carry."""

from __future__ import annotations

import math
from typing import Any, NoReturn, Self

from attrs import evolve, field, frozen


class Secret:
    """Mixin of immutable values that hold secrets: copies are the value itself, and pickling is refused."""

    __slots__ = ()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} holds secrets and is not pickled; share it by a TokenStore")


@frozen
class TokenGrant(Secret):
    """The tokens in the answer to a login or a refresh."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    """None in the answer to a refresh: the one that was sent stays good."""
    expires_in: float | None = None
    """Seconds from now."""
    expires_at: float | None = None
    """Seconds since the epoch, by the server's clock; `expires_in` goes before it."""

    def lifetime(self, wall: float) -> float | None:
        """Tell how many seconds the access token is good for, or None if that is not known.

        What is in the past already, or no number, is a server's mistake: believing it would mean a refresh with every
        call, so it counts as not known and the token is used until it is refused.
        """
        left = self.expires_in
        if left is None and self.expires_at is not None:
            left = self.expires_at - wall
        return left if left is not None and math.isfinite(left) and left > 0 else None

    def dated(self, wall: float) -> Self:
        """Give the expiry as an instant, to be compared with others."""
        return self if self.expires_in is None else evolve(self, expires_in=None, expires_at=wall + self.expires_in)


_SAME = 5e-4
"""Seconds. Instants that are closer are the same one, written by a server in milliseconds at best."""


def outlives(grant: TokenGrant, expires_at: float | None) -> bool | None:
    """Whether a grant is good for longer; None if that is not known."""
    if grant.expires_at is None or expires_at is None:
        return None
    return grant.expires_at > expires_at + _SAME


@frozen
class TokenSet(Secret):
    """The tokens of one generation."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)
    expires_at: float | None = None
    """Seconds since the epoch; a hint that other processes read from the store."""
    obtained: float = 0.0
    """When it was obtained, on this process's monotonic clock."""
    principal: str = "default"
    gen: int = 0
    """Grows by one for every token set that becomes current in the store."""
    lifetime: float | None = None
    """Seconds from being obtained to expiring; None if the server does not say."""

    @property
    def deadline(self) -> float:
        """When it expires, on this process's monotonic clock; infinity if that is not known."""
        return math.inf if self.lifetime is None else self.obtained + self.lifetime

    @classmethod
    def granted(
        cls, grant: TokenGrant, *, principal: str, gen: int, wall: float, now: float, keep: str | None = None
    ) -> Self:
        """Give a grant its place in time; `keep` is the refresh token that stays if the grant brings none."""
        lifetime = grant.lifetime(wall)
        return cls(
            access=grant.access,
            refresh=grant.refresh or keep,
            expires_at=None if lifetime is None else wall + lifetime,
            obtained=now,
            principal=principal,
            gen=gen,
            lifetime=lifetime,
        )

    def rebased(self, *, wall: float, now: float) -> Self:
        """Move tokens from a store onto this process's monotonic clock, where a clock that is set does no harm."""
        if self.expires_at is None:
            return evolve(self, obtained=now, lifetime=None)
        left = self.expires_at - wall
        lifetime = max(left, 0.0) if self.lifetime is None else self.lifetime
        return evolve(self, obtained=now + left - lifetime, lifetime=lifetime)


@frozen
class Snapshot(Secret):
    """What one request is sent with; the session is told of its answer with the same object."""

    epoch: int
    """Grows with every login, logout and change of principal."""
    tokens: TokenSet | None

    @property
    def gen(self) -> int:
        """The generation of the tokens, 0 if there are none."""
        return 0 if self.tokens is None else self.tokens.gen

    @property
    def access(self) -> str:
        """The access token."""
        return "" if self.tokens is None else self.tokens.access
