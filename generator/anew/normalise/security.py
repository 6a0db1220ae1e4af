"""Security requirements become alternatives of scheme names; a session's token goes where they ask for it."""

from __future__ import annotations

from typing import Any, Literal, cast

from anew.document import Document
from anew.document.pointers import escape
from anew.model import SecurityScheme, Session
from anew.normalise.keywords import mapping, text
from anew.normalise.views import Views

Requirement = tuple[tuple[str, ...], ...]

_FLOWS = {
    "client_credentials": ("clientCredentials",),
    "password": ("password",),
    "refresh_token": ("authorizationCode", "deviceAuthorization"),
}
"""The flows of OpenAPI 3 by what is asked for at their token endpoints."""
_KINDS = ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")


def schemes(document: Document, views: Views, session: Session | None) -> tuple[SecurityScheme, ...]:
    """Read the ways to prove who calls; of a scheme's flows, the one that the session goes by counts first."""
    where = "#/components/securitySchemes"
    holder = mapping(mapping(document.root.get("components")).get("securitySchemes"))
    if document.dialect == "2.0":
        holder, where = mapping(document.root.get("securityDefinitions")), "#/securityDefinitions"
    found = []
    for name, value in holder.items():
        end = views.end(value, f"{where}/{escape(name)}")
        scheme = _scheme(name, mapping(end.value), _preferred(session, name)) if end else None
        if scheme is not None:
            found.append(scheme)
    return tuple(found)


def requirement(value: Any) -> Requirement | None:
    """Read a list of requirements; None where there is none, which is something else than an empty one.

    One that stands there without its list is meant as the only one.
    """
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return None
    return tuple(tuple(one) for one in value if isinstance(one, dict))


def hinted(known: tuple[SecurityScheme, ...], session: Session | None) -> Requirement | None:
    """Give what an operation wants that says nothing of security but answers 401: the token, if there is one."""
    fitting = [scheme.name for scheme in known if session and _fits(scheme, session)]
    return ((), *((name,) for name in fitting)) if fitting else None


def makes_tokens(session: Session | None, id_: str) -> bool:
    """Tell whether an operation is the login or the refresh: it never gets a token, whatever anybody says."""
    return session is not None and id_ in {one.operation for one in (session.login, session.refresh) if one}


def authenticated(
    wanted: Requirement | None, known: tuple[SecurityScheme, ...], session: Session | None, id_: str, *, silent: bool
) -> bool:
    """Tell whether the session's token goes with an operation that does not make tokens.

    `silent`: the document speaks of security nowhere; then every operation is taken to want it, but for the logout.
    """
    ends = {session.logout.operation} if session and session.logout else set()
    if wanted is None:
        return silent and id_ not in ends
    fitting = {scheme.name for scheme in known if session and _fits(scheme, session)}
    named = {name for one in wanted for name in one}
    return bool(named & fitting) if fitting else bool(named)


def _fits(scheme: SecurityScheme, session: Session) -> bool:
    """Tell whether a scheme is the one whose place the session's token takes."""
    attach = session.attach
    if session.oauth and session.oauth.scheme:
        return scheme.name == session.oauth.scheme
    if scheme.kind == "apiKey":
        return scheme.location == attach.location and scheme.parameter.lower() == attach.parameter.lower()
    bearer = scheme.kind in ("oauth2", "openIdConnect") or scheme.scheme == "bearer"
    return bearer and attach.location == "header" and attach.parameter.lower() == "authorization"


def _preferred(session: Session | None, name: str) -> tuple[str, ...]:
    """Name the flows of a scheme that fit the session's grant."""
    flow = session.oauth if session else None
    return _FLOWS[flow.grant] if flow and flow.scheme == name else ()


def _scheme(name: str, value: dict[str, Any], preferred: tuple[str, ...]) -> SecurityScheme | None:
    kind = text(value.get("type"))
    if kind == "basic":
        return SecurityScheme(name, "http", scheme="basic")
    if kind not in _KINDS:
        return None
    flow = _flow(value, preferred)
    return SecurityScheme(
        name,
        cast("Literal['apiKey', 'http', 'oauth2', 'openIdConnect', 'mutualTLS']", kind),
        location=text(value.get("in")),
        parameter=text(value.get("name")) if kind == "apiKey" else "",
        scheme=text(value.get("scheme")).lower(),
        token_url=text(flow.get("tokenUrl")),
        refresh_url=text(flow.get("refreshUrl")),
    )


def _flow(value: dict[str, Any], preferred: tuple[str, ...]) -> dict[str, Any]:
    """Choose the flow whose token endpoint counts; in Swagger 2.0 a scheme is a flow."""
    flows = mapping(value.get("flows"))
    ordered = [*(flows.get(name) for name in preferred), value, *flows.values()]
    return next((flow for flow in map(mapping, ordered) if text(flow.get("tokenUrl"))), {})
