"""Turns the switches of the backend into endpoints under `/_admin`, for tests in other processes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.backend.faults import KINDS, Fault
from tests.backend.service import Service


def routes(service: Service) -> list[Route]:
    """Make the endpoints: counters, faults, expire, advance."""

    async def counters(_: Request) -> Response:
        return JSONResponse(service.counters.as_json())

    async def add_fault(request: Request) -> Response:
        wanted = await request.json()
        operation, times = wanted.pop("operation"), wanted.pop("times", None)
        if wanted.get("kind") not in KINDS or wanted["kind"] in ("gate", "answer"):
            return JSONResponse({"error": f"kind must be one of {', '.join(KINDS)}, but gate and answer"}, 400)
        service.faults.add(operation, Fault(**wanted), times)
        return Response(status_code=204)

    async def clear_faults(_: Request) -> Response:
        service.faults.clear()
        return Response(status_code=204)

    async def expire(_: Request) -> Response:
        service.tokens.expire_now()
        return Response(status_code=204)

    async def advance(request: Request) -> Response:
        service.clock.advance((await request.json())["seconds"])
        return Response(status_code=204)

    return [
        Route("/counters", counters),
        Route("/faults", add_fault, methods=["POST"]),
        Route("/faults", clear_faults, methods=["DELETE"]),
        Route("/expire", expire, methods=["POST"]),
        Route("/advance", advance, methods=["POST"]),
    ]
