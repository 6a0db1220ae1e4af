"""A sampled list becomes one page of a list that ends: what is asked for beyond it is empty, and no cursor leads on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from anew.document.pointers import escape
from anew.model import Envelope, Paging
from anew.sandbox.plan import Endpoint
from anew.sandbox.reply import MISSING, at, planted, uprooted

_LONGEST: Final = 1_000
"""Digits: more than that Python takes long to read."""
_EVERYTHING: Final = 1_000_000
"""More than any sampled list has: without a size the first page is all there is."""
_DIGITS: Final = 300
"""More than any number of a page has, and fewer than Python takes long to read."""


@frozen
class _Asked:
    """A page that was asked for."""

    first: int
    """How many items there are before it."""
    size: int | None
    """How many it may have; None for as many as there are."""
    onward: bool
    """It is the one that a cursor led to."""


def paged(body: Any, endpoint: Endpoint, envelope: Envelope | None, query: Iterable[tuple[str, str]]) -> Any:
    """Give a body whose list is the page that a query asks for."""
    within = envelope.data if envelope else ""
    for paging in (_placed(one, body, within) for one in endpoint.pagings):
        # The list itself may be missing where it is optional, but not what it is part of.
        if _fits(paging, endpoint) and _is_home(at(body, within + paging.items.rpartition("/")[0]), paging):
            return _cut(body, within, paging, _asked(paging, dict(query)))
    return body


def _placed(paging: Paging, body: Any, within: str) -> Paging:
    """Say where the items are in this body, if all that is known is that they are its only list."""
    holder, star, rest = paging.items.rpartition("/*")
    value: Any = at(body, within + holder) if star and not rest else None
    lists = [name for name, one in value.items() if isinstance(one, list)] if isinstance(value, dict) else []
    objects = [name for name in lists if all(isinstance(one, dict) for one in value[name])]
    only = objects if len(objects) == 1 else lists
    return evolve(paging, items=f"{holder}/{escape(only[0])}") if len(only) == 1 else paging


def _fits(paging: Paging, endpoint: Endpoint) -> bool:
    known = {argument.name for argument in endpoint.arguments if argument.location == "query"}
    return bool(known & {paging.page, paging.offset, paging.cursor} - {""})


def _is_home(value: Any, paging: Paging) -> bool:
    return isinstance(value, dict if paging.items else list)


def _asked(paging: Paging, query: Mapping[str, str]) -> _Asked:
    size = _whole(query.get(paging.size))
    if paging.page and paging.page in query:
        before = max(0, (_whole(query[paging.page]) or 0) - paging.start)
        return _Asked(before * (_EVERYTHING if size is None else size), size, onward=False)
    return _Asked(_whole(query.get(paging.offset)) or 0, size, onward=bool(query.get(paging.cursor)))


def _cut(body: Any, within: str, paging: Paging, asked: _Asked) -> Any:
    listed = at(body, within + paging.items)
    items: list[Any] = listed if isinstance(listed, list) else []
    if paging.next and at(body, within + paging.next) not in (MISSING, None, ""):
        return _by_cursor(body, within, paging, items, asked)
    end = None if asked.size is None else asked.first + asked.size
    body = planted(body, within + paging.items, items[asked.first : end])
    held = at(body, within + paging.total) if paging.total else MISSING
    return body if held is MISSING else planted(body, within + paging.total, _like(held, len(items)))


def _by_cursor(body: Any, within: str, paging: Paging, items: list[Any], asked: _Asked) -> Any:
    """Give the first half of a list, or the second, from which no cursor leads on; neither is longer than asked for."""
    half = -(-len(items) // 2)
    size = half if asked.size is None else min(half, asked.size)
    if not asked.onward:
        return planted(body, within + paging.items, items[:size])
    body, pointer = planted(body, within + paging.items, items[size : 2 * size]), within + paging.next
    # An empty text is against fewer schemas than null and nothing are.
    return planted(body, pointer, "") if isinstance(at(body, pointer), str) else uprooted(body, pointer)


def _like(held: Any, number: int) -> Any:
    return str(number) if isinstance(held, str) else number


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < _LONGEST else None
