"""Examples, code tables and descriptions become what an answer to an expired access token looks like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from anew.detect import said, shapes
from anew.detect.findings import Found, Sure
from anew.detect.seen import Answer, Seen, answers, described
from anew.detect.view import View, listed, mapping
from anew.detect.vocabulary import CODES, MESSAGES, pick, plain
from anew.model import Envelope, Signal

_Said = tuple[str, str, str]
"""A code or "", an HTTP status or "", and the spot."""
_INTRODUCTION = "#/info/description"
_MOST = 3
"""Codes that are believed; a document that gives more speaks of something else."""


def detect(view: View, operations: Sequence[Seen], envelope: Envelope | None) -> Found[tuple[Signal, ...]] | None:
    """Find what an expired access token is answered with, by code or by HTTP status; None if the document is silent."""
    codes = envelope.code if envelope else ()
    said_so = _judged(codes, _strongly(view, operations, codes), "that the token has expired")
    return said_so or _judged(codes, _weakly(view, operations, codes), "that there is no valid token")


def _judged(codes: tuple[str, ...], told: Iterable[_Said], what: str) -> Found[tuple[Signal, ...]] | None:
    """Take the codes that are told most often; `what` the document says of them is the evidence."""
    found: Counter[tuple[str, str]] = Counter()
    spots: dict[tuple[str, str], str] = {}
    for code, status, at in told:
        if (code or status == "401") and not re.fullmatch("[12]..", code):
            found[code, status] += 1
            spots.setdefault((code, status), at)
    coded = list(dict.fromkeys(code for (code, _), _ in found.most_common() if code and codes))[:_MOST]
    # A code of 401 is likely to be the HTTP status as well.
    plainly = any(not code for code, _ in found) or "401" in coded
    signals = (*([Signal(code=tuple(coded))] if coded else []), *([Signal(http=("401",))] if plainly else []))
    if not signals:
        return None
    first = next(key for key, _ in found.most_common() if (key[0] in coded if coded else not key[0]))
    sure: Sure = "certain" if found[first] > 1 else "likely"
    return Found(signals, sure, _evidence(coded, found[first], what), spots[first])


def _evidence(codes: list[str], count: int, what: str) -> str:
    named = f"code {', '.join(codes)}" if codes else "HTTP 401"
    return f"the document says of {named} that {what}" + (f", {count} times" if count > 1 else "")


def _strongly(view: View, operations: Sequence[Seen], codes: tuple[str, ...]) -> Iterator[_Said]:
    """Give each code and HTTP status that is said to mean an expired token, and where."""
    for line in said.prose(view.root):
        if code := said.expiry_code(line):
            yield ("", code, _INTRODUCTION) if code == "401" and not codes else (code, "", _INTRODUCTION)
    for seen in operations:
        for answer in answers(view, seen):
            yield from ((code, answer.status, seen.at) for code in _of_answer(view, answer, codes, said.expired))
        yield from (("", status, seen.at) for status, text in described(view, seen) if said.expired(text))
        yield from ((code, "", seen.at) for code in _of_tables(seen.raw))


def _weakly(view: View, operations: Sequence[Seen], codes: tuple[str, ...]) -> Iterator[_Said]:
    """Give what is said to be answered to nobody in particular, which is what somebody with an old token is."""
    for line in said.prose(view.root) if codes else ():
        yield from ((code, "", _INTRODUCTION) for code in said.unproven_codes(line))
    for seen in operations:
        for answer in answers(view, seen) if codes else ():
            # Where HTTP tells as well, it tells of all such codes, not just of the one in the example.
            plainly = answer.status == "401"
            for code in _of_answer(view, answer, codes, said.unproven):
                yield ("", answer.status, seen.at) if plainly else (code, "", seen.at)
        for status, text in described(view, seen):
            if codes and status != "401":
                yield from ((code, "", seen.at) for code in said.unproven_codes(text))
            elif said.unproven(text):
                yield "", status, seen.at


def _of_answer(view: View, answer: Answer, codes: tuple[str, ...], says: Callable[[str], bool]) -> Iterator[str]:
    for example in answer.examples:
        if isinstance(example, Mapping) and _says_so(example, says):
            yield from (text for place in codes if (text := said.as_text(shapes.value_at(example, place))))
    for shape in answer.shapes:
        for place in codes:
            schema = shapes.schema_at(view, shape, place)
            yield from (value for value, name in said.named(schema) if says(name.replace("_", " ")))
            for line in str(schema.get("description", "")).replace("，", "\n").replace(";", "\n").splitlines():
                if code := said.expiry_code(line):
                    yield code


def _says_so(example: Mapping[str, Any], says: Callable[[str], bool]) -> bool:
    """Tell whether the message in an example speaks of it."""
    texts = (value for name, value in example.items() if plain(str(name)) in (*MESSAGES, "error", "detail"))
    return any(says(text) for text in texts if isinstance(text, str))


def _of_tables(operation: Mapping[str, Any]) -> Iterator[str]:
    """Look into lists of codes that extensions of an operation hold."""
    for key, value in operation.items():
        if str(key).startswith("x-") and isinstance(value, list):
            for entry in map(mapping, listed({"rows": value}, "rows")):
                code = said.as_text(entry.get(pick(entry, CODES)))
                if code and any(said.expired(text) for text in entry.values() if isinstance(text, str)):
                    yield code
