"""A client's id and secret to tokens, by an OAuth 2.0 token endpoint (RFC 6749) that the document only names.

```
grant               first tokens                        renewed by
client_credentials  the client's id and secret          a refresh token if the endpoint gave one, else like the first
password            a user's name and password          the refresh token, then the password if the client keeps it
refresh_token       what the user agreed to elsewhere   the refresh token, and nothing else
```
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import quote_plus, urlsplit

from attrs import field, frozen

from .call import Call
from .operation import Answer, Operation
from .session.tokens import TokenSet
from .spec import Grant

SEED: Final = "none-yet"
"""In the place of an access token, in a session that is yet to ask for its first one; it is never sent."""

_FORM: Final = "application/x-www-form-urlencoded"


@frozen
class OAuth2:
    """What a client proves itself by at a token endpoint: `credentials={"oauth": OAuth2("id", "secret")}`.

    What is left empty is as `sdk.yaml` and the document say.
    """

    client_id: str = ""
    """Empty for servers that ask for users only."""
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    """Names with spaces between."""
    token_url: str = ""
    refresh_token: str | None = field(default=None, repr=False)
    """To begin with, where a user has agreed elsewhere (authorization code, device code)."""
    by: Literal["header", "body"] | None = None
    """Where id and secret go: into HTTP basic, as RFC 6749 asks servers to understand, or into the form."""
    further: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    """Further fields of the form, for example an audience."""
    username: str = ""
    """With a password: the client logs in as this user by itself, and again when it must."""
    password: str = field(default="", repr=False)

    @property
    def grant(self) -> Grant:
        """What is asked for, unless `sdk.yaml` says it."""
        if self.username:
            return "password"
        return "refresh_token" if self.refresh_token else "client_credentials"


@frozen(kw_only=True)
class TokenEndpoint:
    """A token endpoint, and all that this client says to it."""

    scheme: str
    """The security scheme that the tokens are for; empty for any that takes such tokens."""
    grant: Grant
    token_url: str
    refresh_url: str
    credential: OAuth2
    scope: str
    in_body: bool
    further: Mapping[str, str] = field(repr=False)

    @property
    def begins(self) -> bool:
        """Whether it gives the first tokens without anybody's help."""
        return self.again() is not None or self.credential.refresh_token is not None

    def renewal(self, tokens: TokenSet) -> Call[Any] | None:
        """Write the call that exchanges a refresh token; None if there is none."""
        token = tokens.refresh or (self.credential.refresh_token if tokens.access == SEED else None)
        return self.exchange(token) if token else None

    def exchange(self, token: str) -> Call[Any]:
        """Write the call that exchanges this refresh token."""
        return self._call(self.refresh_url, {"grant_type": "refresh_token", "refresh_token": token})

    def again(self) -> Call[Any] | None:
        """Write the call that asks for tokens by what this client keeps; None if that is not enough."""
        own = self.credential
        if self.grant == "password":
            return self.by_password(own.username, own.password) if own.username else None
        if self.grant != "client_credentials" or not own.client_secret:
            return None
        return self._call(self.token_url, {"grant_type": "client_credentials", **self._scoped()})

    def by_password(self, username: str, password: str) -> Call[Any]:
        """Write the call that asks for a user's tokens."""
        form = {"grant_type": "password", "username": username, "password": password}
        return self._call(self.token_url, {**form, **self._scoped()})

    def _scoped(self) -> dict[str, str]:
        return {"scope": self.scope} if self.scope else {}

    def _call(self, to: str, form: Mapping[str, str]) -> Call[Any]:
        url, own = urlsplit(to), self.credential
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
        if own.client_secret and not self.in_body:
            call = Call(operation, body=fields, content_type=_FORM)
            return call.with_options(headers={"Authorization": _basic(own.client_id, own.client_secret)})
        known = {"client_id": own.client_id, "client_secret": own.client_secret}
        fields |= {name: value for name, value in known.items() if value}
        return Call(operation, body=fields, content_type=_FORM)


def _basic(name: str, secret: str) -> str:
    """Write both form-encoded, as RFC 6749, 2.3.1 has it."""
    return "Basic " + b64encode(f"{quote_plus(name)}:{quote_plus(secret)}".encode()).decode()
