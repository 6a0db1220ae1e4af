"""What `init` sees in a document becomes facts that can be compared with the truth, a text for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anew import detect, document
from anew.detect import Detection, Found, tokens
from anew.detect.seen import METHODS
from anew.detect.sessions import session_is_clear
from anew.model import Envelope, Exchange, Paging, Signal
from attrs import frozen

from tests.corpus.documents import Subject

KINDS = (
    "preset",
    "envelope",
    "failures",
    "written",
    "success",
    "expired",
    "login",
    "refresh",
    "logout",
    "tokens",
    "attach",
    "paging",
)


@frozen(order=True)
class Fact:
    """One thing about a document: in `sdk.yaml` as a setting, or as a comment where it is only suggested."""

    kind: str
    value: str
    suggested: bool = False


def seen(subject: Subject) -> frozenset[Fact]:
    """Look at a document as `init` does; operations are called by method and path, which need no names."""
    found = document.load(subject.path)
    paths = found.root.get("paths") or {}
    # An operationId is part of what detection goes by.
    ids = {
        (method.upper(), path): f"{method.upper()} {path} {_id(item, method)}".strip()
        for path, item in paths.items()
        if isinstance(item, dict)
        for method in METHODS
    }
    return frozenset(_facts(detect.detect(found, ids)))


def _id(item: dict[str, object], method: str) -> str:
    operation = item.get(method)
    return str(operation.get("operationId", "")) if isinstance(operation, dict) else ""


def _facts(one: Detection) -> Iterator[Fact]:
    if one.preset:
        yield Fact("preset", one.preset.value)
    wrapped = one.envelope is not None and one.envelope.sure == "suggested"
    if one.envelope and not (one.envelope.value.data or one.envelope.value.drop):
        yield Fact("failures", " ".join((*one.envelope.value.code, *one.envelope.value.message)), wrapped)
    elif one.envelope:
        yield Fact("envelope", _slots(one.envelope, one.others), wrapped)
        yield Fact("written", _form(one.envelope.evidence), wrapped)
    # A preset brings these, whatever the document shows.
    if one.envelope and one.success and not wrapped and not one.preset:
        known = one.success.sure != "suggested"
        yield Fact("success", _signal(one.success.value) if known else "?")
    yield from _session(one)
    for paging in one.pagings:
        yield Fact("paging", _paging(paging.value), paging.sure == "suggested")


def _session(one: Detection) -> Iterator[Fact]:
    if one.expired:
        yield Fact("expired", "; ".join(map(_signal, one.expired.value)))
    if one.tokens is None:
        return
    clear = session_is_clear(one)
    for kind, found in (("login", one.login), ("refresh", one.refresh), ("logout", one.logout)):
        if found:
            yield Fact(kind, _exchange(found.value), found.sure == "suggested" or not clear)
    if one.preset or one.tokens.evidence == tokens.UNSEEN_BECAUSE:
        return
    held = one.tokens.value
    places = [*held.access, *held.refresh, *(f"{place} in {held.expires_as}" for place in held.expires)]
    yield Fact("tokens", " ".join(places), not clear)
    if one.attach:
        value = one.attach.value
        yield Fact("attach", f"{value.location} {value.parameter}: {value.value}", not clear)


def _slots(first: Found[Envelope], others: tuple[Found[Envelope], ...]) -> str:
    return " ".join(one.value.data or "flat" for one in (first, *others))


def _form(evidence: str) -> str:
    found = re.search(r"\((component|components|allOf|inside oneOf|inline)", evidence)
    return found[1] if found else ""


def _signal(signal: Signal) -> str:
    if signal.absent:
        return f"no {signal.at}"
    where = signal.at or ("code" if signal.code else "http")
    return f"{where} {' '.join(signal.among or signal.code or signal.http)}".strip()


def _exchange(exchange: Exchange) -> str:
    return " ".join(exchange.operation.split(" ")[:2])


def _paging(paging: Paging) -> str:
    moves = next(name for name in (paging.cursor, paging.offset, paging.page) if name)
    return f"{moves} {'various' if paging.items == '/*' else paging.items or 'the list itself'}"
