"""The session: what executors, clients and people talk to. It asks the core, and does what the core says.

```
             admit, refused ─► core ─► Send: the snapshot      Wait: the flight under way
executor ───┤                          Begin: a new flight ─► runner ─► its own thread
             accepted, lost            Fail: an exception of one's own
```
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from attrs import evolve

from . import core, events
from .cell import Cell
from .clock import Clock, SystemClock
from .core import Begin, Fail, Peek, Send, Step, Wait
from .errors import RefreshFailed, SessionLost, StoreUnavailable
from .flight import Flight
from .fork import renew_after_fork
from .hooks import Hooks
from .options import SessionOptions
from .refresher import Refresher
from .renewal import Tools
from .reports import Reports
from .runner import Runner
from .signing import sign_in, sign_out
from .state import NOT_LOGGED_IN, Failure, Phase, State, Ticket
from .stores.memory import MemoryStore
from .stores.protocol import StoreKey, TokenStore
from .tokens import Snapshot, TokenGrant, TokenSet

_NO_HOOKS = Hooks()


class Session:
    """One login, shared by any number of clients, threads, asyncio loops and trio runs at once.

    ```python
    session = Session(refresher, store=FileStore("~/.config/acme"))
    with Acme(session=session) as acme: ...
    ```
    """

    def __init__(
        self,
        refresher: Refresher | None = None,
        *,
        store: TokenStore | None = None,
        principal: str = "default",
        scope: str = "",
        options: SessionOptions = SessionOptions(),  # noqa: B008 - immutable
        hooks: Hooks | None = None,
        clock: Clock = SystemClock(),  # noqa: B008 - immutable
    ) -> None:
        """Make a session; it uses what the store holds, or waits for a login.

        Args:
            refresher: Exchanges tokens for new ones; a client sets its own if there is none.
            store: Where tokens are kept; in memory unless given.
            principal: Who is logged in; each has a record of its own in the store.
            scope: Tells logins of the same principal apart, for example by server.
            options: How early, how often, how long.
            hooks: Hears of what happens.
            clock: Time.
        """
        self._store: TokenStore = MemoryStore() if store is None else store
        self._scope = scope
        self._options = options
        self._clock = clock
        self._monotonic = clock.monotonic
        self._cell = Cell(self._first_state(principal), self._make_flight)
        self._reports = Reports(self._cell, options, hooks or _NO_HOOKS, clock)
        tools = Tools(self._cell, self._store, scope, options, clock, self._reports)
        self._runner = Runner(tools, refresher)
        renew_after_fork(self)

    @property
    def tokens(self) -> TokenSet | None:
        """The current tokens, whether or not they are still good; those of a shared store if this has none yet.

        Raises:
            StoreUnavailable: it had to be read, and cannot be.
        """
        state = self._cell.state
        # A session asks a shared store with its first call, and takes over nothing from there that cannot be renewed.
        unknown = state.tokens is None and state.failure not in (NOT_LOGGED_IN, events.LOGGED_OUT)
        return self._stored(state.principal) if unknown and self._store.shared else state.tokens

    @property
    def principal(self) -> str:
        """Who is logged in, or would be."""
        return self._cell.state.principal

    @property
    def phase(self) -> Phase:
        """What the session is doing."""
        return self._cell.state.phase

    def admit(self) -> Snapshot | Flight:
        """Ask what to send a call with; to be called right before sending.

        Returns:
            The snapshot to send it with, or a flight to wait for, which then gives the snapshot.

        Raises:
            SessionError: the call cannot be made now.
        """
        state = self._cell.state
        # The happy path: one immutable object, no lock, and no call but the clock's.
        if self._monotonic() < state.calm_until:
            return state.snapshot
        return self._ask(core.admit)

    def refused(self, snapshot: Snapshot) -> Snapshot | Flight:
        """Ask what to do with a call that was refused as expired; release its answer before waiting.

        Returns:
            A newer snapshot to replay it with at once, or a flight to wait for, which then gives one.

        Raises:
            SessionError: it cannot be replayed.
        """
        return self._ask(lambda state, now, options: core.refused(state, snapshot, now, options))

    def refused_again(self, snapshot: Snapshot) -> NoReturn:
        """Give up a call whose replay was refused as well.

        Raises:
            FreshTokenRefused: refreshing did not help.
            RefreshLoopError: it has not helped for some generations now.
            SessionError: the session has changed meanwhile.
        """
        self._ask(lambda state, now, options: core.refused_again(state, snapshot, now, options))
        raise AssertionError("unreachable: the core never lets such a call pass")

    def accepted(self, snapshot: Snapshot) -> None:
        """Note that a call with this snapshot was not refused."""
        if not self._cell.state.proven:  # at most a few threads ever see this for one generation
            self._cell.report(partial(core.accepted, snapshot=snapshot))

    def replayed(self, snapshot: Snapshot) -> None:
        """Note that a refused call is sent again, with this snapshot."""
        state = self._cell.state
        self._reports.emit("replayed", state if snapshot is state.snapshot else evolve(state, snapshot=snapshot))

    def lost(self, snapshot: Snapshot, reason: str = "") -> SessionLost:
        """Make the error for a call that was answered with "nobody is logged in". Nothing is refreshed or replayed.

        The store is read in the background, because somebody may have logged in elsewhere meanwhile.
        """
        self._do(lambda state: core.lost(state, snapshot, self._monotonic(), self._options))
        failure = Failure(SessionLost, f"{reason or 'the server says that nobody is logged in'}; call login() again")
        self._reports.emit("login_required", self._cell.state, failure)
        return SessionLost(failure.reason)

    def renewed(self, snapshot: Snapshot, grant: TokenGrant) -> None:
        """Take over tokens that the server handed out with the answer to a call; they are current once stored."""
        grant = grant.dated(self._clock.wall())
        self._do(lambda state: core.renewed(state, snapshot, grant))

    def login(self, grant: TokenGrant, principal: str | None = None) -> None:
        """Start over with the tokens of a login. Calls that are on their way are not replayed under it.

        Writes to the store from the calling thread. If that fails the login counts all the same, in this process.

        Raises:
            SessionClosed: the session is closed.
        """
        state = self._open_state()
        principal = principal or state.principal
        tokens = TokenSet.granted(
            grant,
            principal=principal,
            gen=state.gen + 1 if principal == state.principal else 1,
            wall=self._clock.wall(),
            now=self._monotonic(),
        )
        stored = True
        try:
            tokens = sign_in(self._store, StoreKey(principal, self._scope), tokens)
        except StoreUnavailable as error:
            stored = False
            self._reports.persist_failed(error)
        event = partial(events.logged_in, tokens=tokens, options=self._options, stored=stored)
        self._report(event, core.CHANGED)

    def logout(self) -> TokenSet | None:
        """Forget the tokens, here and in the store; the result of a refresh that is under way is discarded.

        Returns:
            The tokens there were, so that the server can be told.

        Raises:
            StoreUnavailable: they are forgotten here, but still in the store.
        """
        state = self._open_state()
        again = math.inf  # unless they are gone from the store they must not come back from there
        try:
            stored = sign_out(self._store, StoreKey(state.principal, self._scope))
            again = self._monotonic() + self._options.look_every
        finally:
            self._report(partial(events.logged_out, until=again), core.CHANGED)
        return stored or state.tokens  # what is stored is never older

    def close(self, timeout: float | None = None) -> None:
        """End it: calls fail from now on. A refresh that is on the wire is waited for, so that its token is kept.

        Args:
            timeout: Seconds to wait at most; `SessionOptions.exit_timeout` if None.
        """
        self._report(events.closed, core.CLOSED)
        self._runner.join(self._options.exit_timeout if timeout is None else timeout)

    def use_refresher(self, refresher: Refresher) -> bool:
        """Set the refresher unless there is one; raises ValueError if the options ask for what it cannot do.

        Returns:
            Whether it was set.
        """
        if self._runner.refresher is not None:
            return False
        self._runner.equip(refresher)
        return True

    def after_fork(self) -> None:
        """Start over in a forked child; called by the interpreter."""
        self._runner.after_fork()
        jitter = self._options.random()
        self._cell.renew(lambda state: events.forked(state, shared=self._store.shared, jitter=jitter))

    def _ask(self, rule: Callable[[State, float, SessionOptions], Step]) -> Snapshot | Flight:
        return self._do(lambda state: rule(state, self._monotonic(), self._options))

    def _do(self, rule: Callable[[State], Step]) -> Snapshot | Flight:
        decision, flight = self._cell.decide(rule)
        match decision:
            case Send(snapshot):
                return snapshot
            case Wait():
                pass
            case Begin(ticket, send):
                self._runner.launch(ticket, flight)
                if send is not None:
                    return send
            case Peek(ticket, send):
                self._runner.launch(ticket)
                return send
            case Fail(failure, tripped):
                if tripped:
                    self._reports.emit("breaker_open", self._cell.state, failure)
                raise failure.exception()
        assert flight is not None  # noqa: S101 - who is told to wait gets the flight in the same breath
        return flight

    def _report(self, event: Callable[[State], State], failure: Failure) -> None:
        """Report what ends a flight for those who wait for it."""
        ended = self._cell.report(event)[2]
        if ended is not None:
            ended.settle(failure)

    def _open_state(self) -> State:
        state = self._cell.state
        if state.phase is Phase.CLOSED:
            raise core.CLOSED.exception()
        return state

    def _first_state(self, principal: str) -> State:
        state = State(principal=principal, jitter=self._options.random())
        if self._store.shared:
            return state  # reading may take its time, so the first call has it done in a flight
        return events.opened(state, self._stored(principal), self._monotonic(), self._options)

    def _stored(self, principal: str) -> TokenSet | None:
        record = self._store.load(StoreKey(principal, self._scope))
        if record is None or record.tokens is None or record.tokens.principal != principal:
            return None
        return record.tokens.rebased(wall=self._clock.wall(), now=self._monotonic())

    def _make_flight(self, ticket: Ticket) -> Flight:
        return Flight(ticket, limit=self._options.flight_timeout, overdue=self._overdue)

    def _overdue(self, flight: Flight) -> None:
        limit = self._options.flight_timeout
        self._reports.failed(flight.ticket, RefreshFailed(f"the refresh has not ended within {limit:g} s"))

    def __repr__(self) -> str:
        state = self._cell.state
        return f"<Session of {state.principal!r}: {state.phase.value}, generation {state.gen}>"
