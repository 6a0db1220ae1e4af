"""A ticket → new tokens, kept and published: the refresh itself, written once, for threads, asyncio and trio alike.

```
store lock ► re-read ─┬► adopt ───────────────────────────────────────────► publish
                      ├► intent ► refresh ► compare-and-swap ─┬► publish           (I20: durable first)
                      │                                       ├ lost ► re-read, yield to what is newer   (I27)
                      │                                       └ fails ► publish, keep trying, lock held  (I21)
                      └► give up
```

It blocks, and holds the store lock over network calls: it runs in a thread of its own (`runner`).
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress

from attrs import frozen

from .cell import Cell
from .clock import Clock
from .errors import LoginRequired, RefreshFailed, RefreshRejected, StoreUnavailable
from .options import SessionOptions
from .refresher import Refresher, obtain
from .reports import Reports
from .reread import LOGGED_OUT_ELSEWHERE, Adopt, GiveUp, Plan, Spend, plan
from .state import Failure, Kind, Phase, State, Ticket
from .stores.protocol import Intent, Record, StoreKey, TokenStore
from .tokens import TokenGrant, TokenSet

_ROUNDS = 5
"""How often a flight starts over because somebody logged in or out in the store meanwhile."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 30.0

NO_REFRESHER = Failure(LoginRequired, "the token has expired and this session has no refresher: call login() again")


@frozen
class Tools:
    """What all flights of a session work with."""

    cell: Cell
    store: TokenStore
    scope: str
    options: SessionOptions
    clock: Clock
    reports: Reports


class Renewal:
    """The work of one flight."""

    def __init__(self, ticket: Ticket, tools: Tools, refresher: Refresher | None) -> None:
        self._ticket = ticket
        self._tools = tools
        self._refresher = refresher
        self._key = self._lock_key = StoreKey(ticket.principal, tools.scope)

    def run(self) -> None:
        """Do it and report how it ended; what it raises is a failure for now."""
        try:
            self._run()
        except StoreUnavailable as error:
            held = self._state().tokens
            if self._ticket.grant is None or held is None:
                raise
            # The server has handed these out already: they count, stored or not.
            self._land_unsaved(self._granted(self._ticket.grant, held), error)

    def _run(self) -> None:
        if self._ticket.kind is Kind.LOOK and isinstance(found := self._plan(self._state()), GiveUp):
            # Looking is frequent and rarely finds anything, so it does not queue for the lock.
            self._give_up(found.failure)
            return
        with self._locked(self._lock_key):
            for _ in range(_ROUNDS):
                # One look at the state for one plan: it may be another principal's a moment later.
                state = self._state()
                if self._outdated(state) or self._carry_out(self._plan(state)):
                    return
        raise StoreUnavailable("the token store changed again and again while refreshing")

    def _state(self) -> State:
        return self._tools.cell.state

    def _outdated(self, state: State) -> bool:
        return state.epoch != self._ticket.epoch or state.phase is Phase.CLOSED

    def _plan(self, state: State) -> Plan:
        record, clock = self._load(), self._tools.clock
        return plan(state, self._ticket, record, wall=clock.wall(), now=clock.monotonic())

    def _carry_out(self, what: Plan) -> bool:
        """Do what was planned; False if the store holds something else by now, so that a new plan is needed."""
        match what:
            case Adopt(tokens):
                self._tools.reports.landed(self._ticket, tokens, "adopted")
            case GiveUp(failure):
                self._give_up(failure)
            case Spend():
                return self._spend(what)
        return True

    def _give_up(self, failure: Failure) -> None:
        if issubclass(failure.kind, RefreshFailed):
            raise failure.exception()
        self._tools.reports.rejected(self._ticket, failure)

    def _spend(self, what: Spend) -> bool:
        held = what.tokens
        if self._refresher is None and self._ticket.grant is None:
            self._give_up(NO_REFRESHER)
            return True
        # The intent proves that the store takes a write of this size, before the token is spent.
        intent = Intent(os.getpid(), self._tools.clock.wall())
        if not self._save(Record(held.gen, held, intent), expected=what.expected):
            return False
        try:
            grant = self._ticket.grant or self._refreshed(held)
        except RefreshRejected as error:
            return self._bury(what, error)
        self._keep(self._granted(grant, held))
        return True

    def _refreshed(self, held: TokenSet) -> TokenGrant:
        assert self._refresher is not None  # noqa: S101 - `_spend` asked
        self._tools.reports.emit("refresh_started", self._state())
        return obtain(self._refresher, held, self._tools.options, self._tools.clock)

    def _granted(self, grant: TokenGrant, held: TokenSet) -> TokenSet:
        clock = self._tools.clock
        return TokenSet.granted(
            grant,
            principal=held.principal,
            gen=held.gen + 1,
            wall=clock.wall(),
            now=clock.monotonic(),
            keep=held.refresh,
        )

    def _bury(self, what: Spend, error: RefreshRejected) -> bool:
        """Declare the session dead, unless the store has changed: a login or a refresh elsewhere may explain it."""
        state = self._state()
        if self._outdated(state):
            return True
        again = self._plan(state)
        if not isinstance(again, Spend) or again.tokens.gen != what.tokens.gen:
            return False
        reason = f"the session cannot be renewed, log in again: {error.reason}"
        if what.left:
            reason += f" (an earlier refresh with the same token, by process {what.left.pid}, never said how it ended)"
        self._give_up(Failure(LoginRequired, reason, error))
        return True

    def _keep(self, tokens: TokenSet) -> None:
        """Save, then publish."""
        try:
            newer = self._write(tokens, expected=tokens.gen - 1)
        except StoreUnavailable as error:
            self._land_unsaved(tokens, error)
            return
        reports = self._tools.reports
        if newer is None or (newer.tokens and newer.tokens.principal != tokens.principal):
            reports.landed(self._ticket, tokens, "refresh_done")
        elif newer.tokens is None:
            reports.rejected(self._ticket, LOGGED_OUT_ELSEWHERE)
        else:
            clock = self._tools.clock
            theirs = newer.tokens.rebased(wall=clock.wall(), now=clock.monotonic())
            reports.landed(self._ticket, theirs, "adopted")

    def _write(self, tokens: TokenSet, *, expected: int) -> Record | None:
        """Save the tokens; give back what is newer in the store, if that is so, and leave it there."""
        for _ in range(_ROUNDS):
            if self._save(Record(tokens.gen, tokens), expected=expected):
                return None
            found = self._load()
            if found and found.gen >= tokens.gen:
                return found
            expected = found.gen if found else 0
        raise StoreUnavailable("the token store changed again and again while saving")

    def _land_unsaved(self, tokens: TokenSet, error: StoreUnavailable) -> None:
        """Publish tokens that could not be saved, and keep trying.

        The store lock stays held, if it is: whoever reads the old record would spend a refresh token that is spent.
        """
        self._tools.reports.landed(self._ticket, tokens, "refresh_done")
        self._tools.reports.persist_failed(error)
        for attempt in range(self._tools.options.persist_retries):
            self._tools.clock.sleep(min(_FIRST_PAUSE * 2.0**attempt, _LONGEST_PAUSE))
            if self._state().tokens is not tokens:
                return  # logged out, or renewed again: the next flight saves what is current
            with suppress(StoreUnavailable):
                found = self._load()
                self._write(tokens, expected=found.gen if found else 0)
                return

    @contextmanager
    def _locked(self, key: StoreKey) -> Generator[None, None, None]:
        timeout = self._tools.options.lock_timeout
        with ExitStack() as stack:
            try:
                stack.enter_context(self._tools.store.lock(key, timeout))
            except TimeoutError as error:
                reason = (
                    f"somebody else has been refreshing for {timeout:g} s: the token store's lock was not to be had"
                )
                raise StoreUnavailable(reason) from error
            except BaseException as error:
                raise _unavailable("locking", error) from error
            yield

    def _load(self) -> Record | None:
        try:
            return self._tools.store.load(self._key)
        except BaseException as error:
            raise _unavailable("reading", error) from error

    def _save(self, record: Record, *, expected: int) -> bool:
        try:
            return self._tools.store.save(self._key, record, expected=expected)
        except BaseException as error:  # a token that was just rotated must survive whatever this is
            raise _unavailable("writing", error) from error


def _unavailable(what: str, error: BaseException) -> StoreUnavailable:
    """Say what failed: in the store's own words if it chose them for this, else by type, as a text may hold tokens."""
    if isinstance(error, StoreUnavailable):
        return StoreUnavailable(f"{what} the token store failed: {error}")
    return StoreUnavailable(f"{what} the token store failed with {type(error).__name__}")
