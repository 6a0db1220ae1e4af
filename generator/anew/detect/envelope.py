"""The successful answers of a document become the envelope around them, if there is one.

Two rules, measured on 2,639 public documents:

- A (40 of 41 right): a scalar status property of one type over at least 30 % and three of the operations, at most ten
  properties beside each other, and a data slot with at least two different schemas.
- B (31 of 31 right): half of the operations share a set of properties of which exactly one, a data slot, varies.

Names alone prove nothing. Where the data slot has the same schema everywhere (usually none), or there is no slot beside
status and message (a flat body), the envelope is suggested and never assumed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve, frozen

from anew.detect import success
from anew.detect.findings import Found, Sure
from anew.detect.view import Seen, View, plain
from anew.model import Envelope, Signal

_CODES = ("code", "errno", "errcode", "errorcode", "resultcode", "retcode", "returncode", "statuscode", "ret")
_FLAGS = ("success", "ok", "issuccess", "succeeded")
_STATES = (*_CODES, *_FLAGS, "status")
_MESSAGES = ("msg", "message", "errmsg", "errormsg", "errormessage", "resultmsg", "resultmessage", "statusreason")
_TRACES = ("traceid", "requestid", "trackingid", "correlationid")
_SLOTS = ("data", "result", "results", "response", "content", "payload", "body")
_SCALARS = ("integer", "number", "string", "boolean")
_WIDEST, _LEAST, _SHARE_A, _SHARE_B = 10, 3, 0.3, 0.5


@frozen
class Wrapping:
    """An envelope that was found, and whether the document shows which code means success."""

    found: Found[Envelope]
    success_known: bool


@frozen
class _Shape:
    """Operations whose answers have their status and their payload in the same place."""

    state: str
    slot: str
    answers: tuple[Seen, ...]


def detect(view: View) -> Wrapping | None:
    """Find the envelope of a document."""
    answers = [seen for seen in view.operations if 0 < len(seen.properties) <= _WIDEST]
    total = len(view.operations)
    shape = _by_status(view, answers)
    if shape and _enough(shape, total, _SHARE_A) and _variants(shape.answers, shape.slot) >= 2:
        return _wrapping(view, shape, "certain", _evidence(shape, total))
    if common := _by_set(answers, total):
        return _wrapping(view, common, "likely", _evidence(common, total))
    untyped = shape if shape and _enough(shape, total, _SHARE_A) else None
    return _suggestion(view, untyped or _flat(view, answers), total)


def _by_status(view: View, answers: Sequence[Seen]) -> _Shape | None:
    """Group by status property, its type and the slot beside it; take the largest group, codes before flags."""
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for seen in answers:
        for state, kind in _states(view, seen):
            for slot in (name for name in seen.properties if plain(name) in _SLOTS):
                groups[state, kind, slot].append(seen)
    return _largest(groups)


def _flat(view: View, answers: Sequence[Seen]) -> _Shape | None:
    """Group answers without a slot by their status property, where a message stands beside it."""
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for seen in answers:
        for state, kind in _states(view, seen):
            if _named(seen.properties, _MESSAGES):
                groups[state, kind, ""].append(seen)
    return _largest(groups)


def _largest(groups: dict[tuple[str, str, str], list[Seen]]) -> _Shape | None:
    def weight(group: tuple[tuple[str, str, str], list[Seen]]) -> tuple[int, int, int]:
        (state, _, slot), members = group
        return len(members), -_STATES.index(plain(state)), -_SLOTS.index(plain(slot)) if slot else 0

    if not groups:
        return None
    (state, _, slot), members = max(groups.items(), key=weight)
    return _Shape(state, slot, tuple(members))


def _by_set(answers: Sequence[Seen], total: int) -> _Shape | None:
    """Find the set of properties that half of the operations share and of which one slot alone varies."""
    sets = Counter(frozenset(seen.properties) for seen in answers if len(seen.properties) > 1)
    names, count = max(sets.items(), key=lambda one: (one[1], sorted(one[0])), default=(frozenset(), 0))
    members = tuple(seen for seen in answers if frozenset(seen.properties) == names)
    varying = [name for name in names if _variants(members, name) >= 2]
    if count < _LEAST or count < _SHARE_B * total or len(varying) != 1 or plain(varying[0]) not in _SLOTS:
        return None
    return _Shape(_named(names, _STATES), varying[0], members)


def _suggestion(view: View, shape: _Shape | None, total: int) -> Wrapping | None:
    if shape is None or not _enough(shape, total, _SHARE_A):
        return None
    telling = plain(shape.state) != "status" or all(_named(seen.properties, _MESSAGES) for seen in shape.answers)
    if not telling:
        return None
    why = f"`{shape.slot}` has one schema everywhere" if shape.slot else "the payload stands flat beside it"
    return _wrapping(view, shape, "suggested", f"{_evidence(shape, total)}, but {why}")


def _wrapping(view: View, shape: _Shape, sure: Sure, evidence: str) -> Wrapping:
    first = shape.answers[0].properties
    signal, known = _success(view, shape)
    code = _named(first, _CODES) or shape.state
    message = tuple(f"/{name}" for name in first if plain(name) in _MESSAGES)
    traces = tuple(f"/{name}" for name in first if plain(name) in _TRACES)
    envelope = Envelope(
        name="main",
        require=(f"/{shape.state or shape.slot}",),
        success=(signal,),
        code=(f"/{code}",) if code else (),
        message=message,
        data=f"/{shape.slot}" if shape.slot else "",
        meta=(("trace_id", traces),) if traces else (),
        document="wrapped" if sure != "suggested" else "untyped",
    )
    if not shape.slot:
        envelope = evolve(envelope, drop=tuple(name for name in first if plain(name) in (*_STATES, *_MESSAGES)))
    return Wrapping(Found(envelope, sure, evidence), known)


def _success(view: View, shape: _Shape) -> tuple[Signal, bool]:
    """Say how a success looks: by a flag where there is one, else by the code, else by the HTTP status."""
    flag = _named(shape.answers[0].properties, _FLAGS)
    name = flag or shape.state
    if not name:
        return Signal(http=("2*",)), True
    schemas = [view.resolve(seen.properties.get(name)) for seen in shape.answers]
    examples = [seen.example.get(name) for seen in shape.answers if isinstance(seen.example, dict)]
    shown = success.declared(schemas, examples)
    return Signal(at=f"/{name}", among=shown or success.usual(schemas)), bool(shown)


def _states(view: View, seen: Seen) -> Iterator[tuple[str, str]]:
    for name, schema in seen.properties.items():
        if plain(name) in _STATES and (kind := view.kind(schema)) in _SCALARS:
            yield name, kind


def _named(properties: Iterable[str], wanted: Sequence[str]) -> str:
    """Get the property that comes first in `wanted`, or ""."""
    found = [name for name in properties if plain(name) in wanted]
    return min(found, key=lambda name: wanted.index(plain(name)), default="")


def _variants(answers: Iterable[Seen], name: str) -> int:
    return len({_canonical(seen.properties[name]) for seen in answers})


def _canonical(schema: Any) -> str:
    """Write a schema as text, less what does not change its meaning."""
    if isinstance(schema, dict):
        schema = {key: value for key, value in schema.items() if key not in ("description", "title", "example")}
    return json.dumps(schema, sort_keys=True, default=str)


def _enough(shape: _Shape, total: int, share: float) -> bool:
    return len(shape.answers) >= max(_LEAST, share * total)


def _evidence(shape: _Shape, total: int) -> str:
    names = ", ".join(shape.answers[0].properties)
    return f"{len(shape.answers)} of {total} operations answer {{{names}}}"
