"""Tokens and credentials to what is put on a request, and where that may be sent."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from string import Formatter
from typing import Any, Self
from urllib.parse import quote

from attrs import field, frozen

from ._http import httpx
from .oauth import OAuth2
from .operation import Operation
from .outgoing import NO_ATTACHMENT, Attachment, header
from .spec import ApiSpec, Scheme

Credential = str | tuple[str, str] | OAuth2

_PORTS = {"http": 80, "https": 443}
_CERTIFIED = "give http_client= and auth_client= an HTTP client with verify=, an ssl.SSLContext that loads it"
_NO_COOKIE = re.compile(r"[\x00-\x1f\x7f;]")
"""What would end a cookie's value; all else is sent as it is, for a token must come back as it was given."""
Origin = tuple[str, str, int | None]


def origin_of(url: httpx.URL) -> Origin:
    """Say where a URL leads: scheme, host and port."""
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)


def is_allowed(url: httpx.URL, origins: frozenset[Origin]) -> bool:
    """Whether a token may go to a URL: its origin is listed, or is the same host's https where http is listed."""
    origin = origin_of(url)
    if origin in origins:
        return True
    # Such as a server that redirects from http to https, each on its usual port: nobody else can answer there.
    return origin[0] == "https" and origin[2] == 443 and ("http", origin[1], 80) in origins


@frozen
class Proof:
    """How an operation's callers say who they are."""

    fixed: Attachment = NO_ATTACHMENT
    """Keys and passwords that were given to the client, and the session's further headers."""
    by_session: bool = False
    """The session's token goes with it."""
    optional: bool = False
    """It may be called without a token as well."""


@frozen
class Attacher:
    """Everything that a client knows to say who is calling."""

    api: ApiSpec
    credentials: Mapping[str, Credential] = field(repr=False)
    always: Attachment
    """The session's further headers, such as a tenant's."""
    scheme: str = ""
    """The only scheme that the session's token is for; empty: all that want it where it goes."""
    foreseen: bool = True
    """Whether `sdk.yaml` describes the session: then operations know whether they want its token."""

    @classmethod
    def of(
        cls,
        api: ApiSpec,
        credentials: Mapping[str, Credential],
        variables: Mapping[str, str],
        scheme: str = "",
        *,
        foreseen: bool = True,
    ) -> Self:
        """Fill the session's further headers; raises ValueError for what is missing, or cannot be sent."""
        for name in credentials:
            if name in api.schemes and api.schemes[name].kind == "mutualTLS":
                raise ValueError(f"{name!r} wants a certificate, which connections show: {_CERTIFIED}")
        wanted = api.session.headers.items() if api.session else ()
        always = Attachment(tuple(header(name, filled(text, variables)) for name, text in wanted))
        return cls(api, credentials, always, scheme, foreseen)

    def proof(self, operation: Operation[Any]) -> Proof:
        """Choose how to call an operation: by credentials if they suffice, else by the session along with them."""
        alternatives = operation.security
        names, suffice = self._covered(alternatives)
        by_session = self.api.session is not None and operation.authenticated and not suffice
        if by_session and not self.foreseen:
            by_session = self._is_wanted(alternatives)
        fixed = self.always
        for name in names:
            fixed = fixed.and_also(_written(self.api.schemes[name], self.credentials[name]))
        return Proof(fixed, by_session, optional=alternatives is not None and () in alternatives)

    def _covered(self, alternatives: tuple[tuple[str, ...], ...] | None) -> tuple[tuple[str, ...], bool]:
        """Choose the schemes whose credentials are sent, and tell whether they are all that an alternative wants.

        Where they are not, the session's token may stand for the rest. The first alternative that works out counts.
        """
        known = {name for name, one in self.credentials.items() if name in self.api.schemes and _is_fixed(one)}
        if alternatives is None:
            return tuple(name for name in self.credentials if name in known), bool(known)
        free = {name for name, scheme in self.api.schemes.items() if scheme.kind == "mutualTLS"}
        held = [names for names in alternatives if known.intersection(names)]
        whole = next((names for names in held if known.union(free).issuperset(names)), None)
        if whole is not None or self.api.session is None:
            return _among(whole or (), known), whole is not None
        session = self._standing
        # A session that fits no scheme is one that the document does not know: it may stand for any.
        reached = known | free | session if session else set(self.api.schemes)
        together = next((names for names in alternatives if names and reached.issuperset(names)), ())
        return _among(together, known), False

    def _is_wanted(self, alternatives: tuple[tuple[str, ...], ...] | None) -> bool:
        """Tell whether an operation asks for the session's token; where none could, all that ask for anything do."""
        standing = self._standing
        return not standing or alternatives is None or any(standing.intersection(names) for names in alternatives)

    @property
    def _standing(self) -> set[str]:
        """The schemes that the session's token stands for."""
        if self.scheme:
            return {self.scheme}
        return {name for name, scheme in self.api.schemes.items() if self._stands_for(scheme)}

    def _stands_for(self, scheme: Scheme) -> bool:
        """Tell whether the session's token goes where a scheme wants something."""
        assert self.api.session is not None  # noqa: S101 - whoever asks has one
        attach = self.api.session.attach
        if scheme.kind == "apiKey":
            return (scheme.location, scheme.parameter.lower()) == (attach.location, attach.parameter.lower())
        bearer = scheme.kind in ("oauth2", "openIdConnect") or scheme.scheme.lower() == "bearer"
        return bearer and (attach.location, attach.parameter.lower()) == ("header", "authorization")

    def token(self, access: str) -> Attachment:
        """Write the session's access token where the API wants it."""
        session = self.api.session
        if session is None:
            return NO_ATTACHMENT
        attach = session.attach
        return placed(attach.location, attach.parameter, attach.value.replace("{access}", access))

    def is_overridden(self, headers: Mapping[str, str]) -> bool:
        """Whether the caller sets the session's header for one call, and so does without the session."""
        session = self.api.session
        if session is None or session.attach.location != "header":
            return False
        return session.attach.parameter.lower() in map(str.lower, headers)


def _is_fixed(credential: Credential) -> bool:
    return not isinstance(credential, OAuth2)


def _among(names: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)


def placed(location: str, name: str, value: str) -> Attachment:
    """Put a value into a header, a cookie or the query."""
    if location == "query":
        return Attachment(query=(f"{quote(name, safe='')}={quote(value, safe='')}",))
    if location == "cookie":
        if _NO_COOKIE.search(value):
            raise ValueError(f"cookie {name!r} must contain neither semicolons nor control characters")
        return Attachment(cookies=(f"{name}={value}",))
    return Attachment(headers=(header(name, value),))


def filled(text: str, variables: Mapping[str, str]) -> str:
    """Fill the placeholders of a header's value; raises ValueError naming the variable that is missing."""
    for _, name, _, _ in Formatter().parse(text):
        if name and name not in variables:
            raise ValueError(f"the variable {name!r} is needed; give the client variables={{{name!r}: …}}")
    return text.format_map(variables)


def _written(scheme: Scheme, credential: Credential) -> Attachment:
    if scheme.kind == "apiKey":
        return placed(scheme.location, scheme.parameter, _single(credential))
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        user, password = _pair(credential)
        return placed("header", "Authorization", "Basic " + b64encode(f"{user}:{password}".encode()).decode())
    prefix = scheme.scheme.capitalize() if scheme.kind == "http" and scheme.scheme else "Bearer"
    return placed("header", "Authorization", f"{prefix} {_single(credential)}")


def _pair(credential: Credential) -> tuple[str, str]:
    if isinstance(credential, tuple):
        if ":" in credential[0]:
            raise ValueError("HTTP basic has no way to say a user whose name holds a colon (RFC 7617)")
        return credential
    user, colon, password = _single(credential).partition(":")
    if not colon:
        raise TypeError("HTTP basic wants a user and a password: a pair, or `user:password`")
    return user, password


def _single(credential: Credential) -> str:
    if not isinstance(credential, str):
        raise TypeError("a user and a password are for HTTP basic only; give a key or a token as text")
    return credential
