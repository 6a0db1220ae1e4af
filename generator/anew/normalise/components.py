"""The schemas that a document names become lines of the ledger, and names and modules of the types that are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from anew.document import Document, Found
from anew.document.pointers import escape, without_variant
from anew.names import Scope, class_name, module_name
from anew.normalise.envelopes import Envelopes
from anew.normalise.facts import Form, SchemaFact
from anew.normalise.forms import ANY, key_of
from anew.normalise.keywords import mapping
from anew.normalise.ledger import Ledger, Line
from anew.normalise.schemas import Draft, Reader

_LONG = 40
"""Characters of a name that is shortened where there is a shorter one."""


def lines(document: Document, ledger: Ledger) -> dict[str, Line]:
    """Open a line for each schema that the document names, by spot."""
    return {at: ledger.open(Line("schema", name, at)) for name, _, at in _components(document)}


def read_rest(document: Document, reader: Reader, envelopes: Envelopes) -> None:
    """Read the components that no operation refers to, less those that are envelopes only."""
    for _, value, at in _components(document):
        line = reader.components[at]
        if not reader.has_read(at) and envelopes.is_wrapper(at):
            with reader.ledger.about(line):
                reader.ledger.remark("it is an envelope, for which the one generic `ResponseData` stands", at)
            continue
        with reader.ledger.about(line):
            line.key = key_of(reader.component(Found(value, at))) or ""
            reader.finish()


def named(reader: Reader) -> tuple[SchemaFact, ...]:
    """Name all types: the document's own names first, then those made for types without one, in order of reading."""
    classes, modules = Scope(join=""), Scope()
    holders = _holders(reader.drafts.values())
    around = {draft.key: _around(draft, holders) for draft in reader.drafts.values()}
    order = sorted(reader.drafts.values(), key=lambda one: not one.component)
    names = {draft.key: classes.choose(map(class_name, _proposals(around[draft.key]))) for draft in order}
    files = {draft.key: modules.take(module_name(names[draft.key])) for draft in order if around[draft.key][0] is draft}
    return tuple(_fact(draft, names[draft.key], files[around[draft.key][0].key]) for draft in reader.drafts.values())


def _holders(drafts: Iterable[Draft]) -> dict[str, Draft]:
    """Say which type is made of each spot."""
    holders: dict[str, Draft] = {}
    for draft in drafts:
        holders.setdefault(_spot(draft), draft)
    return holders


def _around(draft: Draft, holders: Mapping[str, Draft]) -> list[Draft]:
    """Give the types that the document writes a type inside of, the outermost first, and at last the type itself.

    The first of them is the one in whose module it is.
    """
    spot = _spot(draft)
    found = [holders[spot]]
    while spot := spot.rpartition("/")[0]:
        if spot in holders:
            found.insert(0, holders[spot])
    return found if found[-1] is draft else [*found, draft]


def _proposals(around: list[Draft]) -> Iterator[str]:
    """Propose names for a type: in full, but of long ones first the beginning and as little of the end as is free.

    `PlaceOrder` + `Items` + `Price` + `Currency` → `PlaceOrderCurrency`, `PlaceOrderPriceCurrency`, and so on. All of
    it comes from what is around the type, so that it stays when operations are added.
    """
    hints = [draft.hint for draft in around]
    nested = all(inner.startswith(outer) for outer, inner in pairwise(hints))
    if len(hints) < 3 or len(hints[-1]) <= _LONG or not nested:
        yield hints[-1]
    else:
        yield from (hints[0] + hints[-1].removeprefix(outer) for outer in reversed(hints[:-1]))


def _spot(draft: Draft) -> str:
    """Give the spot of a type; several may be made of one."""
    return without_variant(draft.at)


def _fact(draft: Draft, name: str, module: str) -> SchemaFact:
    content = draft.content if draft.content is not None else Form("box", (ANY,))
    return SchemaFact(draft.key, name, module, content, draft.description, draft.deprecated, draft.at)


def _components(document: Document) -> Iterator[tuple[str, Any, str]]:
    holders = [
        (document.root.get("definitions"), "#/definitions"),
        (mapping(document.root.get("components")).get("schemas"), "#/components/schemas"),
    ]
    for holder, at in holders:
        for name, value in mapping(holder).items():
            yield name, value, f"{at}/{escape(name)}"
