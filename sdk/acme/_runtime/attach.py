"""Tokens and credentials to what is put on a request, and where that may be sent."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from string import Formatter
from typing import Any, Self
from urllib.parse import quote

from attrs import field, frozen

from ._http import httpx
from .operation import Operation
from .outgoing import NO_ATTACHMENT, Attachment, header
from .spec import ApiSpec, Scheme

Credential = str | tuple[str, str]

_PORTS = {"http": 80, "https": 443}
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

    @classmethod
    def of(cls, api: ApiSpec, credentials: Mapping[str, Credential], variables: Mapping[str, str]) -> Self:
        """Fill the session's further headers; raises ValueError for a variable that is missing."""
        wanted = api.session.headers.items() if api.session else ()
        always = Attachment(tuple(header(name, filled(text, variables)) for name, text in wanted))
        return cls(api, credentials, always)

    def proof(self, operation: Operation[Any]) -> Proof:
        """Choose how to call an operation: by credentials if they suffice, else by the session."""
        alternatives = operation.security
        schemes = self._covered(alternatives)
        by_session = self.api.session is not None and operation.authenticated and not schemes
        fixed = self.always
        for name in schemes:
            fixed = fixed.and_also(_written(self.api.schemes[name], self.credentials[name]))
        return Proof(fixed, by_session, optional=alternatives is not None and () in alternatives)

    def _covered(self, alternatives: tuple[tuple[str, ...], ...] | None) -> tuple[str, ...]:
        known = [name for name in self.credentials if name in self.api.schemes]
        if alternatives is None:
            return tuple(known)
        return next((names for names in alternatives if names and set(names) <= set(known)), ())

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


def placed(location: str, name: str, value: str) -> Attachment:
    """Put a value into a header, a cookie or the query."""
    if location == "query":
        return Attachment(query=(f"{quote(name, safe='')}={quote(value, safe='')}",))
    if location == "cookie":
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
    if scheme.kind == "mutualTLS":
        return NO_ATTACHMENT
    if scheme.kind == "http" and scheme.scheme.lower() == "basic":
        user, password = credential if isinstance(credential, tuple) else credential.split(":", 1)
        return placed("header", "Authorization", "Basic " + b64encode(f"{user}:{password}".encode()).decode())
    prefix = scheme.scheme.capitalize() if scheme.kind == "http" and scheme.scheme else "Bearer"
    return placed("header", "Authorization", f"{prefix} {_single(credential)}")


def _single(credential: Credential) -> str:
    if isinstance(credential, tuple):
        raise TypeError("a user and a password are for HTTP basic only; give a key or a token as text")
    return credential
