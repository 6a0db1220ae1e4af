"""List operations become the ways in which this API pages: payloads with items, and parameters that move on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from anew.detect.findings import Found
from anew.detect.view import Input, Seen, View, plain
from anew.model import Envelope, Paging

_ITEMS = ("list", "records", "rows", "items", "results", "content", "data", "elements", "entries", "values")
_TOTALS = ("total", "totalcount", "totalelements", "totalitems", "totalrecords", "totalresults", "count")
_NEXTS = (
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "nextmarker",
    "nextoffset",
    "cursor",
    "pagetoken",
    "marker",
    "next",
)
_PAGES = ("page", "pageno", "pagenum", "pagenumber", "pageindex", "current", "currentpage", "pagen")
_SIZES = ("size", "pagesize", "perpage", "limit", "pagelimit", "maxresults", "rows")
_OFFSETS = ("offset", "skip", "startindex")
_CURSORS = ("cursor", "pagetoken", "nextcursor", "nexttoken", "marker", "startingafter", "after")
_LEAST, _MOST = 2, 6


def detect(view: View, envelope: Envelope | None) -> tuple[Found[Paging], ...]:
    """Find the ways to page, the commonest first; if none is common, suggest the one of a single operation."""
    slot = envelope.data.removeprefix("/") if envelope else ""
    counted = Counter(paging for seen in view.operations for paging in _pagings(view, seen, slot))
    names: Counter[str] = Counter()
    found: list[Found[Paging]] = []
    common = [(paging, count) for paging, count in counted.most_common(_MOST) if count >= _LEAST]
    for paging, count in common or counted.most_common(1):
        kind = "cursor" if paging.cursor else "offset" if paging.offset else "default"
        names[kind] += 1
        name = kind if names[kind] == 1 else f"{kind}{names[kind]}"
        evidence = f"{count} operations" if count > 1 else "one operation"
        found.append(Found(evolve(paging, name=name), "certain" if count >= _LEAST else "suggested", evidence))
    return tuple(found)


def _pagings(view: View, seen: Seen, slot: str) -> Iterator[Paging]:
    """Give the ways in which one operation pages; some servers offer two."""
    payload = view.properties(seen.properties[slot]) if slot in seen.properties else seen.properties
    items = _pick((name for name, schema in payload.items() if view.kind(schema) == "array"), _ITEMS)
    if not items:
        return
    total = _pick((name for name, schema in payload.items() if view.kind(schema) in ("integer", "number")), _TOTALS)
    base = Paging("", f"/{items}", f"/{total}" if total else "", size=_input(seen, _SIZES))
    if (following := _next(view, payload)) and (cursor := _input(seen, _CURSORS)):
        yield evolve(base, next=f"/{following}", cursor=cursor, total="")
    # A page that is a text is a cursor by another name (Stripe's search).
    if total and (page := _input(seen, _PAGES)) and _is_number(seen, page):
        yield evolve(base, page=page, start=_start(seen, page))
    elif total and (offset := _input(seen, _OFFSETS)):
        yield evolve(base, offset=offset)


def _next(view: View, payload: Mapping[str, Any]) -> str:
    """Name the property with the next cursor; a whole address of the next page is no cursor."""
    texts = {
        name: view.resolve(schema) for name, schema in payload.items() if view.kind(schema) in ("string", "integer")
    }
    return _pick((name for name, schema in texts.items() if schema.get("format") not in ("uri", "url")), _NEXTS)


def _input(seen: Seen, names: tuple[str, ...]) -> str:
    return _pick((one.name for one in _scalar_inputs(seen)), names)


def _scalar_inputs(seen: Seen) -> list[Input]:
    return [one for one in seen.inputs if one.location == "query" and one.schema.get("type") != "array"]


def _is_number(seen: Seen, name: str) -> bool:
    return next(one.schema for one in seen.inputs if one.name == name).get("type") != "string"


def _start(seen: Seen, page: str) -> int:
    """Say which number the first page has: its default or its least, if that is 0 or 1."""
    schema = next(one.schema for one in seen.inputs if one.name == page)
    known = (schema.get("default"), schema.get("minimum"), 1)
    return next(value for value in known if value in (0, 1) and not isinstance(value, bool))


def _pick(names: Iterable[str], wanted: tuple[str, ...]) -> str:
    found = [name for name in names if plain(name) in wanted]
    return min(found, key=lambda name: wanted.index(plain(name)), default="")
