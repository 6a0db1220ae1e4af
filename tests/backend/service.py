"""Turns the parts of the backend into one thing that handlers are given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import field, frozen

from tests.backend.clock import Clock
from tests.backend.contract import Contract
from tests.backend.counters import Counters
from tests.backend.database import Database
from tests.backend.deviations import Deviations
from tests.backend.faults import Faults
from tests.backend.feed import Feed
from tests.backend.tokens import Tokens


@frozen
class Service:
    """All that lives as long as the backend."""

    contract: Contract
    database: Database
    clock: Clock
    counters: Counters
    tokens: Tokens
    feed: Feed
    storage: int
    """Bytes that all files together may have."""
    faults: Faults = field(factory=Faults)
    deviations: Deviations = field(factory=Deviations)


@frozen
class Invocation:
    """One call of one operation, after everything that is checked for all of them."""

    service: Service
    user: int
    """Who calls; 0 where no token is needed."""
    token: str
    arguments: dict[str, Any]
    """Parameters by their wire names."""
    body: Any


Handler: TypeAlias = Callable[[Invocation], Any]
"""Returns the payload, or a whole response where there is no envelope."""
