"""An endpoint's arguments as data: what to send and what it gives, without a client and without a network.

```python
call = get_user(7)                                  # Call[User]
request = call.request("https://api.example.com")   # httpx.Request
user = call.parse(httpx.Response(200, json={...}))  # User, or ApiError, or DecodeError
user = client.send(call)
```
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from attrs import Factory, evolve, field, frozen

from ._http import httpx
from .operation import Operation
from .spec import ApiSpec, Paging
from .types import UNSET, Unset

if TYPE_CHECKING:
    from .bodies import Source

# The functions below import what they need when they need it: making a call must not cost what sending it does.

T = TypeVar("T")
E = TypeVar("E")
Item = TypeVar("Item")

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

Timeout = float | httpx.Timeout | None


@frozen(kw_only=True)
class Options:
    """What can be said about how a call is made; for a call, and by `with_options` for all calls of a client."""

    timeout: Timeout | Unset = UNSET
    """Seconds for each of connecting, sending and waiting for bytes, or an `httpx.Timeout`; None waits for ever."""
    retries: int | Unset = UNSET
    """How often a failed attempt is repeated, at most."""
    headers: Mapping[str, str] = field(default=NOTHING, repr=False)
    """Further headers; they go before everything else that sets the same header."""

    def over(self, other: Options) -> Options:
        """Lay these options over others."""
        if self is NO_OPTIONS:
            return other
        return Options(
            timeout=other.timeout if self.timeout is UNSET else self.timeout,
            retries=other.retries if self.retries is UNSET else self.retries,
            headers={**other.headers, **self.headers},
        )


NO_OPTIONS: Final = Options()


@frozen(repr=False, eq=False)
class Call(Generic[T]):
    """One call of an endpoint; a client's `send` makes it."""

    operation: Operation[T]
    path: Mapping[str, Any] = NOTHING
    """Arguments by wire name; likewise `query`, `header` and `cookie`. Those that are `UNSET` are left out."""
    query: Mapping[str, Any] = field(default=NOTHING, kw_only=True)
    header: Mapping[str, Any] = field(default=NOTHING, kw_only=True)
    cookie: Mapping[str, Any] = field(default=NOTHING, kw_only=True)
    body: Any = field(default=UNSET, kw_only=True)
    """Making a call raises TypeError or ValueError for a body that cannot be written as its media type."""
    content_type: str = field(default="", kw_only=True)
    """Media type of the body; empty chooses JSON, or octets for what is binary."""
    options: Options = field(default=NO_OPTIONS, kw_only=True)
    # A `default=` and no decorator: pyright knows no other way to see that it may be left out.
    source: Source | None = field(default=Factory(lambda self: self._source(), takes_self=True), kw_only=True)
    """The body in a form that can be sent more than once; it remembers what has been consumed."""

    def _source(self) -> Source | None:
        if self.body is UNSET:
            return None
        from .bodies import source_of

        return source_of(self.body, self.content_type, self.operation.parts)

    def with_options(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] = NOTHING,
    ) -> Self:
        """Give the same call with other options."""
        options = Options(timeout=timeout, retries=retries, headers=headers)
        return evolve(self, options=options.over(self.options))

    def request(self, base_url: str | httpx.URL) -> httpx.Request:
        """Build the request that a client would send, less its credentials.

        Raises:
            ValueError: an argument cannot be written into a URL or header.
            BodyNotReplayable: a body that is good for one attempt has been sent already.
        """
        from .outgoing import NO_DEFAULTS, prepare

        request = prepare(self, str(base_url), NO_DEFAULTS).request()
        if isinstance(request.stream, httpx.ByteStream):
            request.read()  # so that `request.content` can be looked at
        return request

    def parse(self, response: httpx.Response, *, api: ApiSpec | None = None) -> T:
        """Turn an answer whose body has been read into what the call gives.

        Args:
            response: What came.
            api: The SDK's `_spec.API`; with it errors are of the classes that it names by business code.

        Raises:
            ApiError: the server said no.
            DecodeError: the answer is not what the document describes.
        """
        from .failure import error_of
        from .judge import NO_API, judge

        verdict = judge(self.operation, response, api or NO_API)
        if not verdict.ok:
            raise error_of(verdict, api or NO_API)
        return verdict.value()

    def __repr__(self) -> str:
        """Show the operation and the names of arguments; the values may be secrets."""
        given = [name for names in (self.path, self.query, self.header, self.cookie) for name in names]
        arguments = f" with {', '.join(given)}" if given else ""
        return f"<{type(self).__name__} {self.operation.id}: {self.operation.method} {self.operation.path}{arguments}>"


@frozen(repr=False, eq=False)
class StreamCall(Call[E]):
    """A call that is answered by a stream of events; `E` is the type of an event's data."""


@frozen(repr=False, eq=False)
class PagedCall(Call[T], Generic[T, Item]):
    """A call for one page of a list; a client's `paginate` gives the items of all pages."""

    paging: Paging = field(kw_only=True)
    item: Callable[[Any], Item] = field(kw_only=True)
    """From one item's JSON to what the caller gets."""
