"""What a client is given, `sdk.yaml` and the document, to the token endpoint that its session is renewed by."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from .attach import Credential, filled
from .oauth import SEED, OAuth2, TokenEndpoint
from .outgoing import base_of
from .session.tokens import TokenGrant
from .spec import ApiSpec, Attach, OAuthFlow, Scheme, SessionSpec, Signal, Tokens

if TYPE_CHECKING:
    from .session.session import Session

_SEED: Final = TokenGrant(SEED, expires_in=sys.float_info.min)
"""Spent in the instant that it is there, so that the first call has the endpoint asked like every later one."""

_TOKENS: Final = Tokens(access=("/access_token",), refresh=("/refresh_token",), expires=("/expires_in",))
_UNAUTHORIZED: Final = (Signal(http=("401",)),)


@frozen
class Beginning:
    """Has a session ask for its first tokens by itself."""

    _lock: threading.Lock = field(factory=threading.Lock, init=False, eq=False)

    def begin(self, session: Session) -> None:
        """Let the next call find tokens that are spent, unless somebody else has seen to that."""
        with self._lock:
            if session.tokens is None:
                session.login(_SEED)


def endpoint_of(
    api: ApiSpec, credentials: Mapping[str, Credential], variables: Mapping[str, str], base_url: str
) -> TokenEndpoint | None:
    """Find what the session is to be renewed by; raises ValueError if nobody says where, or for two of them."""
    given = [(name, one) for name, one in credentials.items() if isinstance(one, OAuth2)]
    if len(given) > 1:
        names = " and ".join(repr(name) for name, _ in given)
        raise ValueError(f"a client has one session, and OAuth2 is given for {names}: make a client for each")
    flow = api.session.oauth if api.session else None
    if flow is not None:
        name, credential = given[0] if given else (flow.scheme, OAuth2())
        return _endpoint(flow.scheme or name, credential, flow, api, variables, base_url)
    return _endpoint(*given[0], OAuthFlow(grant=given[0][1].grant), api, variables, base_url) if given else None


def _endpoint(
    name: str,
    own: OAuth2,
    flow: OAuthFlow,
    api: ApiSpec,
    variables: Mapping[str, str],
    base_url: str,
) -> TokenEndpoint:
    scheme = api.schemes.get(name, Scheme(kind="oauth2"))
    url = own.token_url or flow.token_url or scheme.token_url
    if not url:
        raise ValueError(f"the document names no token endpoint for {name!r}; give OAuth2(token_url=…)")
    # Who names an endpoint of his own does not mean the refresh of another.
    renewing = "" if own.token_url else flow.refresh_url or ("" if flow.token_url else scheme.refresh_url)
    base = base_of(base_url).url
    return TokenEndpoint(
        scheme=name if name in api.schemes else "",
        grant=flow.grant,
        token_url=str(base.join(url)),
        refresh_url=str(base.join(renewing or url)),
        credential=own,
        scope=own.scope or flow.scope,
        in_body=(own.by or flow.client) == "body",
        further={**{key: filled(text, variables) for key, text in flow.also.items()}, **own.further},
    )


def with_session(api: ApiSpec) -> ApiSpec:
    """Give an API the session that RFC 6749 and RFC 6750 describe, unless its own one is of that kind.

    A session of another kind would look for tokens where its own login has them. What it says of calls stays.
    """
    own = api.session
    if own is not None and own.oauth is not None:
        return api
    attach = Attach(location="header", parameter="Authorization", value="Bearer {access}")
    made = SessionSpec(tokens=_TOKENS, attach=attach, expired=_UNAUTHORIZED)
    if own is not None:
        made = evolve(made, headers=own.headers, expired=(*own.expired, *made.expired), lost=own.lost)
    return evolve(api, session=made)
