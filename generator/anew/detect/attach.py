"""Security schemes and header parameters become the place where the access token goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from anew.detect.findings import Found
from anew.detect.view import View
from anew.model import Attach

_TOKEN_HEADERS = frozenset(
    {"token", "x-token", "x-access-token", "access-token", "authorization", "satoken", "x-auth-token"}
)
_TENANT_HEADERS = frozenset({"tenant-id", "x-tenant-id", "tenant", "x-tenant", "tenantid"})
_SHARE = 0.3


def detect(view: View) -> Found[Attach] | None:
    """Find where the token goes: what `securitySchemes` say, else a header that many operations ask for."""
    for name, raw in view.security_schemes.items():
        if found := _scheme(view.resolve(raw)):
            return Found(found, "certain", f"security scheme `{name}`")
    header = next(iter(_common_headers(view, _TOKEN_HEADERS)), None)
    return Found(_header(header[0]), "likely", header[1]) if header else None


def headers(view: View) -> tuple[Found[str], ...]:
    """Find headers that tell tenants apart and that many operations ask for."""
    return tuple(Found(name, "suggested", why) for name, why in _common_headers(view, _TENANT_HEADERS))


def _scheme(scheme: Mapping[str, Any]) -> Attach | None:
    kind, where = scheme.get("type"), scheme.get("in")
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and str(scheme.get("scheme", "")).lower() == "bearer"):
        return Attach("header", "Authorization", "Bearer {access}")
    if kind != "apiKey" or where not in ("header", "cookie", "query"):
        return None
    name = str(scheme.get("name", ""))
    return _header(name) if where == "header" else Attach(where, name, "{access}")


def _header(name: str) -> Attach:
    return Attach("header", name, "Bearer {access}" if name.lower() == "authorization" else "{access}")


def _common_headers(view: View, wanted: frozenset[str]) -> list[tuple[str, str]]:
    """List the wanted headers that at least 30 % of the operations ask for, the commonest first, with the evidence."""
    total = len(view.operations)
    counted = Counter(
        one.name
        for seen in view.operations
        for one in seen.inputs
        if one.location == "header" and one.name.lower() in wanted
    )
    return [
        (name, f"{count} of {total} operations have a header parameter `{name}`")
        for name, count in counted.most_common()
        if count >= _SHARE * total
    ]
