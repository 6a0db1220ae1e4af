"""A service becomes an ASGI application: requests are routed, go wrong if they have to, and are noted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from attrs import frozen

from anew.errors import UsageError
from anew.sandbox import wire
from anew.sandbox.admin import Admin
from anew.sandbox.arguments import Sent
from anew.sandbox.faults import Fault, of_kind, parse_all
from anew.sandbox.journal import Line
from anew.sandbox.names import CLIENT, FAULT, RESERVED
from anew.sandbox.reply import Reply
from anew.sandbox.routes import Route
from anew.sandbox.service import Handled, Incoming, Service, sent_by
from anew.sandbox.wire import Receive, Scope, Send

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def build(service: Service) -> Application:
    """Make the application."""
    admin = Admin(service)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"].startswith(RESERVED):
            await admin(scope, receive, send)
        else:
            await _Turn(service, scope, receive, send).take()

    return application


@frozen
class _Turn:
    """One request, from the first byte to the last."""

    service: Service
    scope: Scope
    receive: Receive
    send: Send

    async def take(self) -> None:
        headers, cookies = sent_by(self.scope["headers"])
        query = tuple(parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True))
        raw_path = self.scope.get("raw_path") or self.scope["path"].encode()
        route = self.service.routes.find(self.scope["method"], raw_path.decode("latin-1"), query)
        raw = await wire.read(self.receive)
        if route.endpoint is None:
            await self._finish(self._astray(route), (), "")
            return
        sent = Sent(route.path, query, headers, cookies)
        try:
            faults = parse_all(headers.get(FAULT, ""))
        except UsageError as error:
            await self._finish(Handled(Reply(400, raw=str(error).encode(), media_type="text/plain")), (), "")
            return
        switched = self.service.faults.take(route.endpoint, headers.get(CLIENT, ""))
        faults = (*faults, switched) if switched else faults
        await self._answer(Incoming(route.endpoint, sent, raw, faults))

    async def _answer(self, incoming: Incoming) -> None:
        faults, name = incoming.faults, incoming.endpoint.id
        delay = of_kind(faults, "delay")
        if delay is not None:
            await asyncio.sleep(delay.number)
        if of_kind(faults, "drop"):
            await self._hang_up(Handled(Reply()), faults, name)
            return
        handled = self._instead(incoming) or await self._handled(incoming)
        if of_kind(faults, "lost"):
            await self._hang_up(handled, faults, name)
            return
        for fault in faults:
            handled.reply = wire.spoiled(handled.reply, fault)
        await self._finish(handled, faults, name)

    async def _handled(self, incoming: Incoming) -> Handled:
        try:
            return await self.service.handle(incoming)
        except Exception as error:  # a mistake of ours must not look like a broken network
            reason = f"the sandbox failed: {type(error).__name__}: {error}"
            return Handled(self.service.refusals.make(incoming.endpoint, "failure", reason), reason)

    def _instead(self, incoming: Incoming) -> Handled | None:
        """Answer without the service: it is a gateway that speaks."""
        for fault in incoming.faults:
            reply = wire.gateway(fault)
            if fault.kind == "limited":
                reply = self.service.refusals.make(incoming.endpoint, "limited", "too many requests")
                reply.headers["retry-after"] = fault.value
            if reply is not None:
                return Handled(reply)
        return None

    def _astray(self, route: Route) -> Handled:
        if not route.allowed:
            return Handled(self.service.refusals.make(None, "missing", "there is nothing at this path"), "unknown path")
        reply = self.service.refusals.make(None, "method", "this path does not know the method", 405)
        reply.status = 405
        reply.headers["allow"] = ", ".join(route.allowed)
        return Handled(reply, "unknown method")

    async def _hang_up(self, handled: Handled, faults: tuple[Fault, ...], name: str) -> None:
        self._note(handled, faults, name, None)
        await wire.hang_up(self.scope, self.receive)

    async def _finish(self, handled: Handled, faults: tuple[Fault, ...], name: str) -> None:
        self._note(handled, faults, name, handled.reply.status)
        await wire.write(handled.reply, faults, self.scope, self.send)

    def _note(self, handled: Handled, faults: tuple[Fault, ...], name: str, status: int | None) -> None:
        line = Line(
            at=round(self.service.clock.now(), 3),
            method=self.scope["method"],
            path=self.scope["path"],
            operation=name,
            status=status,
            family=handled.pair.family.number if handled.pair else None,
            fault=", ".join(map(str, faults)),
            note=handled.note,
        )
        self.service.journal.add(line)
