"""Security schemes become the token endpoint that a session can log in at, and what is to be asked for there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from anew.detect.findings import Found, Sure
from anew.detect.view import View, mapping
from anew.document.pointers import escape
from anew.model import OAuthFlow

_GRANTS: Mapping[str, Literal["client_credentials", "password", "refresh_token"]] = {
    "clientCredentials": "client_credentials",
    "application": "client_credentials",
    "password": "password",
    "authorizationCode": "refresh_token",
    "accessCode": "refresh_token",
    "deviceAuthorization": "refresh_token",
}
"""What a program can ask for by itself in each flow, the names of Swagger 2.0 included; the first are the handiest."""
_ORDER = list(_GRANTS)


def detect(view: View) -> Found[OAuthFlow] | None:
    """Find the handiest flow with a token endpoint.

    Flows that begin in a browser are only suggested: nothing can be had by them without a user's consent.
    """
    found = [
        (flow, name, told) for name, raw in view.security_schemes.items() for flow, told in _flows(view.resolve(raw))
    ]
    if not found:
        return None
    flow, name, told = min(found, key=lambda one: _ORDER.index(one[0]))
    grant = _GRANTS[flow]
    several = f", the handiest of {len(found)}" if len(found) > 1 else ""
    evidence = f"security scheme `{name}` has the flow `{flow}` at {told['tokenUrl']}{several}"
    usual: Sure = "likely" if several else "certain"
    holder = "securityDefinitions" if "swagger" in view.root else "components/securitySchemes"
    sure: Sure = "suggested" if grant == "refresh_token" else usual
    return Found(OAuthFlow(grant, name, scope=_scope(told)), sure, evidence, f"#/{holder}/{escape(name)}")


def _flows(scheme: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """List the flows of a scheme that say where tokens are had."""
    if scheme.get("type") != "oauth2":
        return
    flows = {str(scheme.get("flow")): scheme} if "flow" in scheme else mapping(scheme.get("flows"))
    for name, told in flows.items():
        if name in _GRANTS and isinstance(mapping(told).get("tokenUrl"), str):
            yield name, told


def _scope(told: Mapping[str, Any]) -> str:
    return " ".join(map(str, mapping(told.get("scopes"))))
