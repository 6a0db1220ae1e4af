"""The answer to a login or a refresh to the tokens in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from ._http import httpx
from .errors import DecodeError
from .judge import Verdict
from .locate import MISSING, claims, first
from .session.tokens import TokenGrant
from .spec import Tokens


def grant_of(verdict: Verdict[Any], tokens: Tokens) -> TokenGrant:
    """Find the tokens and how long they live; raises DecodeError if there is no access token."""
    headers, body = verdict.response.headers, verdict.seen.body
    if (
        body is MISSING
        and "" in tokens.access
        and verdict.seen.headers.get("content-type", "").startswith("text/plain")
    ):
        body = verdict.response.text.strip()  # some servers answer with the bare token
    access = _text(first(tokens.access, body, headers))
    if not access:
        raise DecodeError(f"expected an access token at {' or '.join(tokens.access)}, got none")
    refresh = _text(first(tokens.refresh, body, headers)) or None
    return _granted(access, refresh, _Hint(tokens.expires, tokens.expires_as), body, headers)


def renewal_of(verdict: Verdict[Any], tokens: Tokens) -> TokenGrant | None:
    """Find the tokens that a server hands out along with any answer; None if there are none."""
    if not tokens.renewed_access:
        return None
    headers, body = verdict.seen.headers, verdict.seen.body
    access = _text(first(tokens.renewed_access, body, headers))
    if not access:
        return None
    refresh = _text(first(tokens.renewed_refresh, body, headers)) or None
    return _granted(access, refresh, _Hint(tokens.renewed_expires, tokens.renewed_expires_as), body, headers)


@frozen
class _Hint:
    """Where it is said how long an access token lives, and how."""

    places: tuple[str, ...]
    unit: str


def _granted(access: str, refresh: str | None, hint: _Hint, body: Any, headers: httpx.Headers) -> TokenGrant:
    """Add the expiry: what is described, else what a JWT says itself."""
    for place in (*hint.places, "jwt:exp"):
        found = first((place,), body, headers, access)
        if found is not MISSING:
            expires_in, expires_at = _expiry(found, "jwt" if place.startswith("jwt:") else hint.unit)
            return TokenGrant(access, refresh, expires_in=expires_in, expires_at=expires_at)
    return TokenGrant(access, refresh)


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _expiry(value: Any, unit: str) -> tuple[float | None, float | None]:
    """Read an expiry as seconds from now, or as an instant; what cannot be read is not known: it is only a hint."""
    try:
        match unit:
            case "seconds":
                return float(value), None
            case "ms":
                return float(value) / 1000, None
            case "epoch_s":
                return None, float(value)
            case "epoch_ms":
                return None, float(value) / 1000
            case "iso":
                return None, _instant(value)
            case _:
                return None, float(claims(value)["exp"] if isinstance(value, str) and "." in value else value)
    except (TypeError, ValueError, LookupError, ArithmeticError):
        return None, None


def _instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
