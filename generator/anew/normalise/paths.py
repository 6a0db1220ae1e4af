"""The paths of a document become its operations, each still as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from attrs import frozen

from anew.document import Document, Found
from anew.document.pointers import escape, tail
from anew.normalise import openapi3, swagger2
from anew.normalise.keywords import mapping, reference
from anew.normalise.ledger import Ledger, Line
from anew.normalise.raw import Raw
from anew.normalise.views import Views

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@frozen
class Called:
    """Something that the server sends by itself."""

    kind: Literal["webhook", "callback"]
    name: str
    """As the document calls it."""
    title: str
    """What it is to be called after."""
    raw: Raw


def operations(document: Document, ledger: Ledger, views: Views) -> Iterator[tuple[Raw, Line]]:
    """Give the operations in the order of the document, each with its line in the ledger."""
    for path, value in mapping(document.root.get("paths")).items():
        if not path.startswith("x-"):
            yield from _item(document, ledger, views, path, Found(value, f"#/paths/{escape(path)}"))


def webhooks(document: Document, ledger: Ledger, views: Views) -> Iterator[tuple[Called, Line]]:
    """Give what the server calls: 3.1's webhooks and their older name, each with its line in the ledger."""
    for holder in ("webhooks", "x-webhooks"):
        for name, value in mapping(document.root.get(holder)).items():
            for raw in _methods(views, name, Found(value, f"#/{holder}/{escape(name)}")):
                line = ledger.open(Line("webhook", name, raw.at, method=raw.method))
                with ledger.about(line):
                    filled = _filled(document, ledger, views, raw)
                yield Called("webhook", name, name, filled), line


def callbacks(document: Document, ledger: Ledger, views: Views, raw: Raw, title: str) -> Iterator[tuple[Called, Line]]:
    """Give what the server calls back after an operation of that title, each with its line in the ledger."""
    for name, value in mapping(raw.value.get("callbacks")).items():
        callback = views.end(value, f"{raw.at}/callbacks/{escape(name)}")
        if callback is None:
            continue
        for expression, item in mapping(callback.value).items():
            if expression.startswith("x-"):
                continue
            for one in _methods(views, expression, Found(item, f"{callback.at}/{escape(expression)}")):
                line = ledger.open(Line("callback", name, one.at, method=one.method, path=expression))
                with ledger.about(line):
                    filled = _filled(document, ledger, views, one)
                shared = tail(callback.at) if reference(value) is not None else f"{title} {name}"
                yield Called("callback", name, shared, filled), line


def _item(document: Document, ledger: Ledger, views: Views, path: str, found: Found) -> Iterator[tuple[Raw, Line]]:
    whole = ledger.open(Line("operation", "", found.at, path=path))
    with ledger.about(whole):
        raws = list(_methods(views, path, found))
        if whole.remarks or not isinstance(found.value, dict):
            ledger.refuse("the path has no operations that could be read", found.at)
        else:
            ledger.lines.remove(whole)
    for raw in raws:
        name = raw.value.get("operationId")
        line = Line("operation", name if isinstance(name, str) else "", raw.at, method=raw.method, path=path)
        with ledger.about(ledger.open(line)):
            yield _filled(document, ledger, views, raw), line


def _methods(views: Views, path: str, found: Found) -> Iterator[Raw]:
    """Give the operations of a path item, which may be a reference with operations beside it."""
    item = _resolved(views, found)
    for key, (value, at) in _operations(mapping(item.value), item.at).items():
        if isinstance(value, dict):
            yield Raw(key.upper(), path, at, value, item)


def _operations(item: dict[str, Any], at: str) -> dict[str, tuple[Any, str]]:
    found = {method: (item[method], f"{at}/{method}") for method in item if method in _METHODS}
    extra = mapping(item.get("additionalOperations"))
    return found | {name: (extra[name], f"{at}/additionalOperations/{escape(name)}") for name in extra}


def _resolved(views: Views, found: Found) -> Found:
    end = views.end(found.value, found.at)
    beside = {key: value for key, value in mapping(found.value).items() if key != "$ref"}
    if end is None or end.at == found.at or not beside:
        return end or Found(beside, found.at)
    return Found({**mapping(end.value), **beside}, end.at)


def _filled(document: Document, ledger: Ledger, views: Views, raw: Raw) -> Raw:
    if document.dialect == "2.0":
        for one in swagger2.surplus(raw, views):
            ledger.remark("there is another body, and the last one counts", one.at, degrades=True)
        return swagger2.fill(raw, document.root, views)
    return openapi3.fill(raw, views)
