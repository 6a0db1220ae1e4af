"""Security schemes and header parameters become the place where the access token goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from anew.detect.findings import Found, Sure
from anew.detect.seen import Seen
from anew.detect.view import View
from anew.document.pointers import escape
from anew.model import Attach

_TOKEN_HEADERS = frozenset(
    {"token", "x-token", "x-access-token", "access-token", "authorization", "satoken", "x-auth-token"}
)
_TENANT_HEADERS = frozenset({"tenant-id", "x-tenant-id", "tenant", "x-tenant", "tenantid"})
_SHARE = 0.3
_PREFIX = re.compile(
    r"prefix(?:ed)?\s+(?:with\s+)?[\"'`](?P<one>[A-Za-z]{3,10})[\"'` ]"
    r"|authorization[\"'`]?\s*:\s*[\"'`]?(?P<other>[A-Za-z]{3,10})\s+[\"'`<{$\[]?",
    re.IGNORECASE,
)
"""'A header with the prefix "Token"', or `Authorization: Token <value>`."""


def detect(view: View, operations: Sequence[Seen]) -> Found[Attach] | None:
    """Find where the token goes: what `securitySchemes` say, else a header that many operations ask for."""
    schemes = [(name, view.resolve(raw)) for name, raw in view.security_schemes.items()]
    fitting = [(name, scheme, found) for name, scheme in schemes if (found := _scheme(scheme))]
    if fitting:
        name, scheme, found = min(fitting, key=lambda one: _rank(one[2]))
        guessed = scheme.get("type") == "apiKey" and found.value == "Bearer {access}" and not _says_bearer(scheme)
        several = len({one for _, _, one in fitting}) > 1
        sure: Sure = "likely" if several or guessed else "certain"
        others = f", the likeliest of {len(fitting)}" if several else ""
        others += "; it does not say whether `Bearer` is written before the token" if guessed else ""
        holder = "securityDefinitions" if "swagger" in view.root else "components/securitySchemes"
        return Found(found, sure, f"security scheme `{name}`{others}", f"#/{holder}/{escape(name)}")
    header = next(iter(_common_headers(operations, _TOKEN_HEADERS)), None)
    return Found(_header(header[0], ""), "likely", header[1], header[2]) if header else None


def headers(operations: Sequence[Seen]) -> tuple[Found[str], ...]:
    """Find headers that tell tenants apart and that many operations ask for."""
    return tuple(Found(name, "suggested", why, at) for name, why, at in _common_headers(operations, _TENANT_HEADERS))


def _rank(attach: Attach) -> int:
    """Order schemes by how likely they take what a login answers; API keys and cookies come another way."""
    if attach.location != "header":
        return 3
    return 0 if attach.parameter.lower() == "authorization" else 1 if attach.parameter.lower() in _TOKEN_HEADERS else 2


def _scheme(scheme: Mapping[str, Any]) -> Attach | None:
    kind, where = scheme.get("type"), scheme.get("in")
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and str(scheme.get("scheme", "")).lower() == "bearer"):
        return Attach("header", "Authorization", "Bearer {access}")
    if kind != "apiKey" or where not in ("header", "cookie", "query"):
        return None
    name = str(scheme.get("name", ""))
    if where == "cookie" and "session" in name.lower():
        # A session that the server keeps, which no token of an answer goes into.
        return None
    return _header(name, str(scheme.get("description", ""))) if where == "header" else Attach(where, name, "{access}")


def _says_bearer(scheme: Mapping[str, Any]) -> bool:
    return "bearer" in str(scheme.get("description", "")).lower()


def _header(name: str, description: str) -> Attach:
    """Say what is written into a header; descriptions tell of prefixes other than `Bearer`."""
    if name.lower() != "authorization":
        return Attach("header", name, "{access}")
    found = _PREFIX.search(description)
    return Attach("header", name, f"{found['one'] or found['other']} {{access}}" if found else "Bearer {access}")


def _common_headers(operations: Sequence[Seen], wanted: frozenset[str]) -> list[tuple[str, str, str]]:
    """List the wanted headers that at least 30 % of the operations ask for, the commonest first, with the evidence."""
    total = len(operations)
    asking = [
        (one.name, seen.at)
        for seen in operations
        for one in seen.inputs
        if one.location == "header" and one.name.lower() in wanted
    ]
    first = dict(reversed(asking))
    return [
        (name, f"{count} of {total} operations have a header parameter `{name}`", first[name])
        for name, count in Counter(name for name, _ in asking).most_common()
        if count >= _SHARE * total
    ]
