"""Turns the operations of `openapi.yaml` and the handlers into an ASGI application.

```
count ─► fault before? ─► token ─► parameters, body ─► handler ─► envelope ─► fault after? ─► answer
```
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from tests.backend import faults
from tests.backend.admin import routes as admin_routes
from tests.backend.arguments import read_body, read_parameters
from tests.backend.contract import Operation
from tests.backend.deviations import refuse_fresh
from tests.backend.envelope import EXPIRED, BusinessError, failure, success
from tests.backend.handlers import HANDLERS
from tests.backend.service import Handler, Invocation, Service

BASE = "/v1"
"""The path under which the API lives."""


def build(service: Service) -> Starlette:
    """Make the application; fails if an operation has no handler."""
    operations = sorted(service.contract.operations, key=lambda operation: operation.path.count("{"))
    routes = [
        Route(operation.path, _endpoint(service, operation, HANDLERS[operation.id]), methods=[operation.method])
        for operation in operations
    ]
    return Starlette(
        routes=[Mount(BASE, routes=routes), Mount("/_admin", routes=admin_routes(service))],
        exception_handlers={404: _unknown, 405: _unknown},
    )


def _endpoint(service: Service, operation: Operation, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        service.counters.requests[operation.id] += 1
        fault = service.faults.take(operation.id, secured=operation.secured)
        response = await faults.before(fault, request) if fault else None
        if response is None:
            response = service.deviations.answer(
                operation, request, await _answer(service, operation, handler, request)
            )
        elif fault and (fault.kind, fault.code) == ("code", EXPIRED):
            service.counters.refusals += 1
        response.headers["x-request-id"] = str(uuid.uuid4())
        return await faults.after(fault, request, response) if fault else response

    return endpoint


async def _answer(service: Service, operation: Operation, handler: Handler, request: Request) -> Response:
    try:
        data = handler(await _invocation(service, operation, request))
    except BusinessError as error:
        return failure(error)
    return data if isinstance(data, Response) else success(data)


async def _invocation(service: Service, operation: Operation, request: Request) -> Invocation:
    token = request.headers.get("token", "")
    user = _user(service, token) if operation.secured else 0
    arguments: dict[str, Any] = read_parameters(service.contract, operation, request)
    body = await read_body(service.contract, operation, request)
    return Invocation(service, user, token, arguments, body)


def _user(service: Service, token: str) -> int:
    """Find out who calls, or, with the deviations for that, believe whatever comes."""
    deviations = service.deviations
    if deviations.has("no-auth") or (token and deviations.has("any-token")):
        return 1
    try:
        user = service.tokens.check(token)
    except BusinessError as error:
        if error.code == EXPIRED and deviations.has("expired-token"):
            return 1
        raise
    if deviations.has("refuses-fresh") and service.counters.refreshes:
        raise refuse_fresh()
    return user


async def _unknown(_request: Request, error: Exception) -> Response:
    """Answer in the envelope where no route matches, as everywhere else."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return failure(BusinessError(status, "there is nothing here"))
