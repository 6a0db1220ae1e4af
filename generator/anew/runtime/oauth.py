"""A client's id and secret to tokens, by an OAuth 2.0 token endpoint (RFC 6749) that the document only names.

The session renews them like any others: one request for all threads and tasks, whether they are the first tokens or the
hundredth. Where an answer brings a refresh token, that is used first, and the client's own secret when it is spent.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote_plus, urlsplit

from attrs import evolve, field, frozen

from .call import Call
from .operation import Answer, Operation
from .outgoing import base_of
from .session.tokens import TokenGrant, TokenSet
from .spec import ApiSpec, Attach, SessionSpec, Signal, Tokens

if TYPE_CHECKING:
    from .attach import Credential
    from .session.session import Session

_FORM: Final = "application/x-www-form-urlencoded"

_SEED: Final = TokenGrant("", expires_in=1e-9)
"""Spent before it is sent, so that the first call has the endpoint asked like every later one."""


@frozen
class OAuth2:
    """What a client proves itself by at a token endpoint: `credentials={"oauth": OAuth2("id", "secret")}`."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    """Names with spaces between."""
    token_url: str = ""
    """Empty: the one that the document names."""
    refresh_token: str | None = field(default=None, repr=False)
    """To begin with, where a user has agreed elsewhere (authorization code, device code)."""
    by: Literal["header", "body"] = "header"
    """Where id and secret go: into HTTP basic, as RFC 6749 asks servers to understand, or into the form."""
    further: Mapping[str, str] = field(factory=dict[str, str])
    """Further fields of the form, for example an audience."""

    def renewal(self, tokens: TokenSet) -> Call[Any] | None:
        """Write the call that exchanges a refresh token; None if there is none."""
        token = tokens.refresh or (self.refresh_token if not tokens.access else None)
        return self._call({"grant_type": "refresh_token", "refresh_token": token}) if token else None

    def grant(self) -> Call[Any] | None:
        """Write the call that asks for tokens by id and secret alone; None for a client without a secret."""
        if not self.client_secret:
            return None
        scope = {"scope": self.scope} if self.scope else {}
        return self._call({"grant_type": "client_credentials", **scope})

    def _call(self, form: Mapping[str, str]) -> Call[Any]:
        url = urlsplit(self.token_url)
        operation: Operation[Any] = Operation(
            id="token",
            method="POST",
            path=url._replace(scheme="", netloc="", fragment="").geturl(),
            answers=(Answer("default", "json"),),
            authenticated=False,
            security=(),
            server=f"{url.scheme}://{url.netloc}",
        )
        fields = {**form, **self.further}
        if self.by == "header" and self.client_secret:
            call = Call(operation, body=fields, content_type=_FORM)
            return call.with_options(headers={"Authorization": _basic(self.client_id, self.client_secret)})
        secret = {"client_secret": self.client_secret} if self.client_secret else {}
        return Call(operation, body={**fields, "client_id": self.client_id, **secret}, content_type=_FORM)


def _basic(name: str, secret: str) -> str:
    """Write both form-encoded, as RFC 6749, 2.3.1 has it."""
    return "Basic " + b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()


@frozen
class Beginning:
    """Has a session ask for its first tokens by itself."""

    _lock: threading.Lock = field(factory=threading.Lock, init=False, eq=False)

    def begin(self, session: Session) -> None:
        """Let the next call find tokens that are spent, unless somebody else has seen to that."""
        with self._lock:
            if session.tokens is None:
                session.login(_SEED)


def oauth_of(api: ApiSpec, credentials: Mapping[str, Credential], base_url: str) -> OAuth2 | None:
    """Find what the session is to be renewed by; raises ValueError if nobody says where."""
    for name, credential in credentials.items():
        if not isinstance(credential, OAuth2):
            continue
        scheme = api.schemes.get(name)
        url = credential.token_url or (scheme.token_url if scheme else "")
        if not url:
            raise ValueError(f"the document names no token endpoint for {name!r}; give OAuth2(token_url=…)")
        return evolve(credential, token_url=str(base_of(base_url).url.join(url)))
    return None


def with_session(api: ApiSpec) -> ApiSpec:
    """Give an API that `sdk.yaml` describes no session for the one that RFC 6749 and RFC 6750 describe."""
    if api.session is not None:
        return api
    tokens = Tokens(access=("/access_token",), refresh=("/refresh_token",), expires=("/expires_in",))
    attach = Attach(location="header", parameter="Authorization", value="Bearer {access}")
    return evolve(api, session=SessionSpec(tokens=tokens, attach=attach, expired=(Signal(http=("401",)),)))
