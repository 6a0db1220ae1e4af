"""The environment becomes somebody who can log in: who it is, and how the API's login wants to be told.

| variable | |
|---|---|
| `ANEW_USERNAME`, `ANEW_PASSWORD` | put into the login's body under the names that the document gives them |
| `ANEW_LOGIN` | the login's whole body as JSON, where that is not enough |
| `ANEW_ACCESS_TOKEN`, `ANEW_REFRESH_TOKEN` | tokens that somebody obtained elsewhere, instead of a login |
| `ANEW_CREDENTIALS` | keys and passwords by security scheme, as a JSON object; for OAuth 2.0 the members of `OAuth2` |
| `ANEW_VARIABLES` | values for the placeholders of `session.headers`, as a JSON object |
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from anew import model
from anew.contract.target.api import Api
from anew.contract.target.secrets import Secrets
from anew.errors import Diagnostic, UsageError
from anew.runtime import OAuth2, TokenGrant
from anew.runtime.attach import Credential

_PASSWORDS = ("password", "passwd", "pwd", "pass", "secret")
_USERS = ("username", "user_name", "user", "email", "mail", "login", "account", "phone", "mobile", "name", "identifier")


@frozen
class Account:
    """Who the calls are made as."""

    login: Mapping[str, Any] | None = field(default=None, repr=False)
    """The body of the login call."""
    tokens: TokenGrant | None = None
    credentials: Mapping[str, Credential] = field(factory=dict[str, Credential], repr=False)
    variables: Mapping[str, str] = field(factory=dict[str, str], repr=False)

    @property
    def is_somebody(self) -> bool:
        """Whether there is anything to prove an identity with."""
        return bool(self.login is not None or self.tokens or self.credentials)


def account(environment: Mapping[str, str], api: Api, secrets: Secrets) -> Account:
    """Read the environment, and remember what is secret in it.

    Raises:
        UsageError: a variable cannot be understood; its value is not repeated.
    """
    login = _object(environment, "ANEW_LOGIN") or _by_name(environment, api)
    access = environment.get("ANEW_ACCESS_TOKEN", "")
    refresh = environment.get("ANEW_REFRESH_TOKEN") or None
    given = _object(environment, "ANEW_CREDENTIALS") or {}
    credentials = {name: _credential(value) for name, value in given.items()}
    variables = {name: str(value) for name, value in (_object(environment, "ANEW_VARIABLES") or {}).items()}
    secrets.add(environment.get("ANEW_PASSWORD"), access, refresh)
    secrets.add(*(text for value in given.values() for text in _texts(value)))
    secrets.add_all({name: value for name, value in (login or {}).items() if secrets.is_secret(name)})
    return Account(login, TokenGrant(access, refresh) if access else None, credentials, variables)


def _credential(value: Any) -> Credential:
    """Understand a key, or what a client proves itself by at a token endpoint; raises UsageError."""
    if not isinstance(value, dict):
        return str(value)
    try:
        return OAuth2(**value)
    except TypeError:
        expected = "client_id, client_secret, scope, token_url, refresh_token, by, further, username, password"
        what = "ANEW_CREDENTIALS has members that OAuth2 does not have"
        raise UsageError(Diagnostic(what, expected=expected)) from None


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value.values()] if isinstance(value, dict) else [str(value)]


def _object(environment: Mapping[str, str], name: str) -> dict[str, Any] | None:
    text = environment.get(name, "")
    if not text:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise UsageError(Diagnostic(f"{name} cannot be understood", expected='a JSON object such as {"name": "value"}'))
    return value


def _by_name(environment: Mapping[str, str], api: Api) -> dict[str, Any] | None:
    """Put user name and password into the body that the document describes."""
    user, password = environment.get("ANEW_USERNAME", ""), environment.get("ANEW_PASSWORD", "")
    if not (user and password):
        return None
    if api.session and api.session.oauth:
        return {"username": user, "password": password}
    names = _names(api)
    secret = next((name for wanted in _PASSWORDS for name in names if wanted in name.lower()), None)
    public = next((name for wanted in _USERS for name in names if name != secret and wanted in name.lower()), None)
    if secret is None or public is None:
        fix = "give the login's whole body in ANEW_LOGIN, as JSON"
        raise UsageError(Diagnostic("it is not clear where the login wants user name and password", fix=fix))
    return {public: user, secret: password}


def _names(api: Api) -> list[str]:
    """List the properties of the login's body, the required ones first."""
    endpoint = api.by_id(api.session.login.operation) if api.session and api.session.login else None
    body = endpoint.said.bodies[0].type if endpoint and endpoint.said.bodies else None
    found = api.models.get(body.name) if isinstance(body, model.Ref) else None
    fields = found.fields if found else ()
    return [one.wire for one in sorted(fields, key=lambda one: not one.required)]
