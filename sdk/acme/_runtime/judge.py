"""An HTTP answer to the caller's value or error: status, media type and envelope are judged before types come in.

```
httpx.Response ──► Verdict: which documented answer, which envelope, success or not ──► value()     T, or DecodeError
                                                                                    └─► error()     ApiError
```
"""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

from attrs import field, frozen

from . import jsontext
from ._http import httpx
from .codec.faults import FAULTS, translated
from .codec.scalars import string
from .envelope import Seen, data_path, is_wrapped, looks_wrapped
from .errors import DecodeError
from .locate import MISSING
from .operation import Answer, AnswerKind, Operation
from .response import Response, ResponseData
from .spec import ApiSpec, Envelope

T = TypeVar("T")

NO_API: Final = ApiSpec(title="", version="", user_agent="")
"""For calls that are judged without a client."""


@frozen
class Verdict(Generic[T]):
    """What an answer is."""

    operation: Operation[T]
    response: httpx.Response = field(repr=False)
    answer: Answer[T] | None
    """The documented answer that it is judged by; None for an error that the document does not describe."""
    seen: Seen
    ok: bool
    """Whether status and envelope both speak of success."""

    @property
    def payload(self) -> Any:
        """The JSON inside the envelope, not decoded any further; raises DecodeError if there is no JSON."""
        if self.seen.body is MISSING:
            raise self.blamed(DecodeError(f"expected JSON, got {_described(self.response)}"))
        payload = self.seen.payload
        if payload is not MISSING and payload is not None:
            return payload
        if self.seen.envelope is not None and self.seen.envelope.empty == "refuse":
            raise self.blamed(DecodeError("expected a payload, got none").under(*data_path(self.seen.envelope)))
        return None

    def value(self) -> T:
        """Decode what the caller wants; raises DecodeError."""
        kind = self._described_kind
        if kind == "text":
            return self.response.text  # type: ignore[return-value]  # `T` is str
        if kind == "binary":
            return self.response.content  # type: ignore[return-value]  # `T` is bytes
        if kind == "empty" or self._has_no_body:
            return None  # type: ignore[return-value]  # `T` is None for such operations
        return self._decoded(self.payload)

    @property
    def _described_kind(self) -> AnswerKind:
        """How the body is read: as the document says, and where that says nothing, as the answer itself does."""
        answer = self.answer
        if answer is not None and answer.kind != "unknown":
            if self._is_bare_text(answer):
                return "text"
            # Frameworks that do not know what comes call it JSON without a schema.
            guessed = answer.kind == "json" and answer.decode is None and answer.envelope is None
            if not guessed or self.seen.body is not MISSING or is_json(self.response):
                return answer.kind
        if not self.response.content:
            return "empty"
        kind = _kind(_essence(self.response))
        return "text" if kind in ("sse", "jsonl") else kind

    def _is_bare_text(self, answer: Answer[T]) -> bool:
        """Whether a text came as such that is called JSON: NestJS and BlackSheep document and send them so."""
        called_json = answer.kind == "json" and answer.decode is string and answer.envelope is None
        return called_json and _essence(self.response).startswith("text/") and type(self.seen.body) is not str

    @property
    def _has_no_body(self) -> bool:
        """Whether there is nothing to decode: by definition, or because nothing is described and nothing came."""
        if self.response.status_code in _BODILESS or self.operation.method == "HEAD":
            return True
        return not self.response.content and (self.answer is None or self.answer.decode is None)

    def _decoded(self, payload: Any) -> T:
        decode = self.answer.decode if self.answer else None
        # An envelope may hold nothing; a bare null is for the document to allow.
        if decode is None or (payload is None and self.seen.envelope is not None):
            return payload  # type: ignore[no-any-return]  # the document does not say what it is
        try:
            return decode(payload)
        except FAULTS as fault:
            raise self.blamed(translated(fault).under(*data_path(self.seen.envelope))) from fault.__cause__

    def blamed(self, fault: DecodeError) -> DecodeError:
        """Say in an error which operation and which answer it is about."""
        fault.status = self.response.status_code
        fault.operation = self.operation.id
        return fault

    def detailed(self, value: T, elapsed: float) -> Response[T]:
        """Put a decoded value back among what came with it."""
        meta = self.seen.facts(self.seen.envelope.meta) if self.seen.envelope else {}
        wrapped = ResponseData(self.seen.code, self.seen.message, value, meta)
        return Response(value, wrapped, self.response.status_code, self.response.headers, elapsed)


_BODILESS = (204, 205)


def judge(
    operation: Operation[T], response: httpx.Response, api: ApiSpec = NO_API, access: str = "", *, read: bool = True
) -> Verdict[T]:
    """Judge an answer.

    Args:
        operation: What was called.
        response: What came.
        api: For the envelope to look for where the operation documents none.
        access: The access token that was sent, for `jwt:` locations.
        read: The body has been read; of a streamed answer only status and headers are judged.
    """
    essence = _essence(response)
    answer = _chosen(operation.answers, response.status_code, response.headers.get("content-type", ""))
    body = _json(response, essence, answer) if read else MISSING
    envelope = _recognised(answer, body, response.status_code, operation, api)
    seen = Seen(response.status_code, response.headers, body, envelope, access)
    ok = _is_fine(operation, response.status_code) and seen.successful
    return Verdict(operation, response, answer, seen, ok)


def _is_fine(operation: Operation[Any], status: int) -> bool:
    return 200 <= status < 300 or (status < 400 and any(answer.status == str(status) for answer in operation.answers))


def is_json(response: httpx.Response) -> bool:
    """Whether the answer says that it is JSON."""
    return "json" in _essence(response) and _kind(_essence(response)) == "json"


def _essence(response: httpx.Response) -> str:
    value: str = response.headers.get("content-type", "")
    return value.partition(";")[0].strip().lower()


def _kind(essence: str) -> AnswerKind:
    """Tell how a media type is read."""
    if essence == "text/event-stream":
        return "sse"
    if essence in ("application/x-ndjson", "application/jsonl", "application/x-jsonl", "application/json-seq"):
        return "jsonl"
    if "json" in essence:
        return "json"
    return "text" if essence.startswith("text/") or essence.endswith("xml") else "binary"


def _chosen(answers: tuple[Answer[T], ...], status: int, media_type: str) -> Answer[T] | None:
    """Choose the documented answer: first by status, the more specific the better, then by media type.

    A success that the document does not know by its status is read like those that it does know.
    """
    if len(answers) == 1:
        return answers[0]
    for wanted in (str(status), f"{status // 100}XX", "default"):
        fitting = [answer for answer in answers if answer.status.upper() == wanted or answer.status == wanted]
        if fitting:
            return _by_media_type(fitting, media_type)
    return _by_media_type(list(answers), media_type) if answers else None


def _by_media_type(answers: list[Answer[T]], media_type: str) -> Answer[T]:
    if len(answers) == 1:
        return answers[0]
    wanted = _spelt(media_type)
    essence = wanted.partition(";")[0]
    for spelling in (_spelt, _without_parameters):
        for answer in answers:
            if answer.media_type and spelling(answer.media_type) == spelling(wanted):
                return answer
    alike = [answer for answer in answers if answer.kind == _kind(essence)] or answers
    # Of those that are read alike, one for any media type goes before one for another.
    return next((answer for answer in alike if not answer.media_type), alike[0])


def _spelt(media_type: str) -> str:
    return media_type.replace(" ", "").lower()


def _without_parameters(media_type: str) -> str:
    return _spelt(media_type).partition(";")[0]


def _json(response: httpx.Response, essence: str, answer: Answer[Any] | None) -> Any:
    """Decode the body where it is, or may be, JSON: servers forget to say so, or call it text."""
    says_so = _kind(essence) == "json"
    may_be = answer is not None and answer.kind == "json" and essence in ("", "text/plain", "application/octet-stream")
    if not (says_so or may_be) or not response.content:
        return MISSING
    try:
        return jsontext.loads(response.content)
    except UnicodeDecodeError:
        return _json_as(response.content, response.charset_encoding)
    except (ValueError, RecursionError):
        return MISSING


def _json_as(content: bytes, charset: str | None) -> Any:
    try:
        return jsontext.loads(content.decode(charset or "latin-1").encode())
    except (LookupError, ValueError, RecursionError):
        return MISSING


def _recognised(
    answer: Answer[Any] | None, body: Any, status: int, operation: Operation[Any], api: ApiSpec
) -> Envelope | None:
    """Find the envelope: the documented one, else (refused downloads, errors of the gateway) one that it looks like."""
    if body is MISSING:
        return None
    refusals = [one for one in operation.errors if one.status == str(status)]
    documented = [found.envelope for found in (answer, *refusals) if found is not None and found.envelope is not None]
    for envelope in documented:
        if is_wrapped(envelope, body):
            return envelope
    others = [found.envelope for found in operation.errors if found.envelope] + list(_usual(api))
    return next((envelope for envelope in others if looks_wrapped(envelope, body)), None)


def _usual(api: ApiSpec) -> tuple[Envelope, ...]:
    if api.envelopes or api.session is None:
        return api.envelopes
    exchanges = (api.session.login, api.session.refresh, api.session.logout)
    return tuple(exchange.envelope for exchange in exchanges if exchange and exchange.envelope)


def _described(response: httpx.Response) -> str:
    """Say what came instead of JSON, without quoting it: it may hold a secret."""
    if not response.content:
        return f"an empty body (HTTP {response.status_code})"
    if is_json(response):
        return f"{len(response.content)} bytes that are not JSON (HTTP {response.status_code})"
    return f"{_essence(response) or 'a body of unknown type'} (HTTP {response.status_code})"
