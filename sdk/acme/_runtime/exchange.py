"""Login, refresh and logout, as `sdk.yaml` describes them, to tokens: over a client of their own, past the session.

They are the calls that a session stands on, so they must not wait for one, and they must not queue behind calls that
wait for them. Each exchange therefore opens a connection of its own, and closes it: a refresh is rare, and the thread
that makes it may outlive every client.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from attrs import field, frozen

from ._http import httpx
from .base import SdkError
from .call import Call
from .conversation import Conversation, Surroundings
from .errors import (
    ApiError,
    ConnectFailed,
    DecodeError,
    RateLimited,
    RedirectFailed,
    ServerError,
    TransportError,
)
from .executor import Driver
from .failure import error_of
from .functions import Granted, Reauthenticate, awaited, hook
from .grants import grant_of
from .judge import Verdict
from .lines import ClientLine, PoolLine
from .oauth import TokenEndpoint
from .outgoing import Defaults, prepare
from .pool import Pool
from .session.errors import RefreshRejected, RefreshUnavailable, RefreshUncertain
from .session.recipe import Recipe
from .session.tokens import TokenGrant, TokenSet
from .spec import Exchange, SessionSpec
from .tokencall import token_call


@frozen
class Exchanger:
    """Makes the exchanges of one API at one base URL."""

    around: Surroundings
    spec: SessionSpec
    base_url: str
    defaults: Defaults = field(repr=False)
    timeout: httpx.Timeout
    client: httpx.Client | None = field(default=None, repr=False)
    """The user's own, which is left open."""
    refresh_timeout: float | None = 3.5
    """Seconds to wait for the answer to a refresh."""
    variables: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    """Fill the placeholders of what is sent along with a token."""
    reauthenticate: Reauthenticate | None = field(default=None, repr=False)
    """Logs in again when there is no other way."""
    oauth: TokenEndpoint | None = field(default=None, repr=False)
    """Goes before what the API has for a refresh."""
    recipe: Callable[[], Recipe] = field(default=lambda: _untold(), repr=False)
    """Says how another process makes it again; raises ValueError if it cannot."""

    def login(self, call: Call[Any]) -> TokenGrant:
        """Make the login call; raises ApiError if it is refused, DecodeError if there is no token in the answer."""
        verdict = self._asked(call, self.timeout.as_dict())
        if not verdict.ok:
            raise error_of(verdict, self.around.api)
        return grant_of(verdict, self.spec.tokens)

    @property
    def login_hook(self) -> str:
        """The hook that logs in; raises SdkError if there is none."""
        if self.spec.login is None or not self.spec.login.hook:
            raise SdkError("sdk.yaml names no hook for the login")
        return self.spec.login.hook

    def grant(self, given: Granted) -> TokenGrant:
        """Give the tokens that a user's own function gave, or those that the login gives which it asks for."""
        if isinstance(given, Call):
            return self.login(given)
        if not isinstance(cast("object", given), TokenGrant):  # the function may be untyped
            raise TypeError(f"a login must give a TokenGrant, or the Call that logs in; got {type(given).__name__}")
        return given

    @property
    def renews(self) -> bool:
        """Whether there is a way to have new tokens for old ones."""
        return self.spec.refresh is not None or self.reauthenticate is not None or self.oauth is not None

    def refresh(self, tokens: TokenSet) -> TokenGrant:
        """Exchange tokens for new ones, or log in again; raises RefreshSignal. This is the session's refresher."""
        try:
            if self.oauth is not None:
                return self._from_endpoint(self.oauth, tokens)
            if self.spec.refresh is not None:
                return self._refreshed(self.spec.refresh, tokens)
        except RefreshRejected:
            if self.reauthenticate is None:
                raise
        if self.reauthenticate is None:
            raise RefreshRejected("the API has no refresh")
        return self._logged_in_again(self.reauthenticate)

    def _refreshed(self, exchange: Exchange, tokens: TokenSet) -> TokenGrant:
        if exchange.hook:
            return awaited(hook(exchange.hook)(tokens))  # type: ignore[no-any-return]  # the session checks it
        if tokens.refresh is None and "{refresh}" in exchange.value:
            raise RefreshRejected("there is no refresh token")
        return self._exchanged(token_call("refresh", exchange, tokens, self.variables))

    def login_at_endpoint(self, username: str = "", password: str = "", refresh_token: str = "") -> TokenGrant:
        """Ask the token endpoint for first tokens: by what is given, else by what the client keeps.

        Raises:
            ApiError: it refuses.
            SdkError: there is nothing to ask by.
        """
        oauth = self.oauth
        if oauth is None:
            raise SdkError("sdk.yaml names no token endpoint for the login")
        call = oauth.exchange(refresh_token) if refresh_token else oauth.again()
        if username:
            call = oauth.by_password(username, password)
        if call is None:
            given = f"credentials={{{oauth.scheme or 'oauth'!r}: OAuth2(…)}}"
            raise SdkError(f"the token endpoint wants a client's id and secret: give the client {given}")
        return self.login(call)

    def _from_endpoint(self, oauth: TokenEndpoint, tokens: TokenSet) -> TokenGrant:
        """Use the refresh token if there is one, and what the client keeps where it is refused."""
        renewal, again = oauth.renewal(tokens), oauth.again()
        if renewal is not None:
            try:
                return self._exchanged(renewal)
            except RefreshRejected:
                if again is None:
                    raise
        if again is None:
            raise RefreshRejected("there is no refresh token, and the client keeps nothing else to ask by")
        return self._exchanged(again)

    def _exchanged(self, call: Call[Any]) -> TokenGrant:
        # A second use of the token is forgiven for some 5 s at best, so an answer is not waited for that long.
        patience = {**self.timeout.as_dict(), "read": self.refresh_timeout}
        try:
            verdict = self._asked(call, patience)
        except (ConnectFailed, RedirectFailed, DecodeError) as fault:
            raise RefreshUnavailable(str(fault)) from fault
        except TransportError as fault:
            raise RefreshUncertain(str(fault)) from fault
        return self._granted(verdict)

    def _logged_in_again(self, reauthenticate: Reauthenticate) -> TokenGrant:
        """Log in with what the user keeps. A refusal is for good: wrong passwords, repeated, lock accounts."""
        try:
            given: Granted = awaited(reauthenticate())
            return self.grant(given)
        except (RateLimited, ServerError) as fault:
            raise RefreshUnavailable(str(fault), fault.retry_after) from fault
        except ApiError as fault:
            raise RefreshRejected(f"the server refuses the new login: {fault}") from fault
        except (TransportError, DecodeError) as fault:
            raise RefreshUnavailable(str(fault)) from fault

    def _granted(self, verdict: Verdict[Any]) -> TokenGrant:
        if self._is_dead(verdict):
            fault = error_of(verdict, self.around.api)
            raise RefreshRejected(f"the server refuses the refresh token: {fault}") from fault
        try:
            if verdict.ok:
                return grant_of(verdict, self.spec.tokens)
            raise error_of(verdict, self.around.api)
        except SdkError as fault:
            raise RefreshUnavailable(str(fault), fault.retry_after if isinstance(fault, ApiError) else None) from fault

    def _is_dead(self, verdict: Verdict[Any]) -> bool:
        """Whether only a login helps. The network, 429 and 5xx are never that, whatever the signals say."""
        seen = verdict.seen
        if seen.status == 429 or seen.status >= 500:
            return False
        if self.spec.dead:
            return seen.matches(self.spec.dead)
        if verdict.ok:
            return False
        return seen.matches(self.spec.expired) or str(seen.status if seen.code is None else seen.code) in _DENIALS

    def logout(self, tokens: TokenSet) -> None:
        """Tell the server; tokens that it does not know any more are no error, any other refusal is an ApiError."""
        exchange = self.spec.logout
        if exchange is None:
            return
        if exchange.hook:
            awaited(hook(exchange.hook)(tokens))
            return
        verdict = self._asked(
            token_call("logout", exchange, tokens, self.variables), self.timeout.as_dict(), tokens.access
        )
        seen = verdict.seen
        gone = seen.matches((*self.spec.expired, *self.spec.lost, *self.spec.dead))
        # A refresh that is answered 400 may well be dead; a logout that is has not told the server which tokens.
        misunderstood = "400" in (str(seen.status), str(seen.code))
        if not verdict.ok and (misunderstood or not gone):
            raise error_of(verdict, self.around.api)

    def _asked(self, call: Call[Any], timeout: Mapping[str, float | None], access: str = "") -> Verdict[Any]:
        """Make one call, without session, repetitions or redirects to strangers: bodies hold passwords here."""
        attacher = self.around.attacher
        proof = attacher.proof(call.operation)
        if access:
            proof = type(proof)(attacher.token(access).and_also(proof.fixed))
        outgoing = prepare(call, self.base_url, self.defaults, timeout)
        talk = Conversation(self.around, call, outgoing, proof, None, 0, strict=True)
        if self.client is not None:
            return Driver(ClientLine(self.client)).run(talk.exchange()).verdict
        # No client of the HTTP library: it would log the URL, and some refresh tokens go in the query.
        pool = Pool(1)
        try:
            return Driver(PoolLine(pool)).run(talk.exchange()).verdict
        finally:
            pool.close()


def _untold() -> Recipe:
    raise ValueError("it was made without saying from what")


_DENIALS = ("400", "401", "403")
"""What a refused refresh token is answered with where `sdk.yaml` does not say."""
