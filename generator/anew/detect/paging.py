"""List operations become the ways in which this API pages: payloads with items, and parameters that move on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from anew.detect.findings import Found, Sure
from anew.detect.seen import Input, Seen
from anew.detect.view import View
from anew.detect.vocabulary import pick, plain
from anew.document.pointers import escape
from anew.model import Envelope, Paging

_ITEMS = ("list", "records", "rows", "items", "results", "content", "data", "elements", "entries", "values")
_TOTALS = (
    *("total", "totalcount", "totalelements", "totalitems", "totalrecords", "totalrecordcount", "totalresults"),
    *("totalamount", "count"),
)
_NEXTS = (
    *("nextcursor", "nextpagetoken", "nexttoken", "nextmarker", "nextoffset", "endcursor"),
    *("cursor", "pagetoken", "marker", "iterator", "continue", "after", "next"),
)
_PAGES = ("page", "pageno", "pagenum", "pagenumber", "pageindex", "current", "currentpage", "currpage", "pagen")
_SIZES = ("size", "pagesize", "perpage", "limit", "pagelimit", "maxresults", "maxresultcount", "rows", "count")
_OFFSETS = ("offset", "skip", "skipcount", "startindex", "pageoffset")
_CURSORS = (
    *(
        "cursor",
        "pagetoken",
        "nextpagetoken",
        "nextcursor",
        "nexttoken",
        "marker",
        "iterator",
        "continue",
        "pagecursor",
        "pageafter",
    ),
    *("startingafter", "after"),
)
_AFTER, _LAST = ("after", "startingafter", "pageafter"), ("lastid",)
"""Parameters that ask for what comes after an item, and where a page says which one was its last."""
_PAGE = re.compile(r"页[数码号]|第几页|page\s*(?:number|index|no\b)", re.IGNORECASE)
"""What is said of an offset that counts pages."""
_FIRST = re.compile(
    r"([01])\s*开始|\b([01])[- ]based|(?:start|begin)\w*\s+(?:from|at|with)\s+(?:page\s+)?[`\"']?([01])\b",
    re.IGNORECASE,
)
_HOLDERS = ("meta", "pagination", "paging", "pageinfo", "pagemeta", "responsemetadata", "cursors", "metadata", "page")
"""Objects beside the items that may hold total and cursor."""
_LEAST, _MOST, _DEPTH = 2, 6, 2
_ANY = "/*"
"""The only list of a payload, whatever it is called."""


@frozen
class _Payload:
    """What is inside the envelope of an answer."""

    listed: bool
    """It is a list itself."""
    properties: Mapping[str, Any] = field(repr=False)


def detect(view: View, operations: Sequence[Seen], envelopes: Sequence[Envelope]) -> tuple[Found[Paging], ...]:
    """Find the ways to page, the commonest first; what a single operation does is suggested."""
    slots = [one.data.removeprefix("/") for one in envelopes if one.data]
    found = _alike([(paging, seen.at) for seen in operations for paging in _pagings(view, seen, slots)])
    counted = Counter(paging for paging, _ in found)
    common = [(paging, count) for paging, count in counted.most_common(_MOST) if count >= _LEAST]
    known = {_form(paging) for paging, _ in common}
    rare = {_form(paging): (paging, count) for paging, count in reversed(counted.most_common()) if count < _LEAST}
    first = dict(reversed(found))
    # A way that one operation goes alone is told if no other goes so; it may be a list like any other.
    alone = [one for form, one in rare.items() if form not in known]
    return tuple(_named([*common, *alone[::-1]], first))


def _form(paging: Paging) -> tuple[str, bool]:
    """Tell ways to page apart: by cursor, offset or page; of a list that is the payload, or is in it."""
    return "cursor" if paging.cursor else "offset" if paging.offset else "page", bool(paging.items)


def _alike(found: Sequence[tuple[Paging, str]]) -> list[tuple[Paging, str]]:
    """See one paging where lists are called after what is in them, as `users` and `orders`: the only list is meant."""
    names: dict[Paging, Counter[Paging]] = defaultdict(Counter)
    for paging, _ in found:
        if _is_named_after_items(paging):
            names[evolve(paging, items=_ANY, total="")][paging] += 1
    various: dict[Paging, Paging] = {}
    for shared, members in names.items():
        if len({one.items for one in members}) > 1:
            total = Counter(one.total for one in members.elements()).most_common(1)[0][0]
            various |= dict.fromkeys(members, evolve(shared, total=total))
    return [(various.get(paging, paging), at) for paging, at in found]


def _is_named_after_items(paging: Paging) -> bool:
    return bool(paging.items) and plain(paging.items[1:]) not in _ITEMS


def _named(counted: Iterable[tuple[Paging, int]], first: Mapping[Paging, str]) -> Iterator[Found[Paging]]:
    names: Counter[str] = Counter()
    for paging, count in counted:
        kind = "cursor" if paging.cursor else "offset" if paging.offset else "default"
        names[kind] += 1
        name = kind if names[kind] == 1 else f"{kind}{names[kind]}"
        evidence = f"{count} operations" if count > 1 else "one operation"
        sure: Sure = "certain" if count >= _LEAST else "suggested"
        yield Found(evolve(paging, name=name), sure, evidence, first[paging])


def _pagings(view: View, seen: Seen, slots: Sequence[str]) -> Iterator[Paging]:
    """Give the ways in which one operation pages; some servers offer two."""
    payload = _payload(view, seen, slots)
    scalars = list(_scalars(view, payload.properties))
    items = _items(view, payload)
    if not (items or payload.listed):
        return
    usual = not items or plain(items) in _ITEMS
    numbers = [one for one in scalars if one[1] in ("integer", "number")]
    total = _place(numbers, _TOTALS) or ("" if usual else _counting(numbers))
    size = _input(seen, _SIZES) if usual or total else ""
    base = Paging("", f"/{escape(items)}" if items else "", total, size=_input(seen, _SIZES))
    if (following := _place(scalars, _NEXTS)) and (cursor := _input(seen, _CURSORS)):
        yield evolve(base, next=following, cursor=cursor, total="")
    elif (last := _place(scalars, _LAST)) and (cursor := _input(seen, _AFTER)):
        yield evolve(base, next=last, cursor=cursor, total="")
    # Where there is no total, the size tells that it is a page; the last one is shorter.
    if not (total or size):
        return
    # A page that is a text is a cursor by another name (Stripe's search).
    if (page := _input(seen, _PAGES)) and _is_number(seen, page):
        yield evolve(base, page=page, start=_start(seen, page))
    elif (offset := _input(seen, _OFFSETS)) and _is_number(seen, offset):
        counts_pages = bool(_PAGE.search(_description(seen, offset)))
        yield evolve(base, page=offset, start=_start(seen, offset)) if counts_pages else evolve(base, offset=offset)


def _items(view: View, payload: _Payload) -> str:
    """Name the list: by what lists are called, else the only one there is, or the only one of objects."""
    lists = {name: schema for name, schema in payload.properties.items() if view.kind(schema) == "array"}
    if known := pick(lists, _ITEMS):
        return known
    objects = [name for name, one in lists.items() if view.kind(view.resolve(one).get("items")) == "object"]
    named = objects or list(lists)
    return named[0] if len(named) == 1 and named[0].isprintable() else ""


def _counting(numbers: Iterable[tuple[str, str]]) -> str:
    """Get the place of a total that is called after what it counts: `articlesCount`, `totalUsers`."""
    names = ((at, plain(at.rpartition("/")[2])) for at, _ in numbers)
    return next((at for at, name in names if name.endswith(("count", "total")) or name.startswith("total")), "")


def _payload(view: View, seen: Seen, slots: Sequence[str]) -> _Payload:
    slot = next((one for one in slots if one in seen.properties), "")
    if slot:
        schema = seen.properties[slot]
        return _Payload(view.kind(schema) == "array", view.properties(schema))
    return _Payload(seen.good.listed, seen.properties)


def _scalars(view: View, payload: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Give the places of scalars beside the items, with their types."""
    for name, schema in payload.items():
        kind = view.kind(schema)
        if kind in ("string", "integer", "number"):
            yield f"/{name}", kind
        elif kind == "object" and plain(name) in _HOLDERS and depth < _DEPTH:
            yield from ((f"/{name}{at}", kind) for at, kind in _scalars(view, view.properties(schema), depth + 1))


def _place(scalars: Iterable[tuple[str, str]], wanted: Sequence[str]) -> str:
    """Get the place whose last key comes first in `wanted`, the outer ones before the inner ones."""
    found = [at for at, _ in scalars if plain(at.rpartition("/")[2]) in wanted]
    return min(found, key=lambda at: (at.count("/"), wanted.index(plain(at.rpartition("/")[2]))), default="")


def _input(seen: Seen, names: tuple[str, ...]) -> str:
    return pick((one.name for one in _scalar_inputs(seen)), names)


def _scalar_inputs(seen: Seen) -> list[Input]:
    return [one for one in seen.inputs if one.location == "query" and one.schema.get("type") != "array"]


def _is_number(seen: Seen, name: str) -> bool:
    schema = _schema(seen, name)
    return schema.get("type") != "string" or str(schema.get("example", "")).isdecimal()


def _start(seen: Seen, page: str) -> int:
    """Say which number the first page has: its default or its least, if that is 0 or 1, or what is said of it."""
    schema = _schema(seen, page)
    said = _FIRST.search(_description(seen, page))
    known = (schema.get("default"), int(next(filter(None, said.groups()))) if said else None, schema.get("minimum"), 1)
    return next(value for value in known if value in (0, 1) and not isinstance(value, bool))


def _schema(seen: Seen, name: str) -> Mapping[str, Any]:
    return _parameter(seen, name).schema


def _description(seen: Seen, name: str) -> str:
    one = _parameter(seen, name)
    return f"{one.description} {one.schema.get('description', '')}"


def _parameter(seen: Seen, name: str) -> Input:
    return next(one for one in seen.inputs if one.name == name and one.location == "query")
