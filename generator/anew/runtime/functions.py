"""A user's own functions, named in `sdk.yaml` or given to a client, to what they give: tokens, or a login to make."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, TypeAlias

from .call import Call
from .session.tokens import TokenGrant

Granted: TypeAlias = TokenGrant | Call[Any]
"""Tokens that somebody obtained himself, or the login call that is to be made for them."""
Reauthenticate: TypeAlias = Callable[[], Granted | Awaitable[Granted]]
"""Logs in again with what the caller keeps, for example `lambda: login(body=Credentials("ada", vault["ada"]))`.

It runs in the refresh thread, and what it gives is forgotten as soon as it has been sent.
"""


def hook(reference: str) -> Callable[..., Any]:
    """Import `package.module:function`."""
    module, _, name = reference.partition(":")
    found: Callable[..., Any] | None = getattr(import_module(module), name, None)
    if not callable(found):
        raise TypeError(f"the hook {reference!r} of sdk.yaml is not a function")
    return found


def awaited(value: Any) -> Any:
    """Give a function's result in a thread, whether it is a coroutine or not."""
    if not inspect.isawaitable(value):
        return value
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_result(value))
    # A notebook has a loop running in this very thread, and it cannot be waited for from inside.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(contextvars.copy_context().run, asyncio.run, _result(value)).result()


async def _result(value: Awaitable[Any]) -> Any:
    return await value
