"""What a call gives besides its value: the envelope, the status, the headers and how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from ._http import httpx

T = TypeVar("T")


@frozen
class ResponseData(Generic[T]):
    """The envelope around a value; one class stands for all that the document spells out."""

    code: str | int | None
    """As the server wrote it; None if the answer came without an envelope."""
    msg: str
    data: T = field(repr=False)
    meta: Mapping[str, Any] = field(factory=dict[str, Any])
    """Further facts that `sdk.yaml` names, for example `trace_id`."""


@frozen
class Response(Generic[T]):
    """A successful answer in full."""

    data: T = field(repr=False)
    envelope: ResponseData[T]
    status: int
    """HTTP status."""
    headers: httpx.Headers = field(repr=False)
    elapsed: float
    """Seconds from sending to the last byte, of the attempt that succeeded."""

    @property
    def request_id(self) -> str | None:
        """The server's name for this exchange, if it gives one."""
        found = self.headers.get("x-request-id")
        return None if found is None else str(found)
