"""Our session becomes the one who proves schemathesis' requests: it refreshes what is spent, and says when it cannot.

```
case made ──► get: admit ──► set: the token goes where sdk.yaml says ──► the same again right before it is sent
answer says 401 ──► get again: refused ──► a flight, or a new login ──► the case is sent once more
```
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from attrs import define, field

from anew.contract.server.plan import Plan
from anew.contract.server.translate import Translator
from anew.contract.target import Member
from anew.contract.target.member import LoginFailedError
from anew.errors import AnewError, Diagnostic
from anew.runtime import SessionError, SessionLost
from anew.runtime.outgoing import Attachment
from anew.runtime.session.flight import Flight
from anew.runtime.session.tokens import Snapshot, TokenSet

LOGINS = 50
"""A server that throws us out more often than this cannot be tested as somebody who is logged in."""


@define
class Provider:
    """What `schema.auth` is given; one for each run."""

    member: Member
    plan: Plan
    translator: Translator
    issued: dict[str, TokenSet] = field(factory=dict, repr=False)
    """All tokens that were sent, by access token; they have to be refused from their end on."""
    failure: AnewError | None = None
    """Why nothing more can be told as somebody who is logged in."""
    _carried: dict[str, Snapshot] = field(factory=dict, repr=False)
    """What each case was last sent with, by its id."""
    _dealt: dict[str, Any] = field(factory=dict, repr=False)
    """Verdicts that something has been done about, by the case's id."""

    def get(self, case: Any, _context: Any) -> Attachment | None:
        """Give what an SDK would send along to prove who we are; None for nothing."""
        endpoint = self.plan.tested.get(case.operation.label)
        if endpoint is None:
            return None
        proof = self.member.client._core.around.attacher.proof(endpoint.judged)
        if not proof.by_session or self.member.session is None or self.member.session.tokens is None:
            return proof.fixed if proof.fixed.headers or proof.fixed.cookies or proof.fixed.query else None
        try:
            snapshot = self._snapshot(case.id)
        except LoginFailedError as error:
            self.failure = error
            raise
        except SessionError as error:
            self.failure = LoginFailedError(Diagnostic(f"the session cannot go on: {error}"))
            raise self.failure from error
        self._carried[case.id] = snapshot
        if snapshot.tokens is not None:
            self.issued[snapshot.access] = snapshot.tokens
            self.member.secrets.add(snapshot.access, snapshot.tokens.refresh)
        return self.member.attachment(snapshot.access)

    def set(self, case: Any, attachment: Attachment, _context: Any) -> None:
        """Put it on a case."""
        for name, value in attachment.headers:
            case.headers[name.decode("ascii")] = value.decode("latin-1")
        for text in attachment.cookies:
            case.cookies.update({name: morsel.value for name, morsel in SimpleCookie(text).items()})
        for text in attachment.query:
            case.query.update(dict(parse_qsl(text)))

    def freshen(self, _context: Any, case: Any, _arguments: Any) -> None:
        """Prove a case anew right before it is sent: some are made long before, and their tokens have expired."""
        if case._has_explicit_auth and case.operation.label in self.plan.tested:
            attachment = self.get(case, None)
            if attachment is not None:
                self.set(case, attachment, None)

    def forget(self, case: str) -> None:
        """Forget what was sent and answered; for cases that are done with."""
        for known in (self._carried, self._dealt, self.translator.verdicts):
            known.pop(case, None)

    def was_renewed(self, case: str) -> bool:
        """Whether a case was refused, and sent again with a newer token."""
        return case in self._dealt

    def _snapshot(self, case: str) -> Snapshot:
        """Ask the session, after telling it what became of the token that the case was last sent with."""
        session, verdict = self.member.session, self.translator.verdicts.get(case)
        assert session is not None  # noqa: S101 - `get` has looked
        sent = self._carried.get(case)
        refused = (
            verdict is not None and verdict is not self._dealt.get(case) and self.translator.refuses_token(verdict)
        )
        if sent is None or verdict is None or not refused:
            return self._landed(session.admit())
        self._dealt[case] = verdict
        if self.translator.is_expired(verdict):
            try:
                self._landed(session.refused(sent))
                # What is newer may be over by now as well.
                return self._landed(session.admit())
            except SessionLost:
                return self._again()
        current = self._landed(session.admit())
        return self._again() if sent.access == current.access else current

    def _again(self) -> Snapshot:
        """Log in anew: a request of ours may have ended the login, as `logout` would."""
        if self.member.logins >= LOGINS:
            fix = "leave the operation that ends the login out, by --skip"
            raise LoginFailedError(Diagnostic(f"the server ended {LOGINS} logins of ours", fix=fix))
        self.member.login()
        assert self.member.session is not None  # noqa: S101 - it has just been logged in
        return self._landed(self.member.session.admit())

    def _landed(self, admitted: Snapshot | Flight) -> Snapshot:
        return admitted.wait(60.0) if isinstance(admitted, Flight) else admitted
