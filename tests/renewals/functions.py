"""The functions of users that `sdk.yaml` names or clients are given; each dialect's package is imported on use."""

from __future__ import annotations

import importlib
from typing import Any


def solved(captcha: str) -> str:
    """Do what a person would."""
    return str(sum(map(int, captcha.split("+"))))


def login_with_captcha(client: Any, username: str) -> Any:
    """Log in from a thread: fetch the captcha, and give the call that logs in."""
    return _login_call(client, username, solved(client.auth.get_captcha()))


async def login_with_captcha_async(client: Any, username: str) -> Any:
    """Log in from a task."""
    return _login_call(client, username, solved(await client.auth.get_captcha()))


def _login_call(client: Any, username: str, password: str) -> Any:
    package = type(client).__module__.partition(".")[0]
    models = importlib.import_module(f"{package}.models")
    login = importlib.import_module(f"{package}.api.auth").login
    return login(body=models.Credentials(username=username, password=password))
