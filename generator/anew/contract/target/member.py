"""Somebody with an account becomes a caller who stays logged in: by the session that SDKs are generated with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from anew import model
from anew.contract.target.account import Account
from anew.contract.target.address import Address
from anew.contract.target.api import Api
from anew.contract.target.secrets import Secrets
from anew.errors import AnewError, Diagnostic
from anew.runtime import Answer, Call, Operation, SdkError, Session, SessionOptions, SyncClient, TokenGrant
from anew.runtime.outgoing import Attachment

_ASKED = ("username", "password", "refresh_token")
"""What a token endpoint is told of a user."""
_MEDIA = {"form": "application/x-www-form-urlencoded", "multipart": "multipart/form-data"}


class LoginFailedError(AnewError):
    """The server does not let us in, so nothing that needs a login can be told."""

    exit_code = 2


class Member:
    """Makes calls as one account; safe to be shared by threads."""

    def __init__(self, api: Api, address: Address, account: Account, secrets: Secrets) -> None:
        """Make the client; nothing is sent yet."""
        self.api, self.account, self.secrets = api, account, secrets
        kind = type("Caller", (SyncClient,), {"_api": api.spec})
        # Tests refresh far more often than programs, and judge by themselves whether that helps.
        options = SessionOptions(breaker_flights=1_000_000, breaker_generations=1_000_000, backoff_min=0.0)
        session = Session(scope=address.url, options=options) if api.spec.session else None
        try:
            self.client: SyncClient = kind(
                address.url,
                session=session,
                credentials=account.credentials,
                variables=account.variables,
                timeout=10.0,
                retries=0,
            )
        except ValueError as error:
            fix = 'set ANEW_VARIABLES, for example to \'{"tenant": "1"}\''
            raise LoginFailedError(Diagnostic(str(error), fix=fix)) from None
        self._lock = threading.Lock()
        self.logins = 0

    @property
    def session(self) -> Session | None:
        """The session; None where `sdk.yaml` describes none."""
        return self.client.session if self.api.spec.session else None

    def login(self) -> None:
        """Log in, or take the tokens that were given.

        Raises:
            LoginFailedError: it does not work; says why, without a secret.
        """
        with self._lock:
            if self.session is None or not self._can_log_in:
                return
            try:
                self._keep(self._granted())
            except SdkError as error:
                said = self.secrets.hide(str(error))
                raise LoginFailedError(Diagnostic(f"the login fails: {said}", fix=_FIX)) from None
            self.logins += 1

    def grant(self) -> TokenGrant:
        """Make the login call and give the tokens, past the session."""
        spec = self.api.session
        if spec is not None and spec.oauth is not None:
            given = {name: str(value) for name, value in (self.account.login or {}).items() if name in _ASKED}
            return self._known(self.client._core.need_session()[1].login_at_endpoint(**given))
        if spec is None or spec.login is None or self.account.login is None:
            raise LoginFailedError(Diagnostic("there is nothing to log in with", fix=_FIX))
        exchanger = self.client._core.need_session()[1]
        if spec.login.hook:
            hooked: Callable[..., TokenGrant] = _hooked(exchanger.login_hook)
            granted = exchanger.grant(hooked(self.client, **self.account.login))
        else:
            granted = exchanger.login(self._call(spec.login))
        return self._known(granted)

    @property
    def _can_log_in(self) -> bool:
        return not (self.account.login is None and self.account.tokens is None) or self.client._core.begins

    def _known(self, granted: TokenGrant) -> TokenGrant:
        self.secrets.add(granted.access, granted.refresh)
        return granted

    def attachment(self, access: str) -> Attachment:
        """Say what goes on a request with a token."""
        attacher = self.client._core.around.attacher
        return attacher.token(access).and_also(attacher.always)

    def _granted(self) -> TokenGrant:
        return self.account.tokens if self.account.tokens and not self.logins else self.grant()

    def _keep(self, granted: TokenGrant) -> None:
        assert self.session is not None  # noqa: S101 - `login` has looked
        self.secrets.add(granted.access, granted.refresh)
        self.session.login(granted)

    def _call(self, login: model.Exchange) -> Call[Any]:
        endpoint = self.api.by_id(login.operation)
        assert endpoint is not None  # noqa: S101 - settings name no operation that is not there
        body = endpoint.said.bodies[0] if endpoint.said.bodies else None
        operation: Operation[Any] = Operation(
            id=endpoint.said.id,
            method=endpoint.said.method,
            path=endpoint.said.path,
            answers=tuple(Answer(one.status, one.kind, envelope=one.envelope) for one in endpoint.judged.answers),
            authenticated=False,
            security=(),
        )
        media = _MEDIA.get(body.kind, body.media_type) if body else ""
        return Call(operation, body=dict(self.account.login or {}), content_type=media)


def _hooked(name: str) -> Callable[..., Any]:
    from anew.runtime.functions import awaited, hook

    function = hook(name)
    return lambda *positional, **named: awaited(function(*positional, **named))


_FIX = "check ANEW_USERNAME and ANEW_PASSWORD, ANEW_LOGIN or ANEW_ACCESS_TOKEN"
