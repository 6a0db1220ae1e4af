"""What a token store must do, and the record that it keeps for each login."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol, cast, runtime_checkable

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
        ...

    def load(self, key: StoreKey) -> Record | None:
        """Read the record; None if there is none, or none that can be understood."""
        ...

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the record if its generation is `expected` (0: there is none), durably and in one step.

        Returns:
            False if another generation was found; nothing was written then.
        """
        ...

    def lock(self, key: StoreKey, timeout: float) -> AbstractContextManager[object]:
        """Keep other processes and threads from refreshing this key until the block is left.

        Raises:
            TimeoutError: it was not to be had within `timeout` seconds; raised on entering at the latest.
        """
        ...


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


def from_json(data: object) -> Record:
    """Read what `to_json` wrote.

    Raises:
        ValueError: it is something else; the message holds no value of it.
    """
    members = _members(data)
    gen = members.get("gen")
    if members.get("version") != 1 or type(gen) is not int or gen < 1:
        raise ValueError("not a token record of version 1")
    tokens, intent = members.get("tokens"), _members(members.get("intent"))
    pid = intent.get("pid")
    return Record(
        gen=gen,
        tokens=None if tokens is None else _tokens(_members(tokens), gen),
        intent=Intent(pid, _number(intent.get("at")) or 0.0) if type(pid) is int else None,
    )


def _tokens(members: dict[str, object], gen: int) -> TokenSet:
    access, refresh, principal = members.get("access"), members.get("refresh"), members.get("principal")
    if (
        not isinstance(access, str)
        or not access
        or not isinstance(refresh, str | None)
        or not isinstance(principal, str)
    ):
        raise ValueError("a token record without usable tokens")
    return TokenSet(
        access=access,
        refresh=refresh,
        expires_at=_number(members.get("expires_at")),
        lifetime=_number(members.get("lifetime")),
        principal=principal,
        gen=gen,
    )


def _members(value: object) -> dict[str, object]:
    """Take a JSON object as it is and anything else as an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}  # JSON's keys are texts


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
