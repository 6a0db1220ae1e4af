"""Answers become arguments: the ids that a server gave out are what its other operations are asked about.

Without that, most requests are about things that nobody ever made. What is read may be anything that was seen; what is
changed or deleted was made by this very run, so that a test leaves alone what it found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from attrs import define, field

from anew.contract.target import Endpoint
from anew.runtime.judge import Verdict

_IDS = ("id", "_id", "uuid", "key", "guid")
_KEPT = 20
_EVERY = 4
"""Of so many requests one keeps the argument that was made up, to ask about things that are not there as well."""


@define
class Pool:
    """What is known, by the path that leads to it and by the parameter's name."""

    _seen: dict[str, list[Any]] = field(factory=lambda: defaultdict(list))
    _made: dict[str, list[Any]] = field(factory=lambda: defaultdict(list))
    _turn: int = 0

    def learn(self, endpoint: Endpoint, verdict: Verdict[Any]) -> None:
        """Take the ids out of an answer."""
        if not verdict.ok or not isinstance(verdict.seen.payload, dict | list):
            return
        home = re.sub(r"/\{[^/{}]+\}$", "", endpoint.said.path)
        pools = (self._seen, self._made) if endpoint.said.method in ("POST", "PUT") else (self._seen,)
        for name, value in _ids(verdict.seen.payload):
            for pool in pools:
                for key in (home, f"{{{name}}}") if name in _IDS else (f"{{{name}}}",):
                    if value not in pool[key]:
                        pool[key] = [*pool[key], value][-_KEPT:]

    def fill(self, endpoint: Endpoint, arguments: dict[str, Any]) -> None:
        """Put ids that are known into a path's arguments, most of the time."""
        self._turn += 1
        if self._turn % _EVERY == 0:
            return
        pool = self._seen if endpoint.said.method in ("GET", "HEAD") else self._made
        for name in arguments:
            home = endpoint.said.path.partition(f"/{{{name}}}")[0]
            known = pool.get(home) or pool.get(f"{{{name}}}")
            if known:
                arguments[name] = _like(arguments[name], known[self._turn % len(known)])


def _like(made_up: Any, known: str | int) -> Any:
    """Write an id in the type that the parameter has; what cannot be is left as it was made up."""
    if isinstance(made_up, str):
        return str(known)
    return int(known) if isinstance(made_up, int) and str(known).isdecimal() else made_up


def _ids(value: Any, depth: int = 0) -> Iterator[tuple[str, str | int]]:
    """Walk to what looks like an id, not far: deep inside it belongs to something else."""
    if isinstance(value, list):
        for one in value[:_KEPT]:
            yield from _ids(one, depth)
    elif isinstance(value, dict):
        found = [(name, one) for name, one in value.items() if _is_id(name) and type(one) in (str, int)]
        yield from found
        for one in value.values() if not found and depth == 0 else ():
            if isinstance(one, list):
                yield from _ids(one, depth + 1)


def _is_id(name: str) -> bool:
    return name in _IDS or name.endswith(("Id", "_id"))
