"""A documented answer and a made-up body become what is wrong with what the SDK makes of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from attrs import frozen

from anew.contract.offline.bodies import fits
from anew.contract.offline.envelopes import payload_of, speaks_of_failure, wrapped
from anew.contract.offline.likeness import difference
from anew.contract.offline.reading import Content, Described
from anew.contract.offline.requests import FULLNESS
from anew.contract.offline.sdk import Endpoint
from anew.contract.offline.tally import Tally
from anew.samples import Damaged, Sampler, damaged

_TRIES = 8
_TEXT = "a text\nof two lines, \u00e9"
_OCTETS = b"\x00\xff octets"


def try_answers(described: Described, endpoint: Endpoint, sampler: Sampler, cases: int) -> tuple[Tally, Tally]:
    """Let the SDK parse what the document allows, and what it does not; give the counts of both."""
    valid, broken = Tally(), Tally()
    parser = _Parser(endpoint)
    for status, contents in described.answers:
        if (code := _code(described, status)) is None:
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
                _try_content(_Trial(parser, answer, status, code, content, cases, valid, broken), sampler)
    return valid, broken


def _first(contents: Sequence[Content], media_type: str) -> Content:
    """Give the content that an SDK prefers of those that are read alike: plain JSON, else what is named first."""
    alike = [one for one in contents if "*" in one.media_type or _kind(one.media_type) == _kind(media_type)]
    return next((one for one in alike if fits("application/json", one.media_type)), alike[0])


def _is_variant(content: Content, of: Content) -> bool:
    """Tell whether two contents differ in a parameter of their media type alone, such as `;stream=watch`."""
    return fits(of.media_type, content.media_type) and content.schema == of.schema


@frozen
class _Trial:
    """One documented answer in one media type, and where to count what becomes of it."""

    parser: _Parser
    answer: Any
    """What the SDK knows about it."""
    status: str
    code: int
    content: Content
    cases: int
    valid: Tally
    broken: Tally


def _try_content(trial: _Trial, sampler: Sampler) -> None:
    answer, valid = trial.answer, trial.valid
    media_type = _concrete(trial.content.media_type, answer.kind)
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


def _try_unknown(parser: _Parser, status: str, code: int, content: Content, valid: Tally) -> None:
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
    if answer.kind in ("sse", "jsonl"):
        whole = sampler.schemas.whole(schema)
        listed = whole.get("type") == ["array"] and "items" in whole
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


def _code(described: Described, status: str) -> int | None:
    """Choose an HTTP status for what the document calls an answer; None where there is none."""
    if status == "default":
        succeeds = any(one.startswith("2") for one, _ in described.answers)
        return 500 if succeeds else 200
    text = status.upper().replace("XX", "00")
    return int(text) if text.isdecimal() and 200 <= int(text) < 600 else None


def _concrete(media_type: str, kind: str) -> str:
    if "*" not in media_type and "/" in media_type:
        return media_type
    plain = {"json": "application/json", "empty": "application/json", "text": "text/plain"}
    return plain.get(kind, "application/octet-stream")


class _Parser:
    """Lets the SDK parse answers of one operation."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._sdk = endpoint.sdk
        package = self._sdk.package
        module = importlib.import_module(endpoint.entry["module"])
        runtime = importlib.import_module(f"{package}._runtime")
        self._operation = next(
            one
            for one in vars(module).values()
            if isinstance(one, runtime.Operation) and one.id == endpoint.entry["id"]
        )
        self._call = runtime.Call(self._operation)
        self._api = importlib.import_module(f"{package}._spec").API
        self._http = importlib.import_module(f"{package}._runtime._http").httpx
        self._errors = (self._sdk.error("SdkError"),)

    def documented(self, status: str, media_type: str, *, first: bool) -> Any:
        """Find what the SDK knows about an answer; None where it knows nothing.

        Args:
            status: as the document has it.
            media_type: likewise.
            first: of all that are read alike, this is the one that an SDK has where it has one alone.
        """
        known = self._known(status)
        for one in known:
            if one.media_type.lower() == media_type.lower() or ("*" in media_type and one.kind != "empty"):
                return one
        alike = (one for one in known if first and not one.media_type and one.kind == _kind(media_type))
        # What is nothing but an envelope gives nothing to the caller, and is judged all the same.
        bare = (one for one in known if first and one.kind == "empty" and one.envelope is not None)
        return next(alike, next(bare, None))

    def knows(self, status: str) -> bool:
        """Tell whether the SDK has any form of an answer that has a body."""
        return any(one.kind != "empty" or one.envelope is not None for one in self._known(status))

    def _known(self, status: str) -> list[Any]:
        return [one for one in (*self._operation.answers, *self._operation.errors) if one.status == status]

    def judge_error(self, code: int, media_type: str) -> Iterator[str]:
        """Say what is wrong with what becomes of an error that the SDK has no type for."""
        try:
            self._parse(code, media_type, b"an error")
        except self._sdk.error("ApiError"):
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]
            return
        yield "an error is taken for a success"

    def judge(self, code: int, media_type: str, answer: Any, body: Any) -> Iterator[str]:
        """Say what is wrong with what becomes of a valid JSON answer."""
        expected = None if answer.kind == "empty" else payload_of(body, answer.envelope)
        try:
            found = self._parse(code, media_type, json.dumps(body).encode())
        except self._sdk.error("ApiError") as error:
            if answer in self._operation.errors:
                yield from self._compared(expected, getattr(error, "data", None))
            elif not speaks_of_failure(body, answer.envelope):
                yield f"a success raises {type(error).__name__}: {error}"[:300]
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]
            return
        if answer in self._operation.errors:
            yield "an error is taken for a success"
        else:
            yield from self._compared(expected, found)

    def judge_item(self, answer: Any, value: Any) -> Iterator[str]:
        """Say what is wrong with what becomes of a stream's item."""
        try:
            found = answer.decode(value) if answer.decode else value
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]
            return
        yield from self._compared(value, found)

    def judge_plain(self, code: int, media_type: str, value: Any) -> Iterator[str]:
        """Say what is wrong with what becomes of a text or octets."""
        content = value if isinstance(value, bytes) else str(value).encode()
        header = media_type if isinstance(value, bytes) or "charset" in media_type else f"{media_type}; charset=utf-8"
        try:
            found = self._parse(code, header, content)
        except self._sdk.error("ApiError") as error:
            if code < 400:
                yield f"a success raises {type(error).__name__}: {error}"[:300]
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]
            return
        if found != value:
            yield f"{str(found)[:60]!r} came out instead of {str(value)[:60]!r}"

    def judge_empty(self, code: int) -> Iterator[str]:
        """Say what is wrong with what becomes of an answer without a body."""
        try:
            found = self._parse(code, "", b"")
        except self._sdk.error("ApiError") as error:
            if code < 300:
                yield f"a success raises {type(error).__name__}: {error}"[:300]
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]
            return
        if found not in (None, "", b""):
            yield f"{type(found).__name__} came out of nothing"

    def judge_damaged(self, code: int, body: Damaged) -> Iterator[str]:
        """Say what leaks out of the SDK for a damaged body; a documented error is what should come, or a value."""
        try:
            self._sdk.encode(self._parse(code, body.media_type, body.content))
        except self._errors as error:
            str(error)
        except Exception as error:  # whatever the SDK raises is a finding
            yield f"{type(error).__name__}: {error}"[:300]

    def _parse(self, code: int, media_type: str, content: bytes) -> Any:
        headers: Mapping[str, str] = {"content-type": media_type} if media_type else {}
        return self._call.parse(self._http.Response(code, headers=headers, content=content), api=self._api)

    def _compared(self, expected: Any, found: Any) -> Iterator[str]:
        problem = difference(expected, self._sdk.encode(found))
        if problem and not (expected == {} and found is None):
            yield f"it does not come back: {problem}"


def _kind(media_type: str) -> str:
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "text/event-stream":
        return "sse"
    if essence in ("application/x-ndjson", "application/jsonl", "application/x-jsonl", "application/json-seq"):
        return "jsonl"
    if "json" in essence:
        return "json"
    return "text" if essence.startswith("text/") or essence.endswith("xml") else "binary"
