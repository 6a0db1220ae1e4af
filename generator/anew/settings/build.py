"""Data of `sdk.yaml` that passed every check becomes the model's envelopes, session, errors and pagings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import evolve

from anew.errors import Place
from anew.model import Attach, Envelope, ErrorRule, Exchange, Locations, OAuthFlow, Paging, Session, Signal, Tokens
from anew.settings.shape import OperationRule

_UNAUTHORIZED = (Signal(http=("401",)),)
_DEAD = (Signal(http=("400", "401", "403")),)
_PLACES = ("header", "cookie", "query")

_TOKENS = {"access": "/access_token", "refresh": "/refresh_token", "expires": {"at": "/expires_in"}}
"""Where a token endpoint has them (RFC 6749, 5.1)."""

LOGIN = "login"
"""As what `refresh` says: there is no other way to new tokens than to log in again."""


def envelope(name: str, data: Mapping[str, Any]) -> Envelope:
    """Build an envelope; a single `code` is what it requires, unless it says otherwise or only failures have one."""
    code, message = locations(data.get("code")), locations(data.get("message"))
    payload = data.get("data", "/data")
    flat = tuple(data["drop"]) if "drop" in data else _members(code + message)
    built = Envelope(
        name=name,
        require=locations(data.get("require")),
        success=signals(data.get("success")),
        code=code,
        message=message,
        data=payload,
        drop=() if payload else flat,
        empty=data.get("empty", "allow"),
        meta=tuple((key, locations(value)) for key, value in data.get("meta", {}).items()),
        document=data.get("document", "auto"),
    )
    return built if "require" in data or built.by_absence else evolve(built, require=_only_pointer(code))


def error_rule(data: Mapping[str, Any]) -> ErrorRule:
    """Build the rule for a class of errors."""
    return ErrorRule(signals(data["when"]), data["raise"], locations(data.get("retry_after")))


def operation_rule(data: Mapping[str, Any], place: Place | None) -> OperationRule:
    """Build the rule for some operations; the keys of the file are the rule's members."""
    return OperationRule(**{**data, "match": data["match"].strip()}, place=place)


def session(data: Mapping[str, Any]) -> Session:
    """Build the session; a 401 asks for a refresh where there is one, and else ends it."""
    oauth = _flow(data["oauth"]) if "oauth" in data else None
    tokens = _tokens({**_TOKENS, **data.get("tokens", {})} if oauth else data["tokens"])
    renewal = data.get("refresh", {})
    refresh = None if renewal == LOGIN else exchange(renewal, tokens)
    renewable = refresh is not None or renewal == LOGIN or oauth is not None
    return Session(
        tokens=tokens,
        attach=_attach(data.get("attach")),
        login=exchange(data.get("login", {})),
        refresh=refresh,
        logout=exchange(data.get("logout", {})),
        oauth=oauth,
        headers=tuple(data.get("headers", {}).items()),
        expired=signals(data["expired"]) if "expired" in data else _UNAUTHORIZED if renewable else (),
        dead=signals(data["dead"]) if "dead" in data else _DEAD,
        lost=signals(data["lost"]) if "lost" in data else () if renewable else _UNAUTHORIZED,
    )


def exchange(data: Mapping[str, Any], tokens: Tokens | None = None) -> Exchange | None:
    """Build login, refresh or logout; None where neither operation nor hook is named (a preset's `send` alone)."""
    if not ("operation" in data or "hook" in data):
        return None
    send = data.get("send", {})
    where = send.get("in", "body")
    return Exchange(
        operation=data.get("operation", "").strip(),
        hook=data.get("hook", ""),
        send=where,
        parameter=send.get("name") or (refresh_cookie(tokens) if where == "cookie" else ""),
        value=send.get("value", "{refresh}"),
        also=tuple(send.get("also", {}).items()),
    )


def _flow(data: Mapping[str, Any]) -> OAuthFlow:
    """Build the flow of a token endpoint; the keys of the file are its members."""
    return OAuthFlow(**{**data, "also": tuple(data.get("also", {}).items())})


def refresh_cookie(tokens: Tokens | None) -> str:
    """Name the cookie that holds the refresh token, if one does: it goes back under the same name."""
    held = (
        place.removeprefix("cookie:") for place in (tokens.refresh if tokens else ()) if place.startswith("cookie:")
    )
    return next(held, "")


def paging(name: str, data: Mapping[str, Any]) -> Paging:
    """Build a paging; the keys of the file are its members."""
    return Paging(name=name, **{"items": "", **data})


def locations(value: str | Iterable[str] | None) -> Locations:
    """Make one location or a list of them a tuple."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def signals(value: Any) -> tuple[Signal, ...]:
    """Make one signal or a list of them a tuple."""
    if value is None:
        return ()
    return tuple(_signal(one) for one in (value if isinstance(value, list) else [value]))


def _signal(data: Mapping[str, Any]) -> Signal:
    return Signal(
        http=_texts(data.get("http")),
        code=_texts(data.get("code")),
        at=data.get("at", ""),
        among=_texts(data.get("in")),
        absent=data.get("absent", False),
        matches=data.get("matches", ""),
        message=data.get("message", ""),
        header=data.get("header", ""),
    )


def _tokens(data: Mapping[str, Any]) -> Tokens:
    expires, renewed = data.get("expires", {}), data.get("renewed", {})
    again = renewed.get("expires", {})
    return Tokens(
        access=locations(data["access"]),
        refresh=locations(data.get("refresh")),
        expires=locations(expires.get("at")),
        expires_as=expires.get("as", "seconds"),
        renewed_access=locations(renewed.get("access")),
        renewed_refresh=locations(renewed.get("refresh")),
        renewed_expires=locations(again.get("at")),
        renewed_expires_as=again.get("as", "seconds"),
    )


def _attach(data: Mapping[str, Any] | None) -> Attach:
    if data is None:
        return Attach("header", "Authorization", "Bearer {access}")
    where = next(place for place in _PLACES if place in data)
    default = "Bearer {access}" if data[where].lower() == "authorization" else "{access}"
    return Attach(where, data[where], data.get("value", default))  # type: ignore[arg-type]  # one of _PLACES


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _members(places: Locations) -> tuple[str, ...]:
    return tuple(place[1:] for place in places if place.startswith("/") and "/" not in place[1:])


def _only_pointer(code: Locations) -> Locations:
    return code if len(code) == 1 and code[0].startswith("/") else ()
