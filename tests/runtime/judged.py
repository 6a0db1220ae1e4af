"""Makes answers without a server, and calls that judge them."""

from __future__ import annotations

import json
from typing import Any

import anew.runtime as rt
from anew.runtime._http import httpx

from tests.runtime.api import envelope, operation


def answer(body: Any, status: int = 200, media_type: str = "application/json", **headers: str) -> httpx.Response:
    """Make a response."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {"content-type": media_type} if media_type else {}
    return httpx.Response(status, content=content, headers={**named, **headers})


def name(data: Any) -> str:
    """Decode an object by its name, as a model would: raises for anything but such an object."""
    return str(data["name"])


def call(**facts: Any) -> rt.Call[Any]:
    """Make a call whose answer is decoded by `name`."""
    return rt.Call(operation(rt, answers=(rt.Answer("200", "json", name, envelope=envelope(rt)),), **facts))
