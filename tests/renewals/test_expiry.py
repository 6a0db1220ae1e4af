"""How servers say when a token ends: each way arrives, and a token that has ended is renewed before it is sent."""

from __future__ import annotations

import base64
import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.renewals.conftest import Generated
from tests.runtime.wire import Received, Server, enveloped

HOUR = 3_600


def jwt(**claims: Any) -> str:
    """Write an unsigned JWT."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims, {}))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def soon() -> float:
    """Tell what an hour from now is, as an instant."""
    return time.time() + HOUR


def iso(zone: dt.timezone | None) -> str:
    """Write it as ISO 8601; without a zone it is UTC."""
    moment = dt.datetime.fromtimestamp(soon(), dt.UTC)
    return (moment.astimezone(zone) if zone else moment.replace(tzinfo=None)).isoformat()


WAYS: dict[str, tuple[str, Callable[[], tuple[str, Any]]]] = {
    "seconds": ("{at: /data/ends, as: seconds}", lambda: ("a1", HOUR)),
    "seconds_as_text": ("{at: /data/ends}", lambda: ("a1", str(HOUR))),
    "ms": ("{at: /data/ends, as: ms}", lambda: ("a1", HOUR * 1_000)),
    "epoch_s": ("{at: /data/ends, as: epoch_s}", lambda: ("a1", int(soon()))),
    "epoch_s_as_text": ("{at: /data/ends, as: epoch_s}", lambda: ("a1", str(int(soon())))),
    "epoch_ms": ("{at: /data/ends, as: epoch_ms}", lambda: ("a1", int(soon() * 1_000))),
    "iso": ("{at: /data/ends, as: iso}", lambda: ("a1", iso(None))),
    "iso_with_zone": ("{at: /data/ends, as: iso}", lambda: ("a1", iso(dt.timezone(dt.timedelta(hours=8))))),
    "jwt": ('{at: "jwt:exp"}', lambda: (jwt(exp=int(soon())), None)),
    "jwt_elsewhere": ("{at: /data/ends, as: jwt}", lambda: ("a1", jwt(exp=int(soon())))),
    "jwt_as_fallback": ("{at: /data/ends, as: seconds}", lambda: (jwt(exp=int(soon())), None)),
}


def session(way: str) -> str:
    """Write what sdk.yaml says."""
    tokens = f"{{access: /data/access, refresh: /data/refresh, expires: {WAYS[way][0]}}}"
    return f"refresh: {{operation: refresh, send: {{in: query, name: r}}}}\ntokens: {tokens}"


@pytest.mark.parametrize("way", list(WAYS))
def test_expiry_is_understood(generated: Generated, server: Server, way: str) -> None:
    """The session knows that the token of the login ends in an hour."""
    access, ends = WAYS[way][1]()
    server.answer = lambda _: enveloped({"access": access, "refresh": "r1", "ends": ends})
    with generated(f"expiry_{way}", session(way)).Client(server.url) as client:
        client.login("ada", "secret")

    assert client.session.tokens.expires_at == pytest.approx(soon(), abs=60)


def test_jwt_says_it_without_being_asked(generated: Generated, server: Server) -> None:
    """Where sdk.yaml says nothing about expiry, a token that is a JWT is read."""
    server.answer = lambda _: enveloped(jwt(exp=int(soon())))
    with generated("expiry_untold", "refresh: login\ntokens: {access: /data}").Client(server.url) as client:
        client.login("ada", "secret")

    assert client.session.tokens.expires_at == pytest.approx(soon(), abs=60)


@pytest.mark.parametrize("ends", [None, "", "soon", True, [], {}, -1, 0, 10**400])
def test_expiry_that_is_none_is_not_believed(generated: Generated, server: Server, ends: Any) -> None:
    """Nonsense, and what lies in the past, means that the expiry is not known: the token is used until refused."""

    def answer(request: Received) -> bytes:
        logged_in = request.path == "/login"
        return enveloped({"access": "a1", "refresh": "r1", "ends": ends} if logged_in else "fine")

    server.answer = answer
    with generated("expiry_seconds", session("seconds")).Client(server.url) as client:
        client.login("ada", "secret")
        value = client.things.get_thing()

    assert (value, server.paths()) == ("fine", ["/login", "/things"])
