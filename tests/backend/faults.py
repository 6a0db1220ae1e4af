"""Turns a switch into something that goes wrong on the way to a handler or back from it."""

from __future__ import annotations

import asyncio
from typing import Any, Literal, get_args

from attrs import define, field, frozen
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from tests.backend.envelope import EXPIRED, BusinessError, failure
from tests.backend.gate import Gate

Kind = Literal["close", "drop", "truncate", "status", "html", "code", "garbage", "gate", "answer"]
KINDS: tuple[str, ...] = get_args(Kind)
EVERYWHERE = "*"


@frozen(kw_only=True)
class Fault:
    """What goes wrong with an operation.

    - `close`: the connection ends before the handler has run
    - `drop`: the handler runs, then the connection ends without an answer
    - `truncate`: the handler runs, and half of its answer arrives
    - `status`: a gateway answers with `status`, plain text and perhaps `Retry-After`
    - `html`: a gateway answers with a page and `status`
    - `code`: the envelope's code is `code`, whatever the token
    - `garbage`: JSON, but no envelope
    - `gate`: the request waits for `gate`, then goes on
    - `answer`: the handler runs, then its answer waits for `gate`
    """

    kind: Kind
    status: int = 503
    retry_after: str | None = None
    code: int = EXPIRED
    gate: Gate | None = None


@define
class _Rule:
    operation: str
    fault: Fault
    left: int | None


@define
class Faults:
    """The switches that are on; the first that fits an operation counts."""

    _rules: list[_Rule] = field(factory=list)
    _gates: list[Gate] = field(factory=list)

    def add(self, operation: str, fault: Fault, times: int | None = None) -> None:
        """Let an operation (`"*"`: every one that needs a token) go wrong, always or so many times."""
        self._rules.append(_Rule(operation, fault, times))

    def hold(self, operation: str, times: int | None = None, *, answered: bool = False) -> Gate:
        """Hold calls of an operation at a gate, or with `answered` what is answered to them."""
        gate = Gate()
        self._gates.append(gate)
        self.add(operation, Fault(kind="answer" if answered else "gate", gate=gate), times)
        return gate

    def clear(self) -> None:
        """Switch all off and let go what is held."""
        self._rules.clear()
        for gate in self._gates:
            gate.open()
        self._gates.clear()

    def take(self, operation: str, *, secured: bool) -> Fault | None:
        """Return what goes wrong with this call."""
        names = {operation, EVERYWHERE} if secured else {operation}
        for rule in list(self._rules):
            if rule.operation in names and rule.left != 0:
                rule.left = rule.left - 1 if rule.left is not None else None
                return rule.fault
        return None


async def before(fault: Fault, request: Request) -> Response | None:
    """Let go wrong what goes wrong before the handler; the answer, if there is one, is final."""
    if fault.kind == "gate" and fault.gate is not None:
        await fault.gate.passage()
    if fault.kind == "close":
        await hang_up(request)
        return Response()
    if fault.kind == "status":
        headers = {"retry-after": fault.retry_after} if fault.retry_after is not None else {}
        return Response("upstream said no", fault.status, headers, media_type="text/plain")
    if fault.kind == "html":
        return HTMLResponse("<html><body><h1>Bad gateway</h1></body></html>", fault.status)
    if fault.kind == "code":
        return failure(BusinessError(fault.code, "said by a switch of the backend"))
    return JSONResponse({"status": "fine?"}) if fault.kind == "garbage" else None


async def after(fault: Fault, request: Request, response: Response) -> Response:
    """Let go wrong what goes wrong after the handler."""
    if fault.kind == "answer" and fault.gate is not None:
        await fault.gate.passage()
    if fault.kind == "drop":
        await hang_up(request)
    if fault.kind == "truncate":
        return _Truncated(response.body, response.status_code, dict(response.headers))
    return response


async def hang_up(request: Request) -> None:
    """End the connection, and return when it has ended."""
    transport: asyncio.Transport = request.scope["state"]["transport"]
    transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        continue


class _Truncated(Response):
    """Announces a whole body and sends half of it."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        scope["state"]["transport"].close()
