"""Answers with a page of a list become findings about how many things there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from anew import model
from anew.contract.server.findings import Finding
from anew.contract.target import Endpoint
from anew.runtime.judge import Verdict
from anew.runtime.locate import MISSING, pointed


@frozen
class Page:
    """A page of a list, as far as its numbers go."""

    items: int
    total: int | None
    first: int | None
    """Index of its first item in the whole list; None where the list goes on by cursor."""
    size: int | None
    """How many were asked for; None for as many as the server likes."""


def check_page(
    endpoint: Endpoint, verdict: Verdict[Any], query: Mapping[str, Any], pagings: Mapping[str, model.Paging]
) -> Iterator[Finding]:
    """Check the numbers of a page."""
    paging = pagings[endpoint.said.paged.paging] if endpoint.said.paged else None
    page = _page(endpoint, verdict, query, paging) if paging and verdict.ok else None
    if page is None:
        return
    if page.size is not None and page.items > page.size:
        message = f"the page holds {page.items} items, asked for were {page.size}"
        yield Finding("paging-size", endpoint.label, "more than asked for", message)
    if page.total is None or page.first is None:
        return
    if page.items and page.first + page.items > page.total:
        message = f"the total is {page.total}, but there are at least {page.first + page.items}"
        yield Finding("paging-total", endpoint.label, "too small", message)
    elif page.size is not None and page.items < page.size and page.first + page.items < page.total:
        message = f"the total is {page.total}, but the page at {page.first} ends the list with {page.items} items"
        yield Finding("paging-total", endpoint.label, "too large", message)


def _page(endpoint: Endpoint, verdict: Verdict[Any], query: Mapping[str, Any], paging: model.Paging) -> Page | None:
    items = pointed(paging.items, verdict.seen.payload)
    if not isinstance(items, list):
        return None
    total = pointed(paging.total, verdict.seen.payload) if paging.total else MISSING
    size = _number(endpoint, query, paging.size)
    first: int | None = None
    if paging.page:
        number = _number(endpoint, query, paging.page)
        first = (number - paging.start) * size if number is not None and size is not None else None
    elif paging.offset:
        first = _number(endpoint, query, paging.offset)
    return Page(len(items), total if isinstance(total, int) else None, first, size)


def _number(endpoint: Endpoint, query: Mapping[str, Any], name: str) -> int | None:
    """Read a parameter as it was sent, else as the document says it is when it is left out."""
    if not name:
        return None
    said = next((one for one in endpoint.said.parameters if (one.location, one.wire) == ("query", name)), None)
    value = query.get(name, said.default if said else None)
    text = str(value[0] if isinstance(value, list) and len(value) == 1 else value)
    return int(text) if text.isdecimal() else None
