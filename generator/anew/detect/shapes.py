"""Answers become groups that have their status and their payload in the same places."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from anew.detect.seen import Form, Seen, answers
from anew.detect.view import View
from anew.detect.vocabulary import CODES, ERRORS, FLAGS, HOLDERS, MESSAGES, PAGES, SCALARS, SLOTS, STATES, pick, plain

_BARE = ("data", "result", "response", "payload")
"""Slots that say so even where there is nothing beside them."""
_FEW = 3
_AFFIX = 4
"""Letters that names must share to be expansions of one generic type."""


@frozen
class Shape:
    """Answers with their status and their payload in the same place."""

    state: str
    """Pointer to the status; "" where there is none."""
    kind: str
    """JSON type of the status; `error` where it is an object that is there after failures."""
    slot: str
    """Name of the property with the payload; "" where it stands beside the status."""
    answers: tuple[Seen, ...]
    failing: tuple[Seen, ...] = ()
    """Others whose failures show more of the envelope."""

    @property
    def name(self) -> str:
        """The last key of the status."""
        return self.state.rpartition("/")[2]


def with_slot(view: View, seen: Iterable[Seen]) -> Shape | None:
    """Find the largest group of answers with a slot for the payload beside a status."""

    def slots(seen: Seen) -> Iterator[str]:
        return (name for name in seen.properties if plain(name) in SLOTS)

    return _largest(view, seen, slots)


def flat(view: View, seen: Iterable[Seen]) -> Shape | None:
    """Find the largest group of answers with a status, and a message beside it, but no slot."""

    def nothing(seen: Seen) -> Iterator[str]:
        yield from [""] if any(beside(view, seen.properties, "", MESSAGES)) else []

    return _largest(view, (one for one in seen if not pick(one.properties, SLOTS)), nothing)


def flagged(view: View, group: Iterable[Seen]) -> Shape | None:
    """Find the largest group of answers with a flag such as `ok` beside anything else."""
    groups: dict[str, list[Seen]] = defaultdict(list)
    for seen in group:
        name = pick(seen.properties, FLAGS)
        if name and view.kind(seen.properties[name]) == "boolean":
            groups[name].append(seen)
    name, members = max(groups.items(), key=lambda one: len(one[1]), default=("", []))
    return Shape(f"/{name}", "boolean", "", tuple(members)) if name else None


def absent(view: View, seen: Iterable[Seen], operations: Iterable[Seen]) -> Shape | None:
    """Find the largest group of answers that are a slot and hardly more, where failures have an `error` instead."""
    groups: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        slot = pick(one.properties, _BARE)
        if slot and len(one.properties) <= _FEW and PAGES.isdisjoint(map(plain, one.properties)):
            groups[slot].append(one)
    slot, members = max(groups.items(), key=lambda one: len(one[1]), default=("", []))
    found = ((one, name) for one in operations if slot and (name := _failing(view, one, slot)))
    witness, error = next(found, (None, ""))
    return Shape(f"/{error}", "error", slot, tuple(members), (witness,)) if witness else None


def states(view: View, seen: Seen) -> Iterator[tuple[str, str]]:
    """Give the places of what may tell success from failure, with their kinds."""
    for name, schema in seen.properties.items():
        kind = view.kind(schema)
        if plain(name) in STATES and kind in SCALARS:
            yield f"/{name}", kind
        elif plain(name) in ERRORS and _is_fault(view, schema, kind):
            yield f"/{name}", "error"
        elif plain(name) in HOLDERS and kind == "object":
            for inner, part in view.properties(schema).items():
                if plain(inner) in (*CODES, *FLAGS, "status") and view.kind(part) in SCALARS:
                    yield f"/{name}/{inner}", view.kind(part)


def schema_at(view: View, properties: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    """Get the schema at a pointer of names; empty where there is none."""
    found: Mapping[str, Any] = {}
    for key in pointer.split("/")[1:]:
        found = view.resolve(properties.get(key))
        properties = view.properties(found)
    return found


def value_at(example: Any, pointer: str) -> Any:
    """Get the value at a pointer of names; None where there is none."""
    for key in pointer.split("/")[1:]:
        example = example.get(key) if isinstance(example, Mapping) else None
    return example


def beside(view: View, properties: Mapping[str, Any], state: str, wanted: Sequence[str]) -> Iterator[str]:
    """Give the places of properties with some names: in the same object as the status, then on top."""
    holder = state.rpartition("/")[0]
    inside = view.properties(schema_at(view, properties, holder)) if holder else {}
    yield from (f"{holder}/{name}" for name in inside if plain(name) in wanted)
    yield from (f"/{name}" for name, schema in properties.items() if plain(name) in wanted and _tells(view, schema))


def variants(group: Iterable[Seen], name: str) -> int:
    """Count the different schemas that a property has, whatever describes them."""
    return len({_canonical(seen.properties[name]) for seen in group if name in seen.properties})


def written(group: Sequence[Seen]) -> str:
    """Say how the schemas of most answers are written: `components CommonResult…`, `allOf`, `inside oneOf`."""
    forms: dict[Form, int] = defaultdict(int)
    for seen in group:
        forms[seen.good.form] += 1
    form = max(forms, key=lambda one: forms[one], default="")
    if form != "component":
        return {"oneOf": "inside oneOf", "": "inline"}.get(form, form)
    names = sorted({unquote(seen.good.component) for seen in group if seen.good.component})
    if len(names) == 1:
        return f"component {names[0]}"
    shared, ending = _beginning(names), _beginning([name[::-1] for name in names])[::-1]
    shared = re.sub(r"[^a-z]+$", "", shared)
    if len(shared) >= _AFFIX:
        return f"components {shared}…"
    return f"components …{ending}" if len(ending) >= _AFFIX else "components"


def _beginning(names: Sequence[str]) -> str:
    """Give what all names begin with."""
    pairs = zip(min(names), max(names), strict=False)
    return min(names)[: next((at for at, (one, other) in enumerate(pairs) if one != other), len(min(names)))]


def _largest(view: View, group: Iterable[Seen], slots: Callable[[Seen], Iterator[str]]) -> Shape | None:
    """Group by status, its kind and the slot beside it; take the largest group, codes before flags."""
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    kinds: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for seen in group:
        for slot in slots(seen):
            for state, kind in states(view, seen):
                if state.split("/")[1] != slot:
                    key = (state, _family(state, kind), slot)
                    groups[key].append(seen)
                    kinds[key][kind] += 1
    if not groups:
        return None
    key, members = max(groups.items(), key=_weight)
    state, _, slot = key
    return Shape(state, kinds[key].most_common(1)[0][0], slot, tuple(members))


def _family(state: str, kind: str) -> str:
    """Take numbers and texts for the same in a code: documents that people write are careless about that."""
    name = plain(state.rpartition("/")[2])
    return "code" if name in CODES and kind in ("integer", "number", "string") else kind


def _weight(group: tuple[tuple[str, str, str], list[Seen]]) -> tuple[int, int, int, int]:
    (state, kind, slot), members = group
    name = plain(state.rpartition("/")[2])
    rank = len(STATES) if kind == "error" else STATES.index(name)
    return len(members), -rank, -state.count("/"), -SLOTS.index(plain(slot)) if slot else 0


def _failing(view: View, seen: Seen, slot: str) -> str:
    """Name the member that tells the failures of an operation, which have no payload."""
    for answer in answers(view, seen):
        if not answer.status.startswith("2"):
            for shape in answer.shapes:
                if slot not in shape and (name := pick(shape, ERRORS)):
                    return name
    return ""


def _is_fault(view: View, schema: Any, kind: str) -> bool:
    """Tell whether an `error` is an object with a code or message in it, or a text."""
    if kind == "object":
        return bool(pick(view.properties(schema), (*CODES, *MESSAGES)))
    return kind == "string"


def _tells(view: View, schema: Any) -> bool:
    return view.kind(schema) in ("string", "")


def _canonical(schema: Any) -> str:
    """Write a schema as text, less what does not change its meaning."""
    if isinstance(schema, dict):
        schema = {key: value for key, value in schema.items() if key not in ("description", "title", "example")}
    return json.dumps(schema, sort_keys=True, default=str)
