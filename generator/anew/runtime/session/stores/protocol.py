"""What a token store must do, and the record that it keeps for each login."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable

from attrs import field, frozen

from ..tokens import Secret, TokenSet


@frozen
class StoreKey:
    """Which login a record belongs to."""

    principal: str
    scope: str = ""


@frozen
class Intent:
    """Somebody is about to spend the refresh token; left behind, it tells that they may have died doing so."""

    pid: int
    at: float
    """Seconds since the epoch."""


@frozen
class Record(Secret):
    """The state of one login as all processes see it."""

    gen: int
    """Grows with every token set and with every logout."""
    tokens: TokenSet | None = field(repr=False)
    """None after a logout: the record stays, so that a slow writer cannot bring the old tokens back."""
    intent: Intent | None = None


@runtime_checkable
class TokenStore(Protocol):
    """Keeps one record for each key. Methods block, are called from any thread, and raise what they like on failure.

    The session calls `lock` and the writes of a refresh in its refresh thread only; `login` and `logout` write from the
    caller's thread, without the lock, which is why `save` compares.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes see what is saved; False for memory."""

    def load(self, key: StoreKey) -> Record | None:
        """Read the record; None if there is none, or none that can be understood."""

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the record if its generation is `expected` (0: there is none), durably and in one step.

        Returns:
            False if another generation was found; nothing was written then.
        """

    def lock(self, key: StoreKey, timeout: float) -> AbstractContextManager[object]:
        """Keep other processes and threads from refreshing this key until the block is left.

        Raises:
            TimeoutError: it was not to be had within `timeout` seconds; raised on entering at the latest.
        """


def to_json(record: Record) -> dict[str, Any]:
    """Write a record as JSON values, for example `{"version": 1, "gen": 3, "tokens": {…}, "intent": null}`."""
    tokens, intent = record.tokens, record.intent
    return {
        "version": 1,
        "gen": record.gen,
        "tokens": tokens
        and {
            "access": tokens.access,
            "refresh": tokens.refresh,
            "expires_at": tokens.expires_at,
            "lifetime": tokens.lifetime,
            "principal": tokens.principal,
        },
        "intent": intent and {"pid": intent.pid, "at": intent.at},
    }


def from_json(data: Any) -> Record:
    """Read what `to_json` wrote.

    Raises:
        ValueError: it is something else; the message holds no value of it.
    """
    if not isinstance(data, dict) or data.get("version") != 1 or type(data.get("gen")) is not int or data["gen"] < 1:
        raise ValueError("not a token record of version 1")
    return Record(data["gen"], _tokens(data.get("tokens"), data["gen"]), _intent(data.get("intent")))


def _tokens(data: Any, gen: int) -> TokenSet | None:
    if data is None:
        return None
    texts = isinstance(data, Mapping) and _is(data.get("access"), str) and _is(data.get("principal"), str)
    if not texts or not _is(data.get("refresh"), str | None) or not data["access"]:
        raise ValueError("a token record without usable tokens")
    return TokenSet(
        access=data["access"],
        refresh=data["refresh"],
        expires_at=_number(data.get("expires_at")),
        lifetime=_number(data.get("lifetime")),
        principal=data["principal"],
        gen=gen,
    )


def _intent(data: Any) -> Intent | None:
    if not isinstance(data, Mapping) or type(data.get("pid")) is not int:
        return None
    return Intent(data["pid"], _number(data.get("at")) or 0.0)


def _is(value: Any, kind: Any) -> bool:
    return isinstance(value, kind)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
