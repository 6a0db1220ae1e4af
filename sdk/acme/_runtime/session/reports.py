"""How a flight ended → the state, those who wait, the hooks: in this order, so that hooks delay nobody."""

from __future__ import annotations

from functools import partial

from . import events
from .cell import Cell
from .clock import Clock
from .errors import LoginRequired, RefreshFailed, RefreshSignal, StoreUnavailable
from .hooks import EventName, Hooks, SessionEvent, emit
from .options import SessionOptions
from .refresher import backoff
from .state import Failure, State, Ticket
from .tokens import TokenSet


class Reports:
    """Reports to one session's cell."""

    def __init__(self, cell: Cell, options: SessionOptions, hooks: Hooks, clock: Clock) -> None:
        self._cell = cell
        self._options = options
        self._hooks = hooks
        self._clock = clock

    def landed(self, ticket: Ticket, tokens: TokenSet, name: EventName) -> None:
        """Report new tokens, which are current now unless the epoch has changed."""
        event = partial(events.landed, ticket=ticket, tokens=tokens, now=self._clock.monotonic(), options=self._options)
        before, after, ended = self._cell.report(event)
        if ended is not None:
            ended.settle(after.snapshot)
        if after.snapshot is not before.snapshot:
            self.emit(name, after)

    def rejected(self, ticket: Ticket, failure: Failure) -> None:
        """Report that it failed for good."""
        until = self._clock.monotonic() + self._options.look_every
        before, after, ended = self._cell.report(partial(events.rejected, ticket=ticket, failure=failure, until=until))
        if ended is None:
            return
        ended.settle(failure)
        # Looking in vain for a login elsewhere is nothing new.
        if issubclass(failure.kind, LoginRequired) and failure is not before.failure:
            self.emit("login_required", after, failure)

    def failed(self, ticket: Ticket, error: BaseException) -> None:
        """Report that it failed for now, or in a way nobody thought of."""
        state = self._cell.state
        retry_after = getattr(error, "retry_after", None)
        pause = backoff(state.failures, retry_after, self._options)
        failure = describe(error, pause)
        until = self._clock.monotonic() + pause
        _, after, ended = self._cell.report(partial(events.failed, ticket=ticket, failure=failure, until=until))
        if ended is not None:
            ended.settle(failure)
            self.emit("refresh_failed", after, failure)

    def persist_failed(self, error: StoreUnavailable) -> None:
        """Report tokens that are current and could not be written."""
        self.emit("persist_failed", self._cell.state, Failure(StoreUnavailable, error.reason, error.__cause__))

    def emit(self, name: EventName, state: State, failure: Failure | None = None) -> None:
        """Tell hooks and log."""
        detail, error = (failure.reason, failure.cause) if failure else ("", None)
        emit(self._hooks, SessionEvent(name, state.principal, state.epoch, state.gen, detail, error))


def describe(error: BaseException, pause: float) -> Failure:
    """Turn what stopped a flight into what calls are told.

    Of an exception that nobody announced only the type is quoted: its text may hold a URL or a body with a token in it.
    """
    match error:
        case StoreUnavailable():
            return Failure(StoreUnavailable, error.reason, error.__cause__, pause)
        case RefreshFailed():
            return Failure(RefreshFailed, error.reason, error.__cause__, pause)
        case RefreshSignal():
            return Failure(RefreshFailed, f"the refresh failed for now: {error.reason}", error, pause)
        case _:
            return Failure(RefreshFailed, f"the refresh failed with {type(error).__name__}", error, pause)
