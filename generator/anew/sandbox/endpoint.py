"""The form that an OAuth 2.0 client sends becomes the answer of a token endpoint (RFC 6749), whoever the client is.

The document's own endpoint may be on another host, which a sandbox cannot be; so there is one at `/__sandbox__/token`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from anew.model import Session
from anew.sandbox.grants import Grants
from anew.sandbox.reply import Reply
from anew.sandbox.tokens import Pair, RefusedError, Tokens

_GRANTS = ("client_credentials", "password", "refresh_token")


def granted(raw: bytes, tokens: Tokens, grants: Grants | None) -> Reply:
    """Give the next pair for a refresh token, and the first one for anything else."""
    form = dict(parse_qsl(raw.decode("utf-8", "replace")))
    session = grants.session if grants else None
    if grants is None or session is None or session.oauth is None or form.get("grant_type") not in _GRANTS:
        return Reply(400, body={"error": "unsupported_grant_type"})
    try:
        pair = _pair(form, tokens, session)
    except RefusedError as error:
        return Reply(400, body={"error": "invalid_grant", "error_description": str(error)})
    reply = Reply(body={"token_type": "Bearer"})
    grants.give(reply, pair)
    return reply


def _pair(form: Mapping[str, str], tokens: Tokens, session: Session) -> Pair:
    """Choose the pair; who comes with consent from elsewhere, as far as a sandbox can tell, is let in."""
    token = form.get("refresh_token", "")
    if token and not (session.oauth and session.oauth.grant == "refresh_token" and not tokens.families):
        return tokens.refresh(token)
    return tokens.login(form.get("username") or form.get("client_id") or "somebody")
