"""A login becomes a family of token pairs: each pair ends the one before, and a refresh token used twice ends them all.

```
login ──► pair 1 ──refresh──► pair 2 ──refresh──► pair 3      the newest access token is good for `ttl` seconds
            │ presented again                                  within `grace`: pair 2 once more; later: the family ends
```
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from attrs import define, field

from anew.sandbox.clock import Clock
from anew.sandbox.jwt import signed
from anew.sandbox.options import Options

Standing = Literal["good", "expired", "ended", "unknown"]
"""What an access token is worth: `ended` is one of a family that a logout or a reused refresh token has ended."""


class RefusedError(Exception):
    """A refresh token that is good for nothing; the message says why, for people."""


@define(eq=False)
class Pair:
    """An access token and the refresh token that came with it."""

    family: Family
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    issued: float
    expires: float
    number: int
    """Later pairs have higher ones, whatever family they are of."""
    stale: bool = False
    """It never was any good, though it was handed out as if it were: a fault."""
    recalled: bool = False
    """It has expired to clients that do not name themselves."""
    shown: bool = False
    """Its access token has come with a request."""
    overtaken: bool = False
    """It was exchanged behind its owner's back, and its access token is good all the same: a fault."""
    spent: float | None = None
    """When its refresh token was used."""
    successor: Pair | None = field(default=None, repr=False)


@define(eq=False)
class Family:
    """Everything that came out of one login."""

    number: int
    user: str
    begun: float
    pairs: list[Pair] = field(factory=list, repr=False)
    ended: str = ""
    """Why it is over; empty while it is not."""


@define
class Tokens:
    """All families there are. Used by the server's loop alone, so that no lock is needed."""

    clock: Clock
    options: Options
    as_jwt: bool = False
    families: list[Family] = field(factory=list, init=False)
    counts: Counter[str] = field(factory=Counter, init=False)
    """`logins`, `refreshes`, `graced`, `reused`, `refused`, `expired`: how often each has happened."""
    _access: dict[str, Pair] = field(factory=dict, init=False, repr=False)
    _refresh: dict[str, Pair] = field(factory=dict, init=False, repr=False)
    _armed: dict[str, int] = field(factory=dict, init=False)
    """By client: what it shows next, if it is no newer than this pair, has expired."""
    _recalled: dict[str, int] = field(factory=dict, init=False)
    """By client: this pair and all before it have expired."""
    _number: int = field(default=0, init=False)
    _random: random.Random = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Begin with no login."""
        self.reset()

    def reset(self) -> None:
        """Forget every login; the tokens of later ones differ from those of earlier ones all the same."""
        self._random = random.Random(f"{self.options.seed}/{self.counts['resets']}")  # noqa: S311 - has to repeat
        for memory in (self.families, self._access, self._refresh, self._armed, self._recalled):
            memory.clear()
        self.counts = Counter(resets=self.counts["resets"] + 1)

    def login(self, user: str) -> Pair:
        """Begin a family."""
        self.counts["logins"] += 1
        family = Family(len(self.families) + 1, user, self.clock.now())
        self.families.append(family)
        return self._issue(family)

    def refresh(self, token: str) -> Pair:
        """Exchange a refresh token, or an access token where the API has no other, for the next pair.

        Raises:
            RefusedError: it is unknown, its family is over, or it was used before (which ends the family).
        """
        pair = self._refresh.get(token) or self._access.get(token)
        if pair is None or pair.family.ended:
            self.counts["refused"] += 1
            raise RefusedError(pair.family.ended if pair else "the refresh token is unknown")
        if pair.successor is None:
            self.counts["refreshes"] += 1
            return self._rotated(pair)
        if pair.spent is not None and self.clock.now() - pair.spent < self.options.grace:
            self.counts["graced"] += 1
            return pair.successor
        self.counts["reused"] += 1
        self.counts["refused"] += 1
        self.end(pair.family, "a refresh token was used twice")
        raise RefusedError(pair.family.ended)

    def rotate_again(self, pair: Pair) -> None:
        """Exchange a pair that its owner has not even seen yet, as two racing servers do: a fault.

        Its access token is good all the same, so that the loss shows at the next refresh only.
        """
        self._rotated(pair)
        pair.overtaken = True

    def renew(self, pair: Pair) -> Pair:
        """Hand out a new pair beside one that stays good until it expires, once for each."""
        if pair.successor is None:
            pair.successor = self._issue(pair.family)
        return pair.successor

    def present(self, access: str, client: str = "") -> tuple[Standing, Pair | None]:
        """Tell what an access token that came with a request is worth, and which pair it is of."""
        pair = self._access.get(access)
        if pair is not None:
            pair.shown = True
            self._spring(pair, client)
        standing = self.worth(access, client)
        self.counts["expired"] += standing == "expired"
        return standing, pair

    def worth(self, access: str, client: str = "") -> Standing:
        """Tell what an access token is worth, to a client that names itself or to one that does not."""
        pair = self._access.get(access)
        if pair is None or pair.family.ended:
            return "ended" if pair else "unknown"
        is_spent = pair.spent is not None and not (self.options.overlap or pair.overtaken)
        is_recalled = pair.number <= self._recalled.get(client, 0) if client else pair.recalled
        over = pair.stale or is_spent or is_recalled or self.clock.now() >= pair.expires
        return "expired" if over else "good"

    def _spring(self, pair: Pair, client: str) -> None:
        """Let the first token that a client shows after `expire` be expired, and those before it."""
        if client in self._armed and pair.number <= self._armed[client]:
            del self._armed[client]
            self._recalled[client] = pair.number

    def end_by(self, token: str) -> bool:
        """End the family of an access or a refresh token, as a logout does; False if there is no such family."""
        pair = self._access.get(token) or self._refresh.get(token)
        if pair is None or pair.family.ended:
            return False
        self.end(pair.family, "logged out")
        return True

    def end(self, family: Family, reason: str) -> None:
        """End a family: none of its tokens is good for anything any more."""
        family.ended = family.ended or reason

    def end_all(self, reason: str) -> None:
        """End every family, as an administrator does after a leak."""
        for family in self.families:
            self.end(family, reason)

    def expire(self, client: str = "") -> int:
        """Let access tokens expire, and give how many were good; refresh tokens stay good.

        A token that a refresh has handed out and nobody has shown yet is let be, so that a replay on its way is fine.

        Args:
            client: Who asks. With a name, what other clients show is as good as before, so that those who share a
                login do not make each other's only replay fail: what this one shows next is expired, whichever token
                of the login it is. Clients without a name are not told apart.
        """
        now = self.clock.now()
        good = [pair for pair in self._living() if pair.expires > now and (pair.shown or pair is pair.family.pairs[0])]
        for pair in good:
            if client:
                pair.recalled = True
            else:
                pair.expires = now
        if client:
            self._armed[client] = self._number
        return len(good)

    def _living(self) -> Iterator[Pair]:
        return (pair for family in self.families if not family.ended for pair in family.pairs if pair.spent is None)

    def _rotated(self, pair: Pair) -> Pair:
        pair.spent = self.clock.now()
        pair.successor = self._issue(pair.family)
        return pair.successor

    def _issue(self, family: Family) -> Pair:
        now = self.clock.now()
        expires = now + self.options.ttl
        self._number += 1
        pair = Pair(family, self._access_token(family, expires), f"rt_{self._text()}", now, expires, self._number)
        family.pairs.append(pair)
        self._access[pair.access] = self._refresh[pair.refresh] = pair
        return pair

    def _access_token(self, family: Family, expires: float) -> str:
        if not self.as_jwt:
            return f"at_{self._text()}"
        claims = {"sub": family.user, "jti": self._text(), "exp": int(self.clock.wall(expires))}
        return signed(claims, f"sandbox {self.options.seed}".encode())

    def _text(self) -> str:
        return f"{self._random.getrandbits(144):036x}"
