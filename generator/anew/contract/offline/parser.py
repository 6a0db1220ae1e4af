"""What comes over the wire becomes what is wrong with what the SDK makes of it; nothing where all is well."""

from __future__ import annotations

import importlib
import json
from collections.abc import Generator, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from anew.contract.offline.envelopes import payload_of, speaks_of_failure
from anew.contract.offline.likeness import difference
from anew.contract.offline.sdk import Endpoint
from anew.samples import Damaged

_STREAMS = ("sse", "jsonl")


class Parser:
    """Lets the SDK parse answers of one operation."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._sdk = endpoint.sdk
        package = self._sdk.package
        module = importlib.import_module(endpoint.entry["module"])
        runtime = importlib.import_module(f"{package}._runtime")
        found = (one for one in vars(module).values() if isinstance(one, runtime.Operation))
        self._variants = [one for one in found if one.id == endpoint.entry["id"]]
        # One that answers as a stream or in JSON has an endpoint for each; the items of a stream need no call.
        self._operation = next((one for one in self._variants if not _streams(one)), self._variants[0])
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
        exact = (one for one in known if one.media_type.lower() == media_type.lower() and one.kind != "empty")
        wild = (one for one in known if _may_be(one, media_type))
        if (found := next(exact, next(wild, None))) is not None:
            return found
        alike = (one for one in known if first and not one.media_type and one.kind == kind_of(media_type))
        # What is nothing but an envelope gives nothing to the caller, and is judged all the same.
        bare = (one for one in known if first and one.kind == "empty" and one.envelope is not None)
        return next(alike, next(bare, None))

    @property
    def succeeds_by_default(self) -> bool:
        """Whether the default is a success; one that tells of errors alone is none."""
        return any(one.status == "default" for one in self._operation.answers)

    def knows(self, status: str) -> bool:
        """Tell whether the SDK has any form of an answer that has a body."""
        return any(one.kind != "empty" or one.envelope is not None for one in self._known(status))

    def _known(self, status: str) -> list[Any]:
        errors = self._operation.errors
        return [one for one in (*self._answers(), *errors) if one.status == status]

    def _answers(self) -> Iterator[Any]:
        return (answer for one in self._variants for answer in one.answers)

    def judge_error(self, code: int, media_type: str) -> Iterator[str]:
        """Say what is wrong with what becomes of an error that the SDK has no type for."""
        try:
            self._parse(code, media_type, b"an error")
        except self._sdk.error("ApiError"):
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield _told(error)
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
            yield _told(error)
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
            yield _told(error)
            return
        yield from self._compared(value, found)

    def judge_plain(self, code: int, media_type: str, value: Any) -> Iterator[str]:
        """Say what is wrong with what becomes of a text or octets."""
        content = value if isinstance(value, bytes) else str(value).encode()
        header = media_type if isinstance(value, bytes) or "charset" in media_type else f"{media_type}; charset=utf-8"
        for found in (yield from self._read(code, header, content, fine=code < 400)):
            if found != value:
                yield f"{str(found)[:60]!r} came out instead of {str(value)[:60]!r}"

    def judge_empty(self, code: int) -> Iterator[str]:
        """Say what is wrong with what becomes of an answer without a body."""
        for found in (yield from self._read(code, "", b"", fine=code < 300)):
            if found not in (None, "", b""):
                yield f"{type(found).__name__} came out of nothing"

    def _read(self, code: int, media_type: str, content: bytes, *, fine: bool) -> Generator[str, None, list[Any]]:
        """Give what an answer is read as, in a list; nothing but what is wrong where it is not read.

        `fine`: it is a success, which must not raise.
        """
        try:
            return [self._parse(code, media_type, content)]
        except self._sdk.error("ApiError") as error:
            if fine:
                yield f"a success raises {type(error).__name__}: {error}"[:300]
        except Exception as error:  # whatever the SDK raises is a finding
            yield _told(error)
        return []

    def judge_damaged(self, code: int, body: Damaged) -> Iterator[str]:
        """Say what leaks out of the SDK for a damaged body; a documented error is what should come, or a value."""
        try:
            found = self._parse(code, body.media_type, body.content)
        except self._errors as error:
            str(error)
            return
        except Exception as error:  # whatever the SDK raises is a finding
            yield _told(error)
            return
        try:
            self._sdk.encode(found)
        except ValueError as error:
            if "nested too deeply" not in str(error):  # what is documented: Python cannot follow it
                yield _told(error)
        except Exception as error:  # whatever the SDK raises is a finding
            yield _told(error)

    def _parse(self, code: int, media_type: str, content: bytes) -> Any:
        headers: Mapping[str, str] = {"content-type": media_type} if media_type else {}
        return self._call.parse(self._http.Response(code, headers=headers, content=content), api=self._api)

    def _compared(self, expected: Any, found: Any) -> Iterator[str]:
        problem = difference(expected, self._sdk.encode(found))
        if problem and not (expected == {} and found is None):
            yield f"it does not come back: {problem}"


def _may_be(answer: Any, wildcard: str) -> bool:
    """Tell whether an answer is one that a wildcard of the document stands for, which is never a stream."""
    if "*" not in wildcard or answer.kind in ("empty", *_STREAMS):
        return False
    if answer.media_type:
        return fnmatchcase(answer.media_type.lower(), wildcard.lower())
    return bool(answer.kind == kind_of(wildcard)) or wildcard.partition(";")[0] in ("*", "*/*", "application/*")


def _streams(operation: Any) -> bool:
    return any(one.kind in _STREAMS for one in operation.answers)


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def kind_of(media_type: str) -> str:
    """Tell how a media type is read."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence == "text/event-stream":
        return "sse"
    if essence in ("application/x-ndjson", "application/jsonl", "application/x-jsonl", "application/json-seq"):
        return "jsonl"
    if "json" in essence:
        return "json"
    return "text" if essence.startswith("text/") or essence.endswith("xml") else "binary"
