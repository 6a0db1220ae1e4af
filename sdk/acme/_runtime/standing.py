"""A call's standing with the session, from admission over a refusal to the replay.

```
admit ──► Flight: wait, ask again                  answered ──► fine: tell the session
      ──► None: send with `snapshot`                        ──► refused: replay once, after the flight if there is one
      ──► raises: nobody is logged in …                     ──► refused again, lost: raises
```
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from .endpoint import Beginning
from .errors import ApiError
from .grants import renewal_of
from .judge import Verdict
from .session.errors import LoginRequired, SessionChanged
from .session.flight import Flight
from .session.session import Session
from .session.tokens import Snapshot
from .spec import SessionSpec


@define
class Standing:
    """Mutable: it remembers what a call has been through."""

    session: Session
    spec: SessionSpec
    optional: bool = False
    """The operation may be called without a token as well."""
    snapshot: Snapshot | None = None
    """What the next attempt is sent with."""
    refused: bool = False
    beginning: Beginning | None = None
    """Has the session ask for its first tokens by itself; None: somebody has to log in."""
    _epoch: int | None = field(default=None, init=False)
    _replays: bool = field(default=False, init=False)
    _anonymous: bool = field(default=False, init=False)

    @property
    def access(self) -> str:
        """The access token to send; empty for none."""
        return self.snapshot.access if self.snapshot else ""

    def admit(self) -> Flight | None:
        """Ask for a token; a flight has to be waited for first. Raises SessionError."""
        if self._anonymous:
            return None
        try:
            admitted = self.session.admit()
        except LoginRequired:
            if not self.does_without():
                raise
            return None if self._anonymous else self.admit()
        if isinstance(admitted, Flight):
            return admitted
        if self._epoch not in (None, admitted.epoch):
            raise SessionChanged("somebody logged in or out while this call was on its way; it was not sent again")
        self.snapshot, self._epoch = admitted, admitted.epoch
        return None

    def does_without(self) -> bool:
        """Whether the call may go on though nobody is logged in; a login that has ended is not the same as none."""
        if self.refused or self.session.tokens is not None:
            return False
        beginning, self.beginning = self.beginning, None
        if beginning is not None:
            beginning.begin(self.session)
            return True
        self._anonymous = self.optional
        return self._anonymous

    def departs(self) -> None:
        """Tell the session of a replay that is about to be sent."""
        if self._replays and self.snapshot:
            self._replays = False
            self.session.replayed(self.snapshot)

    def refuses(self, verdict: Verdict[Any]) -> bool:
        """Whether the answer says that the token has expired: only what `sdk.yaml` names is such a refusal."""
        return self.snapshot is not None and verdict.seen.matches(self.spec.expired)

    def refresh(self, verdict: Verdict[Any]) -> Flight | None:
        """Note a refusal: gives the flight to wait for, or None if a newer token is there already.

        Some servers hand out the next token along with it; then that is stored, and nothing is refreshed.

        Raises:
            SessionError: it was the second refusal, or nothing can be done about it.
        """
        assert self.snapshot is not None  # noqa: S101 - `refuses` was true
        if self.refused:
            self.session.refused_again(self.snapshot)
        self.refused = self._replays = True
        self._note_renewal(verdict)
        outcome = self.session.refused(self.snapshot)
        return outcome if isinstance(outcome, Flight) else None

    def answered(self, verdict: Verdict[Any], error: ApiError | None) -> None:
        """Tell the session of an answer that is no refusal; raises SessionLost if it says that nobody is logged in."""
        if self.snapshot is None:
            return
        if self.spec.lost and verdict.seen.matches(self.spec.lost):
            reason = f"the server says that nobody is logged in: {error or 'its answer matches `lost`'}"
            raise self.session.lost(self.snapshot, reason) from error
        if verdict.ok:
            self.session.accepted(self.snapshot)
        self._note_renewal(verdict)

    def _note_renewal(self, verdict: Verdict[Any]) -> None:
        """Keep new tokens that a server hands out along with any answer."""
        grant = renewal_of(verdict, self.spec.tokens)
        if grant and self.snapshot and grant.access != self.snapshot.access:
            self.session.renewed(self.snapshot, grant)
