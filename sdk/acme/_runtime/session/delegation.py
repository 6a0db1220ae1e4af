"""A ticket → new tokens that a helper process obtained: whoever dies meanwhile, what is on the wire is brought home.

```
launch lock ► read ─┬► adopt ──────────────────────────────────────────► publish
                    ├► helper: store lock ► … ► compare-and-swap ► read ► publish
                    └► give up
```

The launch lock is for thrift only: of many processes that find the token expired one starts a helper. What keeps a
refresh token from being spent twice is the store lock, and the helper holds that.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from attrs import define, field

from .detached import Ending, Helper, Message, masked
from .errors import RefreshFailed, RefreshRejected, RefreshUnavailable, RefreshUncertain, StoreUnavailable
from .hooks import EventName
from .renewal import Renewal, Tools
from .reread import Spend
from .state import Ticket
from .stores.protocol import Record, StoreKey, from_json
from .tokens import TokenSet

logger = logging.getLogger(__name__)

_LAUNCH = "#launch"
"""Makes the key of the launch lock from that of the store lock."""

_KINDS: dict[str, type[Exception]] = {
    kind.__name__: kind for kind in (RefreshFailed, RefreshUnavailable, RefreshUncertain, StoreUnavailable)
}


@define
class _Heard:
    """What a helper said in the end."""

    outcome: Message = field(factory=dict[str, Any])
    unsaved: bool = False


class Delegation(Renewal):
    """The work of one flight, its refresh left to a helper."""

    def __init__(self, ticket: Ticket, tools: Tools, helper: Helper) -> None:
        super().__init__(ticket, tools, None)
        self._helper = helper
        self._lock_key = StoreKey(ticket.principal, tools.scope + _LAUNCH)

    def _spend(self, what: Spend) -> bool:
        held, heard = what.tokens, _Heard()
        if what.expected < held.gen and not self._handed_over(what):
            return False
        ending = self._helper.run(held.principal, held.gen, lambda message: self._hear(message, heard))
        words = self._quotable(ending, held)
        if words:
            logger.warning("the process that refreshes printed: %s", words)
        said = heard.outcome.get("said")
        if heard.unsaved and said != "landed":
            return True
        if said == "rejected":
            return self._bury(what, RefreshRejected(heard.outcome["reason"]))
        if said == "failed":
            raise self._failure(heard.outcome)
        last = words.splitlines()[-1] if words else "it said nothing"
        return self._taken_over(what, heard.outcome.get("name"), f"exit code {ending.code}: {last}")

    def _quotable(self, ending: Ending, held: TokenSet) -> str:
        """Give what it printed without the tokens from before and after."""
        if not ending.words:
            return ""
        known = [held, self._state().tokens]
        with suppress(StoreUnavailable):
            found = self._load()
            known.append(found.tokens if found else None)
        return masked(
            ending.words, [text for tokens in known if tokens for text in (tokens.access, tokens.refresh or "")]
        )

    def _handed_over(self, what: Spend) -> bool:
        """Store what this process alone knows: a helper finds tokens in the store, or not at all."""
        with self._locked(self._key):
            return self._save(Record(what.tokens.gen, what.tokens), expected=what.expected)

    def _hear(self, message: Message, heard: _Heard) -> None:
        reports = self._tools.reports
        match message["said"]:
            case "started":
                reports.emit("refresh_started", self._state())
            case "unsaved":
                # They are nowhere else, so they count here and now; the helper keeps trying, with the lock held.
                heard.unsaved = True
                tokens = from_json(message["record"]).tokens
                assert tokens is not None  # noqa: S101 - a helper sends no other
                reports.landed(self._ticket, self._rebased(tokens), "refresh_done")
                reports.persist_failed(StoreUnavailable(message["reason"]))
            case _:
                heard.outcome = message

    def _taken_over(self, what: Spend, name: EventName | None, ending: str) -> bool:
        """Make current what the store holds now; False if that takes a new plan."""
        found = self._load()
        if found is None or found.gen <= what.tokens.gen:
            if name is None:
                raise RefreshFailed(f"the process that refreshes ended before it was done ({ending})")
            return False
        if found.tokens is None or found.tokens.principal != what.tokens.principal:
            return False
        self._tools.reports.landed(self._ticket, self._rebased(found.tokens), name or "adopted")
        return True

    def _failure(self, said: Message) -> Exception:
        kind = _KINDS.get(said["kind"], RefreshFailed)
        if issubclass(kind, RefreshFailed | RefreshUnavailable):
            return kind(said["reason"], said["retry_after"])
        return kind(said["reason"])

    def _rebased(self, tokens: TokenSet) -> TokenSet:
        clock = self._tools.clock
        return tokens.rebased(wall=clock.wall(), now=clock.monotonic())
