"""The answer to a login or a refresh to the tokens in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

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
    expires = first(tokens.expires or ("jwt:exp",), body, headers, access)
    expires_in, expires_at = _expiry(expires, tokens.expires_as if tokens.expires else "jwt")
    return TokenGrant(access, refresh, expires_in=expires_in, expires_at=expires_at)


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
    except (TypeError, ValueError, LookupError):
        return None, None


def _instant(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
