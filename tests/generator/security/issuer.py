"""A token endpoint and an API that takes its last token only."""

from __future__ import annotations

from itertools import count
from typing import Any
from urllib.parse import parse_qs

import httpx
from attrs import define, field


@define
class Issuer:
    """Gives numbered tokens for whatever grant is asked for."""

    refresh: bool = False
    """Whether refresh tokens are given."""
    secret: str = "Basic aWQ6cyUyNnM="
    refused: set[str] = field(factory=set)
    """Refresh tokens and passwords that are good for nothing."""
    current: str = ""
    forms: list[dict[str, list[str]]] = field(factory=list)
    numbers: Any = field(factory=lambda: count(1))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.host == "api.example.com":
            right = request.headers.get("authorization") == f"Bearer {self.current}" or request.url.path == "/open"
            return httpx.Response(200 if right else 401, json={})
        self.forms.append(parse_qs(request.content.decode()))
        form = {name: values[0] for name, values in self.forms[-1].items()}
        stranger = form["grant_type"] == "client_credentials" and request.headers.get("authorization") != self.secret
        if stranger or self.refused.intersection(form.values()):
            return httpx.Response(401, json={"error": "invalid_client"})
        number = next(self.numbers)
        self.current = f"t{number}"
        more = {"refresh_token": f"r{number}"} if self.refresh else {}
        return httpx.Response(200, json={"access_token": self.current, "expires_in": 60, **more})

    @property
    def grants(self) -> list[str]:
        """What was asked for."""
        return [form["grant_type"][0] for form in self.forms]
