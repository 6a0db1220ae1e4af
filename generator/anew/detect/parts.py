"""A group of alike answers becomes an `Envelope`: where its status, message, payload and further facts are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from anew.detect import shapes, success
from anew.detect.findings import Found, Sure
from anew.detect.seen import Seen, answers
from anew.detect.shapes import Shape
from anew.detect.view import View
from anew.detect.vocabulary import CODES, ERRORS, FLAGS, MESSAGES, STATES, TRACES, pick, plain
from anew.document.pointers import escape
from anew.model import Envelope, Signal

_ASKED = 40
"""Operations whose failures are looked at for more."""
_OFTEN = 0.1
"""The share of answers that a further member of an envelope is in, at least."""
_FACTS = 8
"""Further members of an envelope that are kept as facts."""


@frozen
class Wrapping:
    """An envelope that was found, and what a success looks like in it."""

    found: Found[Envelope]
    success: Found[Signal]
    shape: Shape

    def untyped(self) -> Wrapping:
        """Say that the document does not show what is inside."""
        return evolve(self, found=evolve(self.found, value=evolve(self.found.value, document="untyped")))


def wrapping(view: View, shape: Shape, sure: Sure, evidence: str, name: str = "main") -> Wrapping:
    """Say where everything is in the answers of a shape."""
    code, told = _codes(view, shape), success.find(view, shape)
    message = _messages(view, shape)
    envelope = Envelope(
        name=name if re.fullmatch(r"[a-z][a-z0-9]*", name) and name != "none" else "other",
        require=_required(view, shape, told.value),
        success=(told.value,),
        code=code,
        message=message,
        data=f"/{shape.slot}" if shape.slot else "",
        drop=() if shape.slot else tuple(_dropped(shape, message)),
        meta=tuple(_facts(shape, code, message)) if shape.slot else (),
    )
    return Wrapping(Found(envelope, sure, evidence, shape.answers[0].at), told, shape)


def bare(view: View, operations: Sequence[Seen]) -> Wrapping | None:
    """Find what failures have in common where successes have no envelope: a code and a message beside each other."""
    found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    told = [seen for seen in operations if any(not one.status.startswith("2") for one in answers(view, seen))]
    for seen in told:
        failures = (one for one in answers(view, seen) if not one.status.startswith("2"))
        for places in dict.fromkeys(
            places for one in failures for shape in one.shapes for places in _fault(view, shape)
        ):
            found[places].append(seen)
    places, members = max(found.items(), key=lambda one: len(one[1]), default=(("", ""), []))
    if len(members) < 3 or 2 * len(members) < len(operations):
        return None
    code, message = places
    signal = Found(Signal(http=("2*",)), "likely", "successes have no envelope", members[0].at)
    envelope = Envelope("main", places, (signal.value,), (code,), (message,), "")
    evidence = f"failures of {len(members)} of {len(operations)} operations answer {code} and {message}"
    return Wrapping(Found(envelope, "suggested", evidence, members[0].at), signal, Shape("", "", "", tuple(members)))


def _fault(view: View, shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the places of code and message in a failure, on top or in an `error`."""
    for holder in ("", pick(shape, ERRORS)):
        inside = view.properties(shape.get(holder)) if holder else shape
        texts = [name for name, schema in inside.items() if view.kind(schema) in ("string", "")]
        code, message = pick(inside, CODES), pick(texts, (*MESSAGES, "detail", "title"))
        if code and message:
            yield (f"/{holder}/{code}", f"/{holder}/{message}") if holder else (f"/{code}", f"/{message}")
            return


def _required(view: View, shape: Shape, success: Signal) -> tuple[str, ...]:
    """Say what must be there: the status, but nothing where failures are told by what is not there otherwise.

    A code beside a flag is often left out, so it is the flag, unless some answers have the code alone.
    """
    if shape.kind == "error":
        return ()
    code, flag = shape.state.strip("/"), success.at.strip("/")
    if success.at.startswith("/") and all(flag in one for one in _all_shapes(view, shape) if code in one):
        return (success.at,)
    return (shape.state or f"/{shape.slot}",)


def _codes(view: View, shape: Shape) -> tuple[str, ...]:
    """Find the code: beside the status, else inside of an `error`, else the status itself."""
    for seen in shape.answers:
        if found := list(shapes.beside(view, seen.properties, shape.state, CODES)):
            return (min(found, key=lambda one: CODES.index(plain(one.rpartition("/")[2]))),)
        if named := pick(seen.properties, CODES):
            return (f"/{named}",)
    inside = _in_error(view, shape, CODES) or (tuple(_plain_errors(view, shape)) if shape.kind == "boolean" else ())
    return inside[:1] or ((shape.state,) if shape.state and shape.kind != "error" else ())


def _messages(view: View, shape: Shape) -> tuple[str, ...]:
    """Find the messages, the likeliest first; in failures there may be one that successes do not have."""
    own = {place for seen in shape.answers for place in shapes.beside(view, seen.properties, shape.state, MESSAGES)}
    own.discard(f"/{shape.slot}")
    ranked = sorted(own, key=lambda one: (MESSAGES.index(plain(one.rpartition("/")[2])), one))
    return tuple(dict.fromkeys((*ranked, *_in_error(view, shape, MESSAGES), *_plain_errors(view, shape))))


def _in_error(view: View, shape: Shape, wanted: Sequence[str]) -> tuple[str, ...]:
    """Find names inside of an `error` object, which some documents show in their failures alone."""
    for properties in _all_shapes(view, shape):
        name = pick(properties, ERRORS)
        schema = view.resolve(properties.get(name)) if name else {}
        first = "/0" if view.kind(schema) == "array" else ""
        inside = view.properties(schema.get("items") if first else schema)
        if found := sorted((one for one in inside if plain(one) in wanted), key=lambda one: wanted.index(plain(one))):
            return tuple(f"/{name}{first}/{one}" for one in found)
    return ()


def _plain_errors(view: View, shape: Shape) -> Iterator[str]:
    """Find an `error` that is a text, in failures of the same envelope."""
    for properties in _all_shapes(view, shape):
        name = pick(properties, ERRORS)
        if name and view.kind(properties[name]) == "string" and shape.name in properties:
            yield f"/{name}"
            return


def _all_shapes(view: View, shape: Shape) -> Iterator[Mapping[str, Any]]:
    """Go through the objects that the operations of a shape may answer."""
    for seen in (*shape.failing, *shape.answers[:_ASKED]):
        yield from (one for answer in answers(view, seen) for one in answer.shapes)


def _dropped(shape: Shape, message: tuple[str, ...]) -> Iterator[str]:
    """List what is no payload of a flat body: what is in most of the answers and has the name of a status."""
    most: list[str] = [
        name
        for name in dict.fromkeys(name for seen in shape.answers for name in seen.properties)
        if sum(name in seen.properties for seen in shape.answers) > len(shape.answers) / 2
    ]
    yield from (name for name in most if plain(name) in STATES or f"/{name}" in message)


def _facts(shape: Shape, code: tuple[str, ...], message: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Keep what else stands beside the payload, so that nothing gets lost with the envelope."""
    told = {place.split("/")[1] for place in (*code, *message, shape.state, f"/{shape.slot}") if place}
    names = Counter(name for seen in shape.answers for name in seen.properties)
    # What a few answers of many have is theirs: as a fact of the envelope it would be told of all.
    least = max(min(2, len(shape.answers)), _OFTEN * len(shape.answers))
    often = [name for name, count in names.items() if count >= least]
    others = [
        name for name in often if name.isprintable() and name not in told and plain(name) not in (*FLAGS, *ERRORS)
    ]
    traces = [name for name in others if plain(name) in TRACES]
    if traces:
        yield "trace_id", tuple(f"/{name}" for name in traces)
    for name in [one for one in others if one not in traces][:_FACTS]:
        yield _fact_name(name), (f"/{escape(name)}",)


def _fact_name(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
