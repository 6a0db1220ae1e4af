"""A page's answer to its items and to the call for the next page: by number, by offset or by cursor.

| `sdk.yaml` names | the next page is asked for with       | the last page                               |
|------------------|---------------------------------------|---------------------------------------------|
| `next`, `cursor` | the cursor that the page holds        | holds none                                  |
| `offset`         | the offset, plus the number of items  | is empty, completes `total`, or is shorter  |
| `page`           | the page's number, plus one           | is empty, completes `total`, or is shorter  |

Shorter than the first page, not than the size asked for: servers have limits of their own, and give less than that.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

from attrs import evolve

from .call import PagedCall
from .codec.faults import FAULTS, translated
from .envelope import data_path
from .errors import DecodeError
from .jsontext import is_array
from .judge import Verdict
from .locate import MISSING, pointed, segments
from .types import UNSET

Item = TypeVar("Item")

_NOTHING: list[Any] = []


class Pages(Generic[Item]):
    """Walks through a list; `call` is the call for the page that comes next, None after the last one."""

    def __init__(self, call: PagedCall[Any, Item]) -> None:
        self.call: PagedCall[Any, Item] | None = call
        self._paging = call.paging
        self._seen = self._first = 0
        self._before = 0
        self._cursors: set[str] = set()

    def turn(self, verdict: Verdict[Any]) -> list[Item]:
        """Take an answer: gives its items, and moves `call` on. Raises DecodeError if there is no list in it."""
        assert self.call is not None  # noqa: S101 - who turns the page has asked for it
        payload = verdict.payload
        raw = pointed(self._paging.items, payload)
        if raw is None or (raw is MISSING and payload is None):
            raw = _NOTHING
        if not is_array(raw):
            found = "nothing" if raw is MISSING else type(raw).__name__
            raise self._blamed(verdict, DecodeError(f"expected a list of items, got {found}"))
        items = self._decoded(self.call, verdict, raw)
        if not self._first:
            self._first, self._before = len(items), self._skipped(self.call, len(items))
        self._seen += len(items)
        self.call = self._following(self.call, payload, len(items))
        return items

    def _decoded(self, call: PagedCall[Any, Item], verdict: Verdict[Any], raw: list[Any]) -> list[Item]:
        items: list[Item] = []
        for index, value in enumerate(raw):
            try:
                items.append(call.item(value))
            except FAULTS as fault:
                raise self._blamed(verdict, translated(fault).under(index)) from fault.__cause__
        return items

    def _blamed(self, verdict: Verdict[Any], error: DecodeError) -> DecodeError:
        return verdict.blamed(error.under(*data_path(verdict.seen.envelope), *segments(self._paging.items)))

    def _following(self, call: PagedCall[Any, Item], payload: Any, count: int) -> PagedCall[Any, Item] | None:
        paging = self._paging
        if paging.next:
            return self._by_cursor(call, pointed(paging.next, payload))
        if not count or self._is_complete(payload, count):
            return None
        if paging.offset:
            return _with(call, paging.offset, _number(call, paging.offset, 0) + count)
        if paging.page:
            return _with(call, paging.page, _number(call, paging.page, paging.start) + 1)
        return None

    def _is_complete(self, payload: Any, count: int) -> bool:
        total = pointed(self._paging.total, payload) if self._paging.total else MISSING
        if isinstance(total, int | str) and str(total).isdecimal():
            return self._before + self._seen >= int(total)
        return count < self._first

    def _skipped(self, call: PagedCall[Any, Item], count: int) -> int:
        """Tell how many items come before the page that the caller starts with."""
        paging = self._paging
        if paging.offset:
            return _number(call, paging.offset, 0)
        if paging.page:
            return (_number(call, paging.page, paging.start) - paging.start) * _number(call, paging.size, count)
        return 0

    def _by_cursor(self, call: PagedCall[Any, Item], found: Any) -> PagedCall[Any, Item] | None:
        if found is MISSING or found is None or found is False or found == "":
            return None
        cursor = _in_url(str(found), self._paging.cursor)
        if cursor in self._cursors:
            return None  # a server that hands out the same cursor again would keep us for ever
        self._cursors.add(cursor)
        return _with(call, self._paging.cursor, cursor)


def _in_url(cursor: str, parameter: str) -> str:
    """Find the cursor in a whole URL: some servers give the address of the next page."""
    if "://" not in cursor and not cursor.startswith("/"):
        return cursor
    return parse_qs(urlsplit(cursor).query).get(parameter, [cursor])[0]


def _number(call: PagedCall[Any, Any], name: str, default: int) -> int:
    value = call.query.get(name, UNSET)
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else default


def _with(call: PagedCall[Any, Item], name: str, value: Any) -> PagedCall[Any, Item]:
    return evolve(call, query={**call.query, name: value})
