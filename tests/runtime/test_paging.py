"""Pages: each item once, in order, and no page more than there is."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.runtime.api import bare, operation
from tests.runtime.wire import Received, Server, enveloped

NUMBERED = {"items": "/list", "total": "/total", "page": "pageNo", "size": "pageSize"}
OFFSET = {"items": "/rows", "total": "/total", "offset": "skip", "size": "limit"}
CURSOR = {"items": "/items", "next": "/next", "cursor": "cursor"}


def arguments(request: Received) -> dict[str, int]:
    """Read the query."""
    return {name: int(values[0]) for name, values in parse_qs(urlsplit(request.target).query).items()}


class Library:
    """A list of numbers, given page by page."""

    def __init__(self, server: Server, length: int, limit: int = 3) -> None:
        self.rows, self.limit = list(range(length)), limit
        self.with_total = True
        server.answer = self.answer

    def answer(self, request: Received) -> bytes:
        """Give the page that is asked for, in all three ways."""
        asked = arguments(request)
        size = min(asked.get("pageSize", asked.get("limit", self.limit)), self.limit)
        start = asked.get("cursor", asked.get("skip", (asked.get("pageNo", 1) - 1) * size))
        rows = self.rows[start : start + size]
        following = str(start + size) if start + size < len(self.rows) else None
        payload = {"list": rows, "rows": rows, "items": rows, "next": following}
        return enveloped({**payload, "total": len(self.rows)} if self.with_total else payload)


def listing(rt: Any, paging: dict[str, Any], **query: Any) -> Any:
    """Make a call for the first page."""
    return rt.PagedCall(operation(rt), query=query, paging=rt.Paging(**paging), item=rt.codec.integer)


@pytest.mark.parametrize("paging", [NUMBERED, OFFSET, CURSOR])
@pytest.mark.parametrize(("length", "pages"), [(0, 1), (2, 1), (3, 1), (4, 2), (7, 3)])
def test_each_item_comes_once(rt: Any, server: Server, paging: dict[str, Any], length: int, pages: int) -> None:
    """By number, offset or cursor: all items in order, with as few pages as there are."""
    Library(server, length)
    items = list(rt.client(server.url, bare(rt)).paginate(listing(rt, paging)))

    assert (items, len(server.received)) == (list(range(length)), pages)


@pytest.mark.parametrize("paging", [NUMBERED, OFFSET])
def test_server_with_a_smaller_limit_than_asked_for(rt: Any, server: Server, paging: dict[str, Any]) -> None:
    """A server that gives less than the size asked for does not end the list early, with or without a total."""
    library = Library(server, 7)
    for with_total in (True, False):
        library.with_total = with_total
        call = listing(rt, paging, **{paging["size"]: 100})

        assert list(rt.client(server.url, bare(rt)).paginate(call)) == list(range(7))


def test_list_can_be_read_from_the_middle(rt: Any, server: Server) -> None:
    """Starting at a later page, the total still tells where the end is."""
    Library(server, 7)
    client = rt.client(server.url, bare(rt))
    numbered = list(client.paginate(listing(rt, NUMBERED, pageNo=2, pageSize=3)))
    count = len(server.received)
    by_offset = list(client.paginate(listing(rt, OFFSET, skip=5)))

    assert (numbered, count, by_offset) == ([3, 4, 5, 6], 2, [5, 6])


def test_cursor_in_a_whole_url(rt: Any, server: Server) -> None:
    """Some servers give the address of the next page instead of its cursor."""
    answers = {"": ("https://x/?cursor=5&a=1", [1]), "5": (None, [2])}

    def answer(request: Received) -> bytes:
        following, items = answers[parse_qs(urlsplit(request.target).query).get("cursor", [""])[0]]
        return enveloped({"items": items, "next": following})

    server.answer = answer

    assert list(rt.client(server.url, bare(rt)).paginate(listing(rt, CURSOR))) == [1, 2]


def test_cursor_that_comes_again_ends_the_list(rt: Any, server: Server) -> None:
    """A server that hands out the same cursor for ever does not keep the caller for ever."""
    server.answer = lambda _: enveloped({"items": [1], "next": "same"})

    assert list(rt.client(server.url, bare(rt)).paginate(listing(rt, CURSOR))) == [1, 1]


def test_item_that_does_not_fit_says_where(rt: Any, server: Server) -> None:
    """The path leads through the page to the item."""
    server.answer = lambda _: enveloped({"list": [1, "x"], "total": 2})
    with pytest.raises(rt.DecodeError, match=r"at \$\.data\.list\[1\]"):
        list(rt.client(server.url, bare(rt)).paginate(listing(rt, NUMBERED)))


def test_page_without_a_list_is_a_decode_error(rt: Any, server: Server) -> None:
    """A payload that has no list where it should have one is named; null is an empty list."""
    client = rt.client(server.url, bare(rt))
    server.answer = lambda _: enveloped({"list": None})
    empty = list(client.paginate(listing(rt, NUMBERED)))
    server.answer = lambda _: enveloped({"rows": []})

    assert empty == []
    with pytest.raises(rt.DecodeError, match="expected a list of items"):
        list(client.paginate(listing(rt, NUMBERED)))


def test_pages_are_fetched_as_they_are_needed(rt: Any, server: Server) -> None:
    """Who takes three items of many pays for one page."""
    Library(server, 100)
    items = rt.client(server.url, bare(rt)).paginate(listing(rt, NUMBERED))
    first = [next(items) for _ in range(3)]

    assert (first, len(server.received)) == ([0, 1, 2], 1)


def test_tasks_turn_pages_the_same_way(rt: Any, server: Server) -> None:
    """The async client gives the same items."""
    Library(server, 7)

    async def main() -> list[int]:
        async with rt.aclient(server.url, bare(rt)) as client:
            return [item async for item in client.paginate(listing(rt, CURSOR))]

    assert asyncio.run(main()) == list(range(7))
