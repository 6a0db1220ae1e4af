"""A documented answer and a made-up body become what is wrong with what the SDK makes of it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from anew.contract.offline.envelopes import payload_of, wrapped
from anew.contract.offline.likeness import difference
from anew.contract.offline.reading import Content, Described
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
        if not contents:
            valid.count(parser.judge_empty(code), f"{status} without a body")
        for content in contents:
            _try_content(parser, status, code, content, sampler, cases, valid, broken)
    return valid, broken


def _try_content(  # each is needed, and nothing holds them together
    parser: _Parser,
    status: str,
    code: int,
    content: Content,
    sampler: Sampler,
    cases: int,
    valid: Tally,
    broken: Tally,
) -> None:
    answer = parser.documented(status, content.media_type)
    if answer is None:
        valid.count([f"the SDK does not know {content.media_type!r}"], status)
        return
    media_type = _concrete(content.media_type, answer.kind)
    schema = content.item if answer.kind in ("sse", "jsonl") and content.item is not None else content.schema
    for turn in range(cases):
        own = sampler.reseeded(f"{status} {media_type} {turn}")
        value = _value(schema, answer.kind, own)
        where = f"{status} {media_type}, case {turn}"
        if value is _NOTHING:
            valid.leave(f"no valid answer was found for {status} {media_type}")
        elif answer.kind in ("sse", "jsonl"):
            valid.count(parser.judge_item(answer, value), where)
        elif answer.kind in ("text", "binary"):
            valid.count(parser.judge_plain(code, media_type, value), where)
        else:
            body = wrapped(value, answer.envelope, schema, sampler.schemas) if answer.envelope else value
            valid.count(parser.judge(code, media_type, answer, body), where)
            if turn == 0:
                for one in damaged(body, Random(where), media_type):  # noqa: S311  # nothing here is secret
                    broken.count(parser.judge_damaged(code, one), f"{status}, {one.kind}")


_NOTHING = object()


def _value(schema: Any, kind: str, sampler: Sampler) -> Any:
    if kind == "binary":
        return _OCTETS
    schema = True if schema is None else schema
    for _ in range(_TRIES):
        value = sampler.value(schema)
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
    return {"json": "application/json", "text": "text/plain"}.get(kind, "application/octet-stream")


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

    def documented(self, status: str, media_type: str) -> Any:
        """Find what the SDK knows about an answer; None where it knows nothing."""
        known = [one for one in (*self._operation.answers, *self._operation.errors) if one.status == status]
        exact = (one for one in known if one.media_type.lower() == media_type.lower())
        return next(exact, next((one for one in known if one.media_type in ("", "*/*")), None)) or next(
            (one for one in known if one.kind == _kind(media_type)), None
        )

    def judge(self, code: int, media_type: str, answer: Any, body: Any) -> Iterator[str]:
        """Say what is wrong with what becomes of a valid JSON answer."""
        expected = payload_of(body, answer.envelope)
        try:
            found = self._parse(code, media_type, json.dumps(body).encode())
        except self._sdk.error("ApiError") as error:
            if answer in self._operation.errors:
                yield from self._compared(expected, getattr(error, "data", None))
            else:
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
        if problem:
            yield f"it does not come back: {problem}"


def _kind(media_type: str) -> str:
    essence = media_type.partition(";")[0].strip().lower()
    if "json" in essence:
        return "json"
    return "text" if essence.startswith("text/") or essence.endswith("xml") else "binary"
