"""Tickets → threads that renew the tokens: started, watched to the end, and waited for at exit.

A thread of its own, under asyncio too: it outlives cancelled tasks and loops that ended, may hold the store lock over
network calls without stopping anybody else, and leaves one copy of the hard part. It is a daemon that the interpreter's
exit waits for, for a bounded time: a token on the wire must neither be lost nor hang the exit.
"""

from __future__ import annotations

import atexit
import threading
import time

from .delegation import Delegation
from .detached import Helper
from .flight import Flight
from .recipe import recipe_of_refresher, recipe_of_store
from .refresher import Refresher
from .renewal import Renewal, Tools
from .state import Kind, Ticket


class Runner:
    """Flies tickets."""

    def __init__(self, tools: Tools, refresher: Refresher | None) -> None:
        self.refresher: Refresher | None = None
        self._tools = tools
        self._helper: Helper | None = None
        self._store = recipe_of_store(tools.store) if tools.options.isolation == "process" else None
        if refresher is not None:
            self.equip(refresher)
        self._threads: set[threading.Thread] = set()

    def equip(self, refresher: Refresher) -> None:
        """Set the refresher; raises ValueError if it is to run in a process of its own and cannot."""
        if self._store is not None:
            recipe = recipe_of_refresher(refresher)
            self._helper = Helper(self._store, recipe, self._tools.scope, self._tools.options)
        self.refresher = refresher

    def launch(self, ticket: Ticket, flight: Flight | None = None) -> None:
        """Start the thread; a system that has none to give fails the flight."""
        thread = threading.Thread(target=self._fly, args=(ticket, flight), name="session-refresh", daemon=True)
        self._threads.add(thread)
        atexit.register(thread.join, self._tools.options.exit_timeout)
        try:
            thread.start()
        except RuntimeError as error:
            self._forget(thread)
            self._tools.reports.failed(ticket, error)

    def join(self, timeout: float) -> None:
        """Wait until every flight is over, at most `timeout` seconds."""
        end = time.monotonic() + timeout
        for thread in self._threads - {threading.current_thread()}:
            thread.join(max(end - time.monotonic(), 0.0))

    def after_fork(self) -> None:
        """Forget the parent's threads."""
        self._threads = set()

    def _fly(self, ticket: Ticket, flight: Flight | None) -> None:
        if flight is not None:
            flight.pilot = threading.get_ident()
        try:
            self._renewal(ticket).run()
        except BaseException as error:  # whatever a refresher or a store raises, nobody may be left waiting
            self._tools.reports.failed(ticket, error)
        finally:
            self._forget(threading.current_thread())

    def _renewal(self, ticket: Ticket) -> Renewal:
        if self._helper is not None and ticket.kind is Kind.REFRESH:
            return Delegation(ticket, self._tools, self._helper)
        return Renewal(ticket, self._tools, self.refresher)

    def _forget(self, thread: threading.Thread) -> None:
        self._threads.discard(thread)
        atexit.unregister(thread.join)
