"""What a client is given to what its calls need: where to, as whom, over what, how patiently."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, partial
from typing import Any, TypeVar

from attrs import define, field, frozen

from ._http import httpx
from .attach import Attacher, Credential, origin_of
from .base import SdkError
from .call import Call, Options, Timeout
from .conversation import Conversation, Surroundings
from .endpoint import Beginning, endpoint_of, with_session
from .exchange import Exchanger
from .functions import Reauthenticate
from .oauth import TokenEndpoint
from .outgoing import Base, Defaults, base_of, prepare
from .rebuild import recipe_of
from .retry import Pace
from .session.errors import SessionChanged
from .session.hooks import Hooks
from .session.session import Session
from .session.stores.protocol import TokenStore
from .session.tokens import TokenSet
from .spec import ApiSpec
from .standing import Standing
from .telemetry import telemetry
from .tokencall import demand_variables
from .types import UNSET, Unset

T = TypeVar("T")

AnyClient = httpx.Client | httpx.AsyncClient

TIMEOUT = httpx.Timeout(30.0, connect=10.0, pool=None)
"""Seconds, unless the caller says something else. Standing in line for a connection is not limited: it is our own."""


@frozen(kw_only=True)
class Settings:
    """The arguments of a client."""

    base_url: str | None = None
    session: Session | None = None
    store: TokenStore | None = None
    principal: str = "default"
    hooks: Hooks | None = None
    http_client: AnyClient | None = field(default=None, repr=False)
    auth_client: httpx.Client | None = field(default=None, repr=False)
    timeout: Timeout | Unset = UNSET
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    credentials: Mapping[str, Credential] | None = field(default=None, repr=False)
    variables: Mapping[str, str] | None = field(default=None, repr=False)
    origins: Collection[str] = ()
    reauthenticate: Reauthenticate | None = field(default=None, repr=False)
    refresh_timeout: float | None = 3.5


@define
class Core:
    """What a client and its views have in common."""

    api: ApiSpec
    base: Base
    around: Surroundings = field(repr=False)
    defaults: Defaults = field(repr=False)
    session: Session | None
    exchanger: Exchanger | None = field(repr=False)
    patience: Mapping[str, float | None] | None
    """Time-outs; None leaves them to an injected client."""
    beginning: Beginning | None = None
    """Has the session ask for its first tokens by itself."""
    variables: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    closed: bool = False

    @classmethod
    def of(cls, api: ApiSpec, settings: Settings) -> Core:
        """Put a client's arguments together with what is known about the API; raises ValueError for what is missing."""
        base = base_of(_base_url(api, settings))
        given, variables = settings.credentials or {}, settings.variables or {}
        oauth = endpoint_of(api, given, variables, base.text)
        foreseen = oauth is None or bool(api.session and api.session.oauth)
        api = with_session(api) if oauth else api
        attacher = Attacher.of(api, given, variables, oauth.scheme if oauth else "", foreseen=foreseen)
        allowed = [base.url, *(base_of(origin).url for origin in settings.origins)]
        around = Surroundings(
            api=api,
            attacher=attacher,
            origins=frozenset(map(origin_of, allowed)) | _documented(api, base),
            pace=Pace(),
            telemetry=telemetry(),
        )
        defaults = _defaults(api, settings)
        exchanger = _exchanger(around, base, defaults, settings, oauth)
        session, patience = _session(settings, exchanger, base), _patience(settings)
        beginning = Beginning() if oauth and oauth.begins else None
        return cls(api, base, around, defaults, session, exchanger, patience, beginning, variables)

    def conversation(self, call: Call[T], options: Options, *, stream: bool = False) -> Conversation[T]:
        """Prepare a call; raises ValueError for an argument that cannot be sent."""
        if self.closed:
            raise SdkError("the client is closed; make a new one")
        if options.headers:
            call = call.with_options(headers={**options.headers, **call.options.headers})
        own = call.options
        timeout = options.timeout if own.timeout is UNSET else own.timeout
        patience = self.patience if timeout is UNSET else httpx.Timeout(timeout).as_dict()
        retries = options.retries if own.retries is UNSET else own.retries
        proof = self.around.attacher.proof(call.operation)
        standing = None
        if proof.by_session and not self.around.attacher.is_overridden({**self.defaults.plain, **own.headers}):
            standing = self.standing(optional=proof.optional)
        outgoing = prepare(call, self.base.text, self.defaults, patience, self.variables)
        return Conversation(
            self.around, call, outgoing, proof, standing, retries if isinstance(retries, int) else 0, stream=stream
        )

    def standing(self, *, optional: bool) -> Standing | None:
        """Give a call that needs the session its place in it."""
        if self.session is None or self.api.session is None:
            return None
        return Standing(self.session, self.api.session, optional, beginning=self.beginning)

    @property
    def begins(self) -> bool:
        """Whether the session asks for its first tokens by itself."""
        return self.beginning is not None

    def need_session(self) -> tuple[Session, Exchanger]:
        """Give what login and logout work with; raises SdkError for an API without a session."""
        if self.session is None or self.exchanger is None:
            raise SdkError("this API has no session: its sdk.yaml does not describe one")
        return self.session, self.exchanger


def current(session: Session) -> TokenSet:
    """Give the tokens of a login that was just made; raises SessionChanged if somebody else was faster to end it."""
    tokens = session.tokens
    if tokens is None:
        raise SessionChanged("somebody logged out while this login was on its way")
    return tokens


def _base_url(api: ApiSpec, settings: Settings) -> str:
    client = settings.http_client
    url = settings.base_url or (str(client.base_url) if client else "")
    if not url:
        url = api.server.at(settings.variables or {}) if api.server else next(iter(api.servers), "")
    if not url:
        raise ValueError("a base URL is needed, for example 'https://api.example.com': the document names no server")
    return url


def _documented(api: ApiSpec, base: Base) -> frozenset[Any]:
    """Give the origins of the document's servers to whoever uses one of them, and to nobody else.

    An operation may have a server of its own; the token of somebody's own installation must not go there.
    """
    origins = {origin_of(httpx.URL(server)) for server in api.servers if "://" in server}
    return frozenset(origins) if origin_of(base.url) in origins else frozenset()


def _defaults(api: ApiSpec, settings: Settings) -> Defaults:
    """Say who we are and what we can unpack; an injected client says the latter, and may say the former."""
    headers: dict[str, str] = {}
    client = settings.http_client
    if client is None:
        headers["Accept-Encoding"] = _encodings()
    if api.user_agent and (client is None or client.headers.get("user-agent", "").startswith("python-httpx")):
        headers["User-Agent"] = api.user_agent
    return Defaults.of({**headers, **(settings.headers or {})})


@cache
def _encodings() -> str:
    """Ask the HTTP library which encodings it can decode; that depends on what is installed."""
    with httpx.Client(transport=httpx.BaseTransport()) as client:
        return str(client.headers["accept-encoding"])


def _patience(settings: Settings) -> Mapping[str, float | None] | None:
    if settings.timeout is UNSET:
        return TIMEOUT.as_dict() if settings.http_client is None else None
    return httpx.Timeout(settings.timeout).as_dict()


def _exchanger(
    around: Surroundings, base: Base, defaults: Defaults, settings: Settings, oauth: TokenEndpoint | None
) -> Exchanger | None:
    spec = around.api.session
    if spec is None:
        return None
    timeout = TIMEOUT if settings.timeout is UNSET else httpx.Timeout(settings.timeout)
    demand_variables(spec, settings.variables or {})
    recipe = partial(recipe_of, around.api, base.text, timeout, settings)
    return Exchanger(
        around,
        spec,
        base.text,
        defaults,
        timeout,
        client=settings.auth_client,
        refresh_timeout=settings.refresh_timeout,
        variables=settings.variables or {},
        reauthenticate=settings.reauthenticate,
        oauth=oauth,
        recipe=recipe,
    )


def _session(settings: Settings, exchanger: Exchanger | None, base: Base) -> Session | None:
    """Take the session that was given, or make one."""
    if exchanger is None:
        return settings.session
    refresher = exchanger.refresh if exchanger.renews else None
    if settings.session is None:
        return Session(
            refresher, store=settings.store, principal=settings.principal, scope=base.text, hooks=settings.hooks
        )
    if settings.store is not None or settings.hooks is not None or settings.principal != "default":
        raise ValueError("a session that is given has its own store, principal and hooks; give them to `Session`")
    if refresher is not None and not settings.session.use_refresher(refresher) and settings.reauthenticate:
        raise ValueError("the session that is given renews itself already; give `reauthenticate` to its first client")
    return settings.session
