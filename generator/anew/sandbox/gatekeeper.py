"""A request becomes whose it is, or why nobody is let in."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from anew.model import SecurityScheme
from anew.sandbox.arguments import Sent
from anew.sandbox.grants import Grants
from anew.sandbox.names import CLIENT
from anew.sandbox.plan import Endpoint
from anew.sandbox.tokens import Pair, Tokens

Why = Literal["", "expired", "anonymous"]


@frozen
class Entry:
    """What a gatekeeper says."""

    why: Why
    """Why nobody is let in; empty if somebody is."""
    message: str = ""
    pair: Pair | None = None
    """The pair whose access token was sent, whatever it is worth."""


@frozen
class Gatekeeper:
    """Looks at tokens, and at whether credentials of the document's other security schemes are there at all."""

    tokens: Tokens
    grants: Grants | None
    schemes: tuple[SecurityScheme, ...]

    def enter(self, endpoint: Endpoint, sent: Sent) -> Entry:
        """Let somebody in, or say why not."""
        if endpoint.role in ("login", "refresh"):
            return Entry("")
        access = self.grants.access(sent) if self.grants else ""
        if endpoint.secured and access:
            return self._by_token(access, sent.headers.get(CLIENT, ""))
        if not endpoint.secured and not endpoint.security:
            return Entry("")
        if any(all(self._shown(name, sent) for name in names) for names in endpoint.security):
            return Entry("")
        return Entry("anonymous", "not authenticated; log in")

    def _by_token(self, access: str, client: str) -> Entry:
        standing, pair = self.tokens.present(access, client)
        if standing == "good":
            return Entry("", pair=pair)
        if standing == "expired":
            return Entry("expired", "the access token has expired", pair)
        reason = f"the login is over: {pair.family.ended}" if pair else "the access token is unknown"
        return Entry("anonymous", f"{reason}; log in", pair)

    def _shown(self, name: str, sent: Sent) -> bool:
        scheme = next((one for one in self.schemes if one.name == name), None)
        if scheme is None or scheme.kind == "mutualTLS":
            return True
        if scheme.kind == "apiKey":
            held = {"header": sent.headers, "cookie": sent.cookies, "query": dict(sent.query)}.get(scheme.location, {})
            return bool(held.get(scheme.parameter.lower() if scheme.location == "header" else scheme.parameter))
        prefix = scheme.scheme if scheme.kind == "http" else "bearer"
        return sent.headers.get("authorization", "").lower().startswith(f"{prefix} ")
