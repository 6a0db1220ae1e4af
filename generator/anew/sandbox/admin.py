"""Requests below `/__sandbox__/` become looks at the sandbox and turns of its switches; strangers get neither.

```
GET    /__sandbox__/         the page                    POST   /__sandbox__/expire   every access token expires
GET    /__sandbox__/state    families, requests, clock   POST   /__sandbox__/end      every login ends
POST   /__sandbox__/clock    {"advance": 60}             POST   /__sandbox__/login    {"user": "ada"}: tokens
                             {"stopped": true}           POST   /__sandbox__/reset    as it was in the beginning
POST   /__sandbox__/faults   {"fault": "status=503"}     DELETE /__sandbox__/faults   all switched off
POST   /__sandbox__/standing {"access": "…"}: its worth
POST   /__sandbox__/token    a token endpoint, for a session by OAuth 2.0
```
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from anew.errors import UsageError
from anew.sandbox import faults, page, wire
from anew.sandbox.endpoint import granted
from anew.sandbox.journal import shortened
from anew.sandbox.names import RESERVED
from anew.sandbox.reply import Reply
from anew.sandbox.service import Service, sent_by
from anew.sandbox.tokens import Family, Pair
from anew.sandbox.wire import Receive, Scope, Send

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_FAMILIES = 50
_PAIRS = 5


class Admin:
    """Serves whoever runs the sandbox: a request of another origin's page, or by another name, is turned away."""

    def __init__(self, service: Service) -> None:
        """Serve one sandbox."""
        self._service = service
        self._actions: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Any]] = {
            ("GET", "/state"): lambda _: self.state(),
            ("POST", "/clock"): self._clock,
            ("POST", "/faults"): self._switch_on,
            ("DELETE", "/faults"): lambda said: self._service.faults.clear(said.get("client")),
            ("POST", "/expire"): lambda said: {"expired": self._service.tokens.expire(str(said.get("client", "")))},
            ("POST", "/end"): lambda _: self._service.tokens.end_all("ended by the administrator"),
            ("POST", "/login"): self._login,
            ("POST", "/standing"): lambda said: {"standing": self._service.tokens.worth(str(said.get("access", "")))},
            ("POST", "/reset"): lambda _: self._service.reset(),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers, _ = sent_by(scope["headers"])
        reply = self._answer(scope["method"], scope["path"], headers, await wire.read(receive))
        reply.headers |= {"cache-control": "no-store", "x-content-type-options": "nosniff"}
        await wire.write(reply, (), scope, send)

    def _answer(self, method: str, path: str, headers: Mapping[str, str], raw: bytes) -> Reply:
        if not is_ours(headers):
            return Reply(403, body={"error": "this is for pages and programs of this machine's own"})
        asked = path.removeprefix(RESERVED)
        if method == "GET" and asked in ("", "/"):
            return page.reply(self._service.plan.title)
        if (method, asked) == ("POST", "/token"):
            return granted(raw, self._service.tokens, self._service.grants)
        action = self._actions.get((method, asked))
        if action is None:
            return Reply(404, body={"error": f"there is no {method} {path}"})
        try:
            said = json.loads(raw or b"{}")
            return Reply(body=action(said if isinstance(said, dict) else {}) or {})
        except (ValueError, TypeError, UsageError) as error:
            return Reply(400, body={"error": str(error)})

    def state(self) -> dict[str, Any]:
        """Show everything but secrets."""
        service = self._service
        return {
            "title": service.plan.title,
            "base": service.plan.base,
            "package": service.plan.package.name,
            "client": service.plan.package.client,
            "clock": {"now": round(service.clock.now(), 3), "stopped": service.clock.is_stopped},
            "ttl": service.options.ttl,
            "grace": service.options.grace,
            "counts": dict(service.tokens.counts),
            "families": [self._family(one) for one in reversed(service.tokens.families[-_FAMILIES:])],
            "faults": service.faults.as_json(),
            "total": service.journal.total,
            "requests": service.journal.as_json(),
        }

    def _family(self, family: Family) -> dict[str, Any]:
        shown = family.pairs[-_PAIRS:]
        return {
            "number": family.number,
            "user": family.user,
            "begun": round(family.begun, 3),
            "ended": family.ended,
            "earlier": len(family.pairs) - len(shown),
            "pairs": [self._pair(one) for one in shown],
        }

    def _pair(self, pair: Pair) -> dict[str, Any]:
        left = pair.expires - self._service.clock.now()
        over = bool(pair.family.ended) or pair.spent is not None
        return {
            "access": shortened(pair.access),
            "refresh": shortened(pair.refresh),
            "issued": round(pair.issued, 3),
            "left": 0 if pair.stale or over else max(0, round(left, 3)),
            "standing": "ended" if pair.family.ended else "spent" if over else "good" if left > 0 else "expired",
        }

    def _clock(self, said: Mapping[str, Any]) -> dict[str, Any]:
        clock = self._service.clock
        if "stopped" in said:
            (clock.stop if said["stopped"] else clock.go)()
        return {"now": clock.advance(float(said.get("advance", 0)))}

    def _switch_on(self, said: Mapping[str, Any]) -> dict[str, Any]:
        fault = faults.parse(str(said.get("fault", "")))
        self._service.faults.add(fault, str(said.get("client", "")))
        return {"fault": str(fault)}

    def _login(self, said: Mapping[str, Any]) -> dict[str, Any]:
        pair = self._service.tokens.login(str(said.get("user", "somebody")))
        left = pair.expires - self._service.clock.now()
        return {"access": pair.access, "refresh": pair.refresh, "expires_in": left}


def is_ours(headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from a program of this machine or the sandbox's own page.

    A page of somebody else that has its name point to this machine is told by Host, one that posts here by Origin.
    """
    host = headers.get("host", "")
    origin = headers.get("origin", f"http://{host}")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return name.lower() in _LOCAL and origin.lower() == f"http://{host}".lower() and not foreign
