"""What happens in a session → calls of the user's own methods, and log records without secrets."""

from __future__ import annotations

import logging
from typing import Literal

from attrs import frozen

logger = logging.getLogger(__name__)
# A library prints nothing of its own accord; this is for all of the runtime, whoever logs in it.
logging.getLogger(__name__.rpartition(".session.")[0]).addHandler(logging.NullHandler())

EventName = Literal[
    "refresh_started",
    "refresh_done",
    "refresh_failed",
    "adopted",
    "replayed",
    "login_required",
    "persist_failed",
    "breaker_open",
]

_LEVELS: dict[EventName, int] = {
    "refresh_failed": logging.WARNING,
    "login_required": logging.WARNING,
    "persist_failed": logging.ERROR,
    "breaker_open": logging.ERROR,
}


@frozen
class SessionEvent:
    """One thing that happened; holds no token."""

    name: EventName
    principal: str
    epoch: int
    gen: int
    """The generation it is about: the old one for `refresh_started` and failures, the new one otherwise."""
    detail: str = ""
    error: BaseException | None = None


class Hooks:
    """Override what you want to hear of. Methods are called without any lock held, most of them in the refresh thread.

    What they raise is logged and goes no further. They must be quick: calls may be waiting.
    """

    def refresh_started(self, event: SessionEvent) -> None:
        """Hear that a refresh call is about to be made."""

    def refresh_done(self, event: SessionEvent) -> None:
        """Hear that new tokens are current."""

    def refresh_failed(self, event: SessionEvent) -> None:
        """Hear that the flight failed for now; the tokens are kept."""

    def adopted(self, event: SessionEvent) -> None:
        """Hear that tokens are current here which another process obtained."""

    def replayed(self, event: SessionEvent) -> None:
        """Hear that a refused call is sent once more, with new tokens."""

    def login_required(self, event: SessionEvent) -> None:
        """Hear that only a login helps."""

    def persist_failed(self, event: SessionEvent) -> None:
        """Hear that new tokens could not be written; they are current in this process, and writing is retried."""

    def breaker_open(self, event: SessionEvent) -> None:
        """Hear that refreshing does not help; no further flight is started for a while."""


def emit(hooks: Hooks, event: SessionEvent) -> None:
    """Log an event and tell the hooks. Never call it with a lock held."""
    logger.log(
        _LEVELS.get(event.name, logging.DEBUG),
        "session of %s: %s, generation %d%s",
        event.principal,
        event.name.replace("_", " "),
        event.gen,
        f": {event.detail}" if event.detail else "",
    )
    try:
        getattr(hooks, event.name)(event)
    except Exception:
        logger.exception("a hook failed on %s", event.name)
