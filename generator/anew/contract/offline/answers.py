"""A documented answer and a made-up body become what is wrong with what the SDK makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from attrs import frozen

from anew.contract.offline.bodies import fits
from anew.contract.offline.envelopes import wrapped
from anew.contract.offline.events import data_schema
from anew.contract.offline.parser import Parser, kind_of
from anew.contract.offline.reading import Content, Described
from anew.contract.offline.requests import FULLNESS
from anew.contract.offline.sdk import Endpoint
from anew.contract.offline.tally import Tally
from anew.samples import Sampler, damaged

_TRIES = 8
_TEXT = "a text\nof two lines, \u00e9"
_OCTETS = b"\x00\xff octets"


def try_answers(described: Described, endpoint: Endpoint, sampler: Sampler, cases: int) -> tuple[Tally, Tally]:
    """Let the SDK parse what the document allows, and what it does not; give the counts of both."""
    valid, broken = Tally(), Tally()
    parser = Parser(endpoint)
    for status, contents in described.answers:
        if (code := _code(described, status, parser)) is None:
            continue
        if not contents or code in _BODILESS or described.method == "HEAD":
            valid.count(parser.judge_empty(code), f"{status} without a body")
            continue
        for content in contents:
            preferred = _first(contents, content.media_type)
            first = content is preferred or _is_variant(content, preferred)
            answer = parser.documented(status, content.media_type, first=first)
            if answer is None:
                _try_unknown(parser, status, code, content, valid)
            else:
                sent = _concrete(content.media_type, answer.kind, [one.media_type for one in contents])
                _try_content(_Trial(parser, answer, status, code, content, sent, cases, valid, broken), sampler)
    return valid, broken


def _first(contents: Sequence[Content], media_type: str) -> Content:
    """Give the content that an SDK prefers of those that are read alike: plain JSON, else what is named first."""
    alike = [one for one in contents if "*" in one.media_type or kind_of(one.media_type) == kind_of(media_type)]
    return next((one for one in alike if fits("application/json", one.media_type)), alike[0])


def _is_variant(content: Content, of: Content) -> bool:
    """Tell whether two contents differ in a parameter of their media type alone, such as `;stream=watch`."""
    return fits(of.media_type, content.media_type) and content.schema == of.schema


@frozen
class _Trial:
    """One documented answer in one media type, and where to count what becomes of it."""

    parser: Parser
    answer: Any
    """What the SDK knows about it."""
    status: str
    code: int
    content: Content
    media_type: str
    """What is sent, which is no wildcard."""
    cases: int
    valid: Tally
    broken: Tally


def _try_content(trial: _Trial, sampler: Sampler) -> None:
    answer, valid, media_type = trial.answer, trial.valid, trial.media_type
    schema = _schema(trial.content, answer, sampler)
    for turn in range(trial.cases):
        own = sampler.reseeded(f"{trial.status} {media_type} {turn}")
        value = _value(schema, answer.kind, own, FULLNESS.get(turn))
        where = f"{trial.status} {media_type}, case {turn}"
        if value is _NOTHING:
            valid.leave(f"no valid answer was found for {trial.status} {media_type}")
        elif answer.kind in ("sse", "jsonl"):
            valid.count(trial.parser.judge_item(answer, value), where)
        elif answer.kind in ("text", "binary"):
            valid.count(trial.parser.judge_plain(trial.code, media_type, value), where)
        else:
            body = wrapped(value, answer.envelope, schema, own) if answer.envelope else value
            valid.count(trial.parser.judge(trial.code, media_type, answer, body), where)
            if turn == 0:
                _try_damaged(trial, body, media_type)


def _try_damaged(trial: _Trial, body: Any, media_type: str) -> None:
    rng = Random(f"{trial.status} {media_type}")  # noqa: S311  # nothing here is secret
    for one in damaged(body, rng, media_type):
        trial.broken.count(trial.parser.judge_damaged(trial.code, one), f"{trial.status}, {one.kind}")


def _try_unknown(parser: Parser, status: str, code: int, content: Content, valid: Tally) -> None:
    """Judge what the SDK has no type for: an error is one all the same, and a success must have another form."""
    if code >= 300:
        valid.count(parser.judge_error(code, content.media_type), f"{status} {content.media_type}")
    elif parser.knows(status):
        valid.leave(f"the SDK asks for another form of {status} than {content.media_type}")
    else:
        valid.count([f"the SDK does not know {content.media_type!r}"], status)


def _schema(content: Content, answer: Any, sampler: Sampler) -> Any:
    """Give the schema of an answer, or of one item of a stream: before 3.2 an array told what all items are.

    Of an envelope that is one of success or one of failure, the first is taken: that is how documents are written.
    """
    schema = content.schema if content.schema is not None else True
    if answer.kind == "sse" and content.item is not None:
        return data_schema(content.item, sampler.schemas)
    if answer.kind in ("sse", "jsonl"):
        whole = sampler.schemas.whole(schema)
        if [len(members) for _, members, _ in whole["unions"]] == [1]:
            whole = sampler.schemas.joined(whole, 0)
        listed = whole.get("type") == ["array"] and "items" in whole and "prefixItems" not in whole
        return content.item if content.item is not None else whole["items"] if listed else schema
    while answer.envelope is not None and (unions := sampler.schemas.whole(schema)["unions"]):
        schema = unions[0][1][0]
    return schema


_BODILESS = (204, 205, 304)
_NOTHING = object()


def _value(schema: Any, kind: str, sampler: Sampler, fullness: float | None) -> Any:
    if kind == "binary":
        return _OCTETS
    for _ in range(_TRIES):
        value = sampler.value(schema, fullness=fullness)
        if kind == "text" and not isinstance(value, str):
            return _TEXT
        if sampler.valid(schema, value):
            return value
    return _NOTHING


def _code(described: Described, status: str, parser: Parser) -> int | None:
    """Choose an HTTP status for what the document calls an answer; None where there is none."""
    if status == "default":
        succeeds = any(one.startswith("2") for one, _ in described.answers)
        return 500 if succeeds or not parser.succeeds_by_default else 200
    if re.fullmatch("[2-5]XX", status.upper()):
        taken = {one for one, _ in described.answers}
        first = 100 * int(status[0])
        # What has an answer of its own is none of the others.
        return next(code for code in range(first, first + 100) if str(code) not in taken and code not in _BODILESS)
    return int(status) if status.isdecimal() and 200 <= int(status) < 600 else None


def _concrete(media_type: str, kind: str, others: Sequence[str]) -> str:
    """Give a media type that can be sent; for a wildcard, one that none of the other media types stands for."""
    if "*" not in media_type and "/" in media_type:
        return media_type
    plain = {"json": "application/json", "empty": "application/json", "text": "text/plain"}
    found = plain.get(kind, "application/octet-stream")
    beside = {"application/json": "application/x-sample+json", "text/plain": "text/x-sample"}
    taken = any(one != media_type and fits(one, found) for one in others)
    return beside.get(found, found) if taken else found
