"""Turns a switch into a way in which the backend breaks its own contract, for tests of contract tests.

Faults are what networks and proxies do; deviations are bugs of the server itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tests.backend.contract import Operation
from tests.backend.envelope import EXPIRED, SUCCESS, BusinessError, failure

Envelope = dict[str, Any]

LENIENT = ("accepts-invalid", "no-auth", "any-token", "expired-token", "refuses-fresh")
"""Deviations in what is let through, instead of in what is answered."""


@define
class Deviations:
    """The bugs that are switched on."""

    on: set[str] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        unknown = self.on - set(KINDS)
        if unknown:
            raise ValueError(f"no such deviation: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")

    def has(self, kind: str) -> bool:
        """Tell whether a bug is switched on."""
        return kind in self.on

    def answer(self, operation: Operation, request: Request, response: Response) -> Response:
        """Change an answer as the bugs would that are switched on; they spare what a login needs."""
        if operation.id in ("login", "refreshToken", "logout"):
            return response
        for kind in sorted(self.on - set(LENIENT)):
            response = ANSWERS[kind](operation, request, response)
        return response


Change = Callable[[Operation, Request, Response], Response]


def _success(change: Callable[[Envelope], None], **how: Any) -> Change:
    """Change the envelope of a success; other answers stay as they are."""

    def changed(_operation: Operation, _request: Request, response: Response) -> Response:
        envelope = _envelope(response)
        if envelope is None or envelope.get("code") != SUCCESS:
            return response
        change(envelope)
        return JSONResponse(envelope, **how)

    return changed


def _data(change: Callable[[Any], None]) -> Change:
    """Change the payload of a success: each of its things, where it is a list of them."""

    def on_each(envelope: Envelope) -> None:
        data = envelope["data"]
        if isinstance(data, dict):
            for thing in data.get("list") or data.get("items") or [data]:
                change(thing)

    return _success(on_each)


def _envelope(response: Response) -> Envelope | None:
    if response.media_type != "application/json":
        return None
    found: Envelope = json.loads(bytes(response.body))
    return found


def _unwrap(_operation: Operation, _request: Request, response: Response) -> Response:
    envelope = _envelope(response)
    return response if envelope is None else JSONResponse(envelope.get("data"))


def _mute(_operation: Operation, _request: Request, response: Response) -> Response:
    envelope = _envelope(response)
    if envelope is None or envelope.get("code") == SUCCESS:
        return response
    del envelope["msg"]
    return JSONResponse(envelope)


def _html(_operation: Operation, _request: Request, response: Response) -> Response:
    envelope = _envelope(response)
    if envelope is None or envelope.get("code") == SUCCESS:
        return response
    return HTMLResponse("<html><body><h1>Oops</h1></body></html>", 500 if envelope["code"] == 500 else 404)


def _mismatch(_operation: Operation, _request: Request, response: Response) -> Response:
    envelope = _envelope(response)
    if envelope is None or envelope.get("code") == SUCCESS:
        return response
    return JSONResponse(envelope, 418)


def _crash(_operation: Operation, request: Request, response: Response) -> Response:
    odd = any(value == "" or value.startswith("-") for value in request.query_params.values())
    return failure(BusinessError(500, "index out of range")) if odd else response


def _half(_operation: Operation, _request: Request, response: Response) -> Response:
    if _envelope(response) is None:
        return response
    return Response(bytes(response.body)[:-3], media_type="application/json")


def _put(name: str, value: Any) -> Callable[[Any], None]:
    def put(thing: Any) -> None:
        if name in thing:
            thing[name] = value

    return put


def _drop(name: str) -> Callable[[Any], None]:
    return lambda thing: thing.pop(name, None)


def _double(envelope: Envelope) -> None:
    listed = envelope["data"].get("list") if isinstance(envelope["data"], dict) else None
    if listed:
        envelope["data"]["list"] = listed * 300


def _count(change: int) -> Callable[[Envelope], None]:
    def recount(envelope: Envelope) -> None:
        if isinstance(envelope["data"], dict) and "total" in envelope["data"]:
            envelope["data"]["total"] += change

    return recount


ANSWERS: Mapping[str, Change] = {
    "no-msg": _success(_drop("msg")),
    "refusal-without-msg": _mute,
    "no-envelope": _unwrap,
    "success-with-500": _success(lambda envelope: None, status_code=500),
    "code-and-status-differ": _mismatch,
    "data-null": _success(_put("data", None)),
    "data-left-out": _success(_drop("data")),
    "wrong-type": _data(_put("username", 7)),
    "property-left-out": _data(_drop("role")),
    "unknown-role": _data(_put("role", "emperor")),
    "no-date": _data(_put("createdAt", "yesterday")),
    "created-201": _success(lambda envelope: None, status_code=201),
    "as-html": _success(lambda envelope: None, media_type="text/html"),
    "half-json": _half,
    "crash": _crash,
    "html-error": _html,
    "total-too-small": _success(_count(-1)),
    "total-too-large": _success(_count(1)),
    "page-too-long": _success(_double),
}
KINDS = (*ANSWERS, *LENIENT)


def refuse_fresh() -> BusinessError:
    """Make the refusal of a token that was just renewed."""
    return BusinessError(EXPIRED, "the access token has expired")
