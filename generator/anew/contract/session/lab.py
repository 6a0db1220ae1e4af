"""Questions about tokens become requests, a bounded number of them, judged as an SDK of this API would judge them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

from attrs import define, field

from anew.contract.session.facts import Answer
from anew.contract.target import Api, Endpoint, Member
from anew.errors import AnewError, Diagnostic, UsageError
from anew.runtime import Call, Operation, SdkError, TokenGrant
from anew.runtime.errors import RefreshRejected, RefreshSignal
from anew.runtime.exchange import Exchanger
from anew.runtime.judge import Verdict
from anew.runtime.session.tokens import TokenSet

_FAVOURITES = ("/me", "self", "profile", "current", "whoami", "userinfo", "info")
MADE_UP = "anew-contract-made-up-token"
_TRIED = 6
"""How many operations are tried at most: each costs a login and two calls."""
_PATIENCE = {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": None}


class BudgetSpentError(AnewError):
    """The number of requests that were allowed is used up."""

    exit_code = 2


@define
class Lab:
    """Makes logins, refreshes and calls, each when told to and none by itself."""

    api: Api
    member: Member
    probe: Endpoint
    budget: int
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    _lock: Lock = field(factory=Lock, repr=False)

    def login(self) -> TokenGrant:
        """Begin a login of its own."""
        self._spend()
        return self.member.grant()

    def refresh(self, tokens: TokenGrant) -> TokenGrant | RefreshSignal:
        """Present a refresh token; gives the new tokens, or what an SDK would understand instead."""
        self._spend()
        try:
            granted = self._exchanger.refresh(TokenSet(tokens.access, tokens.refresh))
        except RefreshSignal as signal:
            return signal
        self.member.secrets.add(granted.access, granted.refresh)
        return granted

    def renews(self, tokens: TokenGrant) -> bool:
        """Whether a refresh token is good; that spends it."""
        return isinstance(self.refresh(tokens), TokenGrant)

    def refuses_for_good(self, tokens: TokenGrant) -> bool:
        """Whether a refresh token is refused as `dead`, so that an SDK asks for a login instead of trying again."""
        return isinstance(self.refresh(tokens), RefreshRejected)

    def refresh_at_once(self, tokens: TokenGrant, count: int) -> list[TokenGrant]:
        """Present one refresh token several times at the same moment; gives the tokens of those that had some."""
        barrier = Barrier(count)

        def present() -> TokenGrant | RefreshSignal:
            barrier.wait(30)
            return self.refresh(tokens)

        with ThreadPoolExecutor(count) as pool:
            answers = [one.result() for one in [pool.submit(present) for _ in range(count)]]
        return [one for one in answers if isinstance(one, TokenGrant)]

    def ask(self, access: str = "") -> Answer:
        """Make a call that needs a login, with an access token or without any."""
        self._spend()
        said = self.probe.judged
        operation: Operation[Any] = Operation(
            id=said.id, method=said.method, path=said.path, answers=said.answers, errors=said.errors, security=()
        )
        try:
            verdict = self._exchanger._asked(Call(operation), _PATIENCE, access)
        except SdkError as error:
            said_so = self.member.secrets.hide(str(error))
            raise UsageError(Diagnostic(f"{self.probe.label} cannot be called: {said_so}")) from None
        return self._answer(verdict)

    def settle(self, candidates: Sequence[Endpoint]) -> None:
        """Try tokens on the first operation that tells them apart: a fresh one opens it, and a made-up one does not.

        One that wants a token goes before one that minds made-up tokens alone: more is proved there.

        Raises:
            UsageError: there is no such operation among the first few.
        """
        tried, open_to_all = candidates[:_TRIED], None
        for self.probe in tried:
            # Each with a login of its own: tokens may be short-lived and servers slow.
            if self.ask(self.login().access) != "accepted" or self.ask(MADE_UP) == "accepted":
                continue
            if self.ask() != "accepted":
                return
            open_to_all = open_to_all or self.probe
        if open_to_all is not None:
            self.probe = open_to_all
            return
        what = f"no operation tells a fresh token from a made-up one; {', '.join(one.label for one in tried)} do not"
        raise UsageError(Diagnostic(what, fix="name one that does, with --probe"))

    def logout(self, tokens: TokenGrant) -> None:
        """End a login; raises SdkError if the server refuses that."""
        self._spend()
        self._exchanger.logout(TokenSet(tokens.access, tokens.refresh))

    @property
    def _exchanger(self) -> Exchanger:
        return self.member.client._core.need_session()[1]

    def _answer(self, verdict: Verdict[Any]) -> Answer:
        session = self.api.spec.session
        assert session is not None  # noqa: S101 - there is no lab without one
        if verdict.seen.matches(session.expired):
            return "expired"
        if verdict.seen.matches(session.lost):
            return "lost"
        return "accepted" if verdict.ok else "refused"

    def _spend(self) -> None:
        with self._lock:
            if self.requests >= self.budget:
                fix = "allow more, with --max-requests"
                raise BudgetSpentError(Diagnostic(f"{self.budget} requests were not enough", fix=fix))
            self.requests += 1


def probes(api: Api, wanted: str = "") -> Sequence[Endpoint]:
    """List the operations that may show whether a token is good, the likeliest first: a login is all that they need.

    Raises:
        UsageError: there is none, or the one that is wanted will not do.
    """
    if wanted:
        named = api.by_id(wanted) or api.endpoints.get(wanted)
        if named is None or not _will_do(named):
            what = f"{wanted} cannot be called with a token and nothing else"
            raise UsageError(Diagnostic(what, expected="a GET that needs a login and no parameters"))
        return (named,)
    found = [one for one in api.endpoints.values() if _will_do(one)]
    if not found:
        fix = "name one, with --probe"
        raise UsageError(Diagnostic("no GET of the document needs a login and no parameters", fix=fix))
    return sorted(found, key=lambda one: (not one.said.path.lower().endswith(_FAVOURITES), len(one.said.path)))


def _will_do(endpoint: Endpoint) -> bool:
    said = endpoint.said
    needs = any(one.required for one in said.parameters) or bool(said.server)
    streams = any(one.kind in ("sse", "jsonl", "binary") for one in said.answers)
    return said.method == "GET" and said.authenticated and not needs and not streams
