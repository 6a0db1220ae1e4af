"""A small API to call: an envelope, a session whose token goes in a `token` header, and a few operations."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tests.runtime.wire import Received, Server, enveloped


def envelope(rt: Any, **changes: Any) -> Any:
    """`{"code": 200, "msg": "ok", "data": …}`, where 200 is fine."""
    facts: dict[str, Any] = {
        "name": "main",
        "require": ("/code",),
        "success": (rt.Signal(at="/code", among=("200",)),),
        "code": ("/code",),
        "message": ("/msg",),
        "meta": {"trace_id": ("/trace", "header:x-trace")},
    }
    return rt.Envelope(**{**facts, **changes})


def session_spec(rt: Any, **changes: Any) -> Any:
    """Code 409 is an expired token, 401 says that nobody is logged in; refresh by JSON body."""
    main = envelope(rt)
    facts: dict[str, Any] = {
        "tokens": rt.Tokens(access=("/data/access",), refresh=("/data/refresh",), expires=("/data/ttl",)),
        "attach": rt.Attach(location="header", parameter="token", value="{access}"),
        "login": rt.Exchange(path="/login", envelope=main),
        "refresh": rt.Exchange(path="/refresh", parameter="refreshToken", envelope=main),
        "logout": rt.Exchange(path="/logout", envelope=main),
        "expired": (rt.Signal(code=("409",)),),
        "dead": (rt.Signal(code=("401",)),),
        "lost": (rt.Signal(code=("401",)),),
    }
    return rt.SessionSpec(**{**facts, **changes})


def api(rt: Any, **changes: Any) -> Any:
    """Describe the whole of it."""
    facts: dict[str, Any] = {
        "title": "Test",
        "version": "1",
        "user_agent": "acme/1",
        "session": session_spec(rt),
        "envelopes": (envelope(rt),),
    }
    return rt.ApiSpec(**{**facts, **changes})


def bare(rt: Any, **changes: Any) -> Any:
    """Describe an API without a session."""
    return api(rt, session=None, **changes)


def operation(rt: Any, method: str = "GET", path: str = "/things", **changes: Any) -> Any:
    """Make an operation that answers JSON in the envelope."""
    facts: dict[str, Any] = {
        "id": "thing",
        "method": method,
        "path": path,
        "answers": (rt.Answer("200", "json", envelope=envelope(rt)),),
    }
    return rt.Operation(**{**facts, **changes})


class Backend:
    """Accepts one access token at a time; the token `a1` becomes `a2` by a refresh with `r1`, and so on."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.generation = 1
        self.refreshes = 0
        self.gate = threading.Event()
        """Refreshes wait for it."""
        self.gate.set()
        self.business: Callable[[Received], Any] = lambda _: enveloped("fine")
        self._lock = threading.Lock()
        server.answer = self.answer

    def expire(self) -> None:
        """Let the current token expire."""
        with self._lock:
            self.generation += 1

    def answer(self, request: Received) -> Any:
        """Refresh, or check the token and do the business."""
        if request.path == "/refresh":
            return self.refresh(request)
        if request.header("token") != f"a{self.generation}":
            return enveloped(None, 409, "token expired")
        return self.business(request)

    def refresh(self, request: Received) -> bytes:
        """Hand out what is current."""
        self.gate.wait(10)
        with self._lock:
            self.refreshes += 1
            return enveloped({"access": f"a{self.generation}", "refresh": f"r{self.generation}"})


def log_in(rt: Any, client: Any, generation: int = 1) -> None:
    """Start the client's session with the tokens of a generation."""
    client.session.login(rt.TokenGrant(f"a{generation}", f"r{generation}"))
