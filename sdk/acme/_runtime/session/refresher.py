"""The user's or the SDK's refresh function, and one flight's calls of it: which failures are repeated, and how soon."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from .clock import Clock
from .errors import RefreshUnavailable, RefreshUncertain
from .options import SessionOptions
from .tokens import TokenGrant, TokenSet

Refresher: TypeAlias = Callable[[TokenSet], TokenGrant | Awaitable[TokenGrant]]
"""Exchanges tokens for new ones. It runs in the refresh thread; an awaitable is run by asyncio there.

Raises:
    RefreshRejected: permanent, the user must log in again.
    RefreshUnavailable: transient, the refresh token was not spent.
    RefreshUncertain: no answer after the request was written.
    Anything else counts as transient too, but is not repeated within the flight.
"""


def obtain(refresher: Refresher, tokens: TokenSet, options: SessionOptions, clock: Clock) -> TokenGrant:
    """Call the refresher, at most `1 + options.retries` times.

    An uncertain outcome is repeated at once and only once: servers with reuse detection forgive the second use of a
    refresh token for some seconds, not for longer.
    """
    uncertain = 0
    for left in range(options.retries, -1, -1):
        try:
            return _call(refresher, tokens)
        except RefreshUncertain:
            uncertain += 1
            if not left or uncertain > 1:
                raise
        except RefreshUnavailable as error:
            if not left or (error.retry_after or 0.0) > options.retry_pause:
                raise
            clock.sleep(error.retry_after or options.random() * options.retry_pause)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _call(refresher: Refresher, tokens: TokenSet) -> TokenGrant:
    result = refresher(tokens)
    return _checked(asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result)


def _checked(grant: object) -> TokenGrant:
    if not isinstance(grant, TokenGrant):
        raise TypeError(f"the refresher returned {type(grant).__name__}, expected TokenGrant")
    if not grant.access:
        raise ValueError("the refresher returned a TokenGrant without an access token")
    return grant


async def _awaited(result: Awaitable[TokenGrant]) -> TokenGrant:
    return await result


def backoff(failures: int, retry_after: float | None, options: SessionOptions) -> float:
    """Tell for how many seconds a failure is remembered: what the server asks for, else full jitter that doubles."""
    if retry_after is None:
        ceiling = options.backoff_min * 2.0 ** min(failures + 1, 30)
        retry_after = options.random() * min(ceiling, options.backoff_max)
    return min(max(retry_after, options.backoff_min), options.backoff_max)
