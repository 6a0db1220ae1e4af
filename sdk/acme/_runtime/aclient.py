"""Calls to answers, for tasks of asyncio and trio: the twin of `client`, method by method."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from inspect import isawaitable
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, TypeVar

from ._http import httpx
from .attach import Credential
from .call import NOTHING, Call, Options, PagedCall, StreamCall, Timeout
from .conversation import Heard
from .core import Core, Settings, current
from .download import Progress, asave
from .executor import AsyncDriver
from .faults import translated
from .functions import Reauthenticate, hook
from .lines import AsyncClientLine, AsyncPoolLine
from .paging import Pages
from .pool import AsyncPool
from .response import Response
from .session.hooks import Hooks
from .session.session import Session
from .session.stores.protocol import TokenStore
from .session.tokens import TokenSet
from .spec import ApiSpec
from .sse import Event, aevents, unlimited
from .types import UNSET, Unset

T = TypeVar("T")
E = TypeVar("E")
Item = TypeVar("Item")


class AsyncClient:
    """Makes calls. Safe to be shared by tasks and by loops; connections are kept and reused."""

    _api: ClassVar[ApiSpec]

    def __init__(
        self,
        base_url: str | None = None,
        *,
        session: Session | None = None,
        store: TokenStore | None = None,
        principal: str = "default",
        http_client: httpx.AsyncClient | None = None,
        auth_client: httpx.Client | None = None,
        timeout: Timeout | Unset = UNSET,
        retries: int = 2,
        headers: Mapping[str, str] | None = None,
        credentials: Mapping[str, Credential] | None = None,
        variables: Mapping[str, str] | None = None,
        origins: Collection[str] = (),
        connections: int = 100,
        hooks: Hooks | None = None,
        reauthenticate: Reauthenticate | None = None,
        refresh_timeout: float | None = 3.5,
    ) -> None:
        """Make a client; nothing is sent and nothing is opened yet.

        Args:
            base_url: Where the API is; the document's first server if None.
            session: A session to share with other clients, sync or async.
            store: Where the tokens of a session of its own are kept; in memory unless given.
            principal: Whose tokens, in that store.
            http_client: A client of your own, with its proxies, certificates and hooks. It stays yours to close.
            auth_client: The same for login, refresh and logout, which never share connections with calls.
            timeout: Seconds for each of connecting, sending and waiting for bytes, or an `httpx.Timeout`.
            retries: How often a failed attempt is repeated, at most, where that does no harm.
            headers: Further headers of every call.
            credentials: Keys, tokens, pairs of user and password, or `OAuth2`, by name of the security scheme.
            variables: Values for the session's further headers, for example a tenant, and for the server's URL.
            origins: Further origins that may be sent tokens and credentials, such as `https://files.example.com`.
            connections: How many connections there may be at a time; further calls stand in line.
            hooks: Hears of what happens in a session of its own.
            reauthenticate: Logs in again when the tokens cannot be renewed otherwise: a function, or a coroutine
                function, that gives the login's call, or tokens. It must log in as the same user as before.
            refresh_timeout: Seconds to wait for the answer to a refresh, before asking once more with the same token.
        """
        settings = Settings(
            base_url=base_url,
            session=session,
            store=store,
            principal=principal,
            hooks=hooks,
            http_client=http_client,
            auth_client=auth_client,
            timeout=timeout,
            headers=headers,
            credentials=credentials,
            variables=variables,
            origins=origins,
            reauthenticate=reauthenticate,
            refresh_timeout=refresh_timeout,
        )
        self._core = Core.of(self._api, settings)
        self._options = Options(retries=retries)
        self._pool = AsyncPool(connections)
        self._driver = AsyncDriver(AsyncPoolLine(self._pool) if http_client is None else AsyncClientLine(http_client))

    @property
    def session(self) -> Session:
        """The session, to be shared with other clients; raises SdkError if the API has none."""
        return self._core.need_session()[0]

    async def send(self, call: Call[T]) -> T:
        """Make a call and give its value.

        Raises:
            ApiError: the server said no.
            DecodeError: the answer is not what the document describes.
            TransportError: there is no answer.
            SessionError: there is no usable session.
            BodyNotReplayable: the call had to be sent again, and its body is gone.
        """
        return (await self._hear(call)).verdict.value()

    async def send_detailed(self, call: Call[T]) -> Response[T]:
        """Make a call and give its value with envelope, status, headers and duration."""
        heard = await self._hear(call)
        return heard.verdict.detailed(heard.verdict.value(), heard.elapsed)

    @asynccontextmanager
    async def stream(self, call: Call[Any]) -> AsyncGenerator[httpx.Response, None]:
        """Make a call and give the open answer, for `aiter_bytes()`, `aiter_lines()` and their like.

        Refusals and errors have been dealt with by then; the body has not been read, unless it is JSON.
        """
        async with self._open(call) as heard:
            yield heard.verdict.response

    async def download(self, call: Call[Any], path: str | PathLike[str], progress: Progress | None = None) -> Path:
        """Make a call and write its answer to a file, which is complete or untouched.

        Args:
            call: What to download.
            path: Where to.
            progress: Called with the bytes written so far and, if it is known, the bytes there will be.
        """
        async with self._open(call) as heard:
            response = heard.verdict.response
            return await asave(response.aiter_bytes(), response, Path(path), progress)

    async def iter_events(self, call: StreamCall[E]) -> AsyncIterator[Event[E]]:
        """Make a call and give the events of its answer as they come; waiting for the next one has no time-out."""
        async with self._open(unlimited(call, self._core.patience)) as heard:
            async for event in aevents(heard.verdict.response, heard.verdict.answer):
                yield event

    async def paginate(self, call: PagedCall[Any, Item]) -> AsyncIterator[Item]:
        """Give the items of this page and all that follow; pages are fetched as they are needed."""
        pages = Pages(call)
        while pages.call is not None:
            for item in pages.turn((await self._hear(pages.call)).verdict):
                yield item

    def with_options(
        self, *, timeout: Timeout | Unset = UNSET, retries: int | Unset = UNSET, headers: Mapping[str, str] = NOTHING
    ) -> Self:
        """Give a view of this client whose calls have other options; everything else is shared."""
        view = object.__new__(type(self))
        view._core, view._pool, view._driver = self._core, self._pool, self._driver
        view._options = Options(timeout=timeout, retries=retries, headers=headers).over(self._options)
        return view

    async def logout(self) -> None:
        """Forget the tokens, and tell the server if the API has a logout; raises what goes wrong with that."""
        session, exchanger = self._core.need_session()
        tokens = await _in_thread(session.logout)
        if tokens is not None:
            await _in_thread(lambda: exchanger.logout(tokens))

    async def _login(self, call: Call[Any], principal: str | None = None) -> TokenSet:
        """Make the login call and start the session with the tokens in its answer."""
        session, exchanger = self._core.need_session()
        await _in_thread(lambda: session.login(exchanger.login(call), principal))
        return current(session)

    async def _login_by_hook(self, *arguments: Any, **named: Any) -> TokenSet:
        """Start the session with the tokens that the hook of `sdk.yaml` gives for this client and these arguments."""
        session, exchanger = self._core.need_session()
        function = hook(exchanger.login_hook)
        given = await _in_thread(lambda: function(self, *arguments, **named))
        if isawaitable(given):
            given = await given  # here and not in the thread: what it uses may belong to this loop
        await _in_thread(lambda: session.login(exchanger.grant(given)))
        return current(session)

    async def _login_at_endpoint(self, *, username: str = "", password: str = "", refresh_token: str = "") -> TokenSet:
        """Start the session with the tokens that the token endpoint of `sdk.yaml` gives."""
        session, exchanger = self._core.need_session()
        await _in_thread(lambda: session.login(exchanger.login_at_endpoint(username, password, refresh_token)))
        return current(session)

    async def _hear(self, call: Call[T]) -> Heard[T]:
        return await self._driver.run(self._core.conversation(call, self._options).run())

    @asynccontextmanager
    async def _open(self, call: Call[T]) -> AsyncGenerator[Heard[T], None]:
        heard = await self._driver.run(self._core.conversation(call, self._options, stream=True).run())
        try:
            yield heard
        except httpx.RequestError as fault:
            raise translated(fault, call.operation.id) from fault
        finally:
            await heard.verdict.response.aclose()

    async def close(self) -> None:
        """Close the connections. The session stays: it may be shared, and `session.close()` ends it."""
        self._core.closed = True
        await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.base.text}>"


async def _in_thread(work: Callable[[], T]) -> T:
    """Do in a thread what is written once for sync and async: it may block on the network and on the token store."""
    from anyio import to_thread

    return await to_thread.run_sync(work)
