"""What a conversation asks its driver to do: everything that takes time, and nothing that decides."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from attrs import field, frozen

from ._http import httpx
from .session.flight import Flight

T = TypeVar("T")


@frozen
class Take:
    """Wait for a free connection; gives the slot."""

    url: httpx.URL


@frozen
class Give:
    """Hand the slot back unused."""


@frozen
class Send:
    """Send a request by the slot that was taken; gives the response as soon as its headers are there."""

    request: httpx.Request = field(repr=False)
    plain: bool = False
    """Send it as it is: it goes to a stranger, who must not see what an injected client adds to its requests."""


@frozen
class Read:
    """Read the response; gives whether that was all of it."""

    response: httpx.Response = field(repr=False)
    limit: int | None = None
    """Bytes after which to stop, so that the rest can be streamed; None reads everything."""


@frozen
class Drop:
    """Close the response, whatever is left of it."""

    response: httpx.Response = field(repr=False)


@frozen
class Sleep:
    """Pause."""

    seconds: float


@frozen
class Wait:
    """Wait for the end of a flight; raises what it ended with."""

    flight: Flight


Step = Take | Give | Send | Read | Drop | Sleep | Wait
Talk = Generator[Step, Any, T]
