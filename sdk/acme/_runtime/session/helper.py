"""The process that refreshes for others: an order on its stdin → new tokens in the store, and a few words on stdout.

It is a session's refresh without the session: the same `Renewal`, on a state that is read from the store. Nobody need
be there to listen. It ends by itself, and is quick about it: others wait for the lock that it holds.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from attrs import evolve

from . import events
from .cell import Cell
from .clock import SystemClock
from .errors import RefreshFailed, RefreshRejected, RefreshSignal, StoreUnavailable
from .flight import Flight
from .hooks import Hooks, SessionEvent
from .hooks import logger as events_logger
from .options import SessionOptions
from .recipe import Recipe
from .refresher import Refresher
from .renewal import Renewal, Tools
from .reports import Reports
from .state import Phase, State, Ticket
from .stores.protocol import Record, StoreKey, TokenStore, to_json
from .tokens import TokenSet

_OVERDUE = 3
"""Exit code of a helper whose time is over."""


class Voice(Hooks):
    """Says what happens to whoever started this process, if they are still there."""

    def __init__(self) -> None:
        # What refreshers print goes where errors go. Only the copy, which no child inherits, is the pipe.
        self._pipe = os.dup(1)
        os.dup2(2, 1)
        self.done = ""
        self.cell: Cell | None = None

    def say(self, said: str, **words: Any) -> None:
        """Write a line; its reader may be dead."""
        with suppress(OSError):
            os.write(self._pipe, json.dumps({"said": said, **words}).encode() + b"\n")

    def refresh_started(self, event: SessionEvent) -> None:  # noqa: ARG002
        """Pass it on."""
        self.say("started")

    def refresh_done(self, event: SessionEvent) -> None:
        """Keep the name; it is said when the lock is free."""
        self.done = event.name

    adopted = refresh_done

    def persist_failed(self, event: SessionEvent) -> None:
        """Hand the tokens over at once: until the store takes them, they are here only."""
        tokens = self.cell.state.tokens if self.cell else None
        if tokens is not None:
            self.say("unsaved", reason=event.detail, record=to_json(Record(tokens.gen, tokens)))


def main(order: Mapping[str, Any]) -> NoReturn:
    """Carry out an order."""
    voice = Voice()
    options = SessionOptions(**order["options"])
    _outlast(options.helper_timeout)
    # Records of a process without handlers would go to stderr, and whoever ordered this logs them too.
    events_logger.addHandler(logging.NullHandler())
    try:
        _carry_out(order, options, voice)
    except BaseException as error:  # whatever it was: it is told, by its type, and the process ends
        _tell_failure(voice, error)
    sys.stdout.flush()
    sys.stderr.flush()
    # At once: a thread that a refresher left behind, or its farewell, must not keep others waiting.
    os._exit(0)


def _outlast(limit: float) -> None:
    """Go on when the machine's user wants to stop, but not for ever."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    overdue = threading.Timer(limit, os._exit, [_OVERDUE])
    overdue.daemon = True
    overdue.start()


def _carry_out(order: Mapping[str, Any], options: SessionOptions, voice: Voice) -> None:
    store: TokenStore = _made(order["store"], "the token store")
    refresher: Refresher = _made(order["refresher"], "the refresher")
    key = StoreKey(order["principal"], order["scope"])
    try:
        record = store.load(key)
    except Exception as error:
        raise StoreUnavailable(f"reading the token store failed with {type(error).__name__}") from error
    if record is None or record.gen < order["past"]:
        raise StoreUnavailable("the token store holds less than it did when the refresh was ordered")
    if record.tokens is None:
        return  # logged out meanwhile: who reads the store again sees it
    after = _renewed(store, key, refresher, record.tokens, order["past"], options, voice)
    if after.tokens and after.gen > order["past"]:
        voice.say("landed", name=voice.done)
    elif after.failure and isinstance(after.failure.cause, RefreshRejected):
        voice.say("rejected", reason=after.failure.cause.reason)


def _renewed(
    store: TokenStore,
    key: StoreKey,
    refresher: Refresher,
    held: TokenSet,
    past: int,
    options: SessionOptions,
    voice: Voice,
) -> State:
    """Get past a generation as any session does, and give the state after it."""
    clock = SystemClock()
    ticket = Ticket(1, key.principal, 0, past)
    tokens = held.rebased(wall=clock.wall(), now=clock.monotonic())
    state = events.opened(State(principal=key.principal), tokens, clock.monotonic(), options)
    cell = Cell(evolve(state, phase=Phase.REFRESHING, flight=ticket), _no_flight)
    voice.cell = cell
    reports = Reports(cell, options, voice, clock)
    Renewal(ticket, Tools(cell, store, key.scope, options, clock, reports), refresher).run()
    return cell.state


def _made(recipe: Mapping[str, Any], what: str) -> Any:
    try:
        return Recipe(recipe["factory"], recipe["arguments"]).make()
    except ImportError as error:
        reason = f"importing {error.name or recipe['factory']} failed"
    except Exception as error:
        reason = f"{recipe['factory']} failed with {type(error).__name__}"
    raise RefreshFailed(f"the process that refreshes cannot make {what} again: {reason}")


def _tell_failure(voice: Voice, error: BaseException) -> None:
    """Name the error; quote it only if it is one of ours, whose texts hold no token."""
    known = isinstance(error, RefreshFailed | RefreshSignal)
    reason = error.reason if isinstance(error, RefreshFailed | RefreshSignal) else ""
    kind = type(error).__name__ if known else "RefreshFailed"
    voice.say(
        "failed",
        kind=kind,
        reason=reason or f"the refresh failed with {type(error).__name__}",
        retry_after=getattr(error, "retry_after", None),
    )


def _no_flight(ticket: Ticket) -> Flight:
    raise AssertionError(f"nobody waits in a helper, and still {ticket} is to be a flight")
