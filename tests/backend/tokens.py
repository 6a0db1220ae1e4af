"""Turns a login into pairs of tokens: each pair ends the one before, and a refresh token used twice ends them all.

```
login ──► pair 1 ──refresh──► pair 2 ──refresh──► pair 3       the newest access token is good for `life` seconds
            │ presented again                                   within `grace`: the same pair 2; later: the login ends
```
"""

from __future__ import annotations

import secrets
import sqlite3

from attrs import define

from tests.backend.clock import Clock
from tests.backend.counters import Counters
from tests.backend.database import Database
from tests.backend.envelope import EXPIRED, NOT_AUTHENTICATED, BusinessError


@define
class Tokens:
    """All logins there are."""

    database: Database
    clock: Clock
    counters: Counters
    life: float = 900.0
    """Seconds that an access token is good for; fractions count."""
    grace: float = 0.0
    """Seconds after its use in which a refresh token may be presented again."""
    announce: bool = True
    """Whether a pair says how long it lives."""
    rotate: bool = True
    """Whether a refresh gives a new refresh token, or keeps the one there is (and the old access token good)."""
    detect: bool = True
    """Whether a refresh token that is used twice ends the whole login, or is merely refused."""

    def login(self, user: int) -> dict[str, object]:
        """Begin a login and return its first pair."""
        self.counters.logins += 1
        login = secrets.token_hex(8)
        with self.database.transaction():
            self.database.insert("logins", id=login, user=user)
            return self._pair(self._issue(login))

    def refresh(self, token: str) -> dict[str, object]:
        """Exchange a refresh token for the next pair.

        Raises:
            BusinessError: 401 if it is unknown, its login has ended, or it was spent before (which ends the login).
        """
        self.counters.refresh_calls += 1
        with self.database.transaction():
            row = self._living("refresh", token)
            if not self.rotate:
                self.counters.refreshes += 1
                return self._pair(self._renew(row))
            if row["spent"] is None:
                self.counters.refreshes += 1
                self.counters.early += row["expires"] - self.clock.now() > self.life / 4
                return self._pair(self._rotate(row))
            if self.clock.now() - row["spent"] < self.grace:
                self.counters.graced += 1
                return self._pair(row["successor"])
            if self.detect:
                self.database.update("logins", "id", row["login"], ended=1)
        self.counters.reuse_detections += 1
        self.counters.rejections += 1
        raise BusinessError(NOT_AUTHENTICATED, "the refresh token was used before; log in again")

    def check(self, access: str | None) -> int:
        """Return whose access token it is.

        Raises:
            BusinessError: 409 if it has expired or was replaced, 401 if it is missing, unknown or its login has ended.
        """
        row = self._living("access", access)
        if row["spent"] is not None or self.clock.now() >= row["expires"]:
            self.counters.refusals += 1
            raise BusinessError(EXPIRED, "the access token has expired")
        return int(row["user"])

    def logout(self, access: str) -> None:
        """End the login that an access token belongs to."""
        self.database.update("logins", "id", self._living("access", access)["login"], ended=1)

    def end_others(self, access: str, user: int) -> None:
        """End all logins of a user but the one that an access token belongs to."""
        mine = self._living("access", access)["login"]
        self.database.rows("UPDATE logins SET ended = 1 WHERE user = ? AND id != ?", [user, mine])

    def expire_now(self) -> None:
        """Let every access token expire; refresh tokens stay good."""
        self.database.rows("UPDATE pairs SET expires = ?", [self.clock.now()])

    def end_all(self) -> None:
        """End every login, as an administrator would after a leak."""
        self.database.rows("UPDATE logins SET ended = 1")

    def _living(self, column: str, token: str | None) -> sqlite3.Row:
        """Return the pair and login of a token whose login has not ended."""
        row = self.database.row(
            f"SELECT pairs.*, user FROM pairs JOIN logins ON logins.id = login WHERE {column} = ? AND ended = 0",
            [token],
        )
        if row is None:
            self.counters.rejections += 1
            raise BusinessError(NOT_AUTHENTICATED, "not authenticated; log in")
        return row

    def _issue(self, login: str) -> str:
        """Make a pair and return its access token. Call within a transaction."""
        access = f"at_{secrets.token_urlsafe(18)}"
        expires = self.clock.now() + self.life
        refresh = f"rt_{secrets.token_urlsafe(18)}"
        self.database.insert("pairs", access=access, refresh=refresh, login=login, expires=expires)
        return access

    def _rotate(self, row: sqlite3.Row) -> str:
        """End a pair in favour of a new one. Call within a transaction."""
        access = self._issue(row["login"])
        self.database.update("pairs", "access", row["access"], spent=self.clock.now(), successor=access)
        return access

    def _renew(self, row: sqlite3.Row) -> str:
        """Give a refresh token another access token. Call within a transaction."""
        access = self._issue(row["login"])
        self.database.update("pairs", "access", row["access"], refresh=f"kept_{secrets.token_hex(8)}")
        self.database.update("pairs", "access", access, refresh=row["refresh"])
        return access

    def _pair(self, access: str) -> dict[str, object]:
        row = self.database.rows("SELECT * FROM pairs WHERE access = ?", [access])[0]
        pair = {"accessToken": row["access"], "refreshToken": row["refresh"]}
        return {**pair, "expiresIn": row["expires"] - self.clock.now()} if self.announce else pair
