"""What `sdk.yaml` says about the API, as constants that `_spec.py` of the SDK is made of.

Locations are texts: `/json/pointer` into the answer's body, `header:NAME`, `cookie:NAME`, `jwt:CLAIM` (of the access
token); of several, the first that is present counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen


@frozen(kw_only=True)
class Signal:
    """What an answer must look like. Members that are set go together; several signals are alternatives."""

    http: tuple[str, ...] = ()
    """HTTP statuses as text, `4*` is a prefix."""
    code: tuple[str, ...] = ()
    """Values of the envelope's code as text, a trailing `*` makes a prefix."""
    at: str = ""
    """A location, judged by `among`, `absent` or `matches`."""
    among: tuple[str, ...] = ()
    absent: bool = False
    matches: str = ""
    message: str = ""
    """A regular expression searched for in the envelope's message."""
    header: str = ""
    """Name of a header that must be present."""


@frozen(kw_only=True)
class Envelope:
    """The shape around every payload, for example `{"code": 200, "msg": "", "data": …}`."""

    name: str
    require: tuple[str, ...] = ()
    """Pointers that must be present, else the body is not this envelope and the HTTP status alone counts."""
    success: tuple[Signal, ...]
    code: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    data: str = "/data"
    """Pointer to the payload; `""` means the body itself less the members in `drop`."""
    drop: tuple[str, ...] = ()
    empty: Literal["allow", "refuse"] = "allow"
    """Whether a success may have no payload: null or missing."""
    meta: Mapping[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    """Further facts by name, for example `{"trace_id": ("/traceId", "header:x-request-id")}`."""

    @property
    def by_absence(self) -> bool:
        """Whether a success is told by what is not there (`{data}` or `{errors}`): then it shows no code either."""
        return bool(self.success) and all(signal.absent for signal in self.success)


@frozen(kw_only=True)
class ErrorRule:
    """Raise the class named `raises` (of the SDK's `errors` module) for answers that look like one of `when`."""

    when: tuple[Signal, ...]
    raises: str
    retry_after: tuple[str, ...] = ()


@frozen(kw_only=True)
class Exchange:
    """How login, refresh or logout is called."""

    method: str = "POST"
    path: str = ""
    """Path of the operation; empty with `hook`."""
    hook: str = ""
    """`package.module:function`."""
    send: Literal["body", "query", "header", "cookie", "form"] = "body"
    parameter: str = ""
    """Wire name under which the refresh token is sent."""
    value: str = "{refresh}"
    also: Mapping[str, str] = field(factory=dict[str, str])
    """What else is sent in the same place; {placeholders} are filled from the client's `variables`."""
    envelope: Envelope | None = None


Grant = Literal["client_credentials", "password", "refresh_token"]
"""What is asked for at a token endpoint (RFC 6749)."""


@frozen(kw_only=True)
class OAuthFlow:
    """How an OAuth 2.0 token endpoint gives the session its tokens; empty is as the document's scheme says."""

    grant: Grant
    scheme: str = ""
    """The security scheme whose tokens they are."""
    token_url: str = ""
    refresh_url: str = ""
    scope: str = ""
    client: Literal["header", "body"] = "header"
    """Where the client's id and secret go."""
    also: Mapping[str, str] = field(factory=dict[str, str])
    """Further fields of the form; {placeholders} are filled from the client's `variables`."""


@frozen(kw_only=True)
class Tokens:
    """Where the answers of login and refresh hold the tokens."""

    access: tuple[str, ...]
    refresh: tuple[str, ...] = ()
    expires: tuple[str, ...] = ()
    """Where nothing is found, an access token that is a JWT says it itself."""
    expires_as: Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"] = "seconds"
    renewed_access: tuple[str, ...] = ()
    """Where any answer may hand out new tokens; likewise the next three."""
    renewed_refresh: tuple[str, ...] = ()
    renewed_expires: tuple[str, ...] = ()
    renewed_expires_as: Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"] = "seconds"


@frozen(kw_only=True)
class Attach:
    """Where the access token goes, and what is written there, for example `Bearer {access}`."""

    location: Literal["header", "cookie", "query"]
    parameter: str
    value: str


@frozen(kw_only=True)
class SessionSpec:
    """How tokens are had, sent, renewed and lost."""

    tokens: Tokens
    attach: Attach
    login: Exchange | None = None
    refresh: Exchange | None = None
    logout: Exchange | None = None
    oauth: OAuthFlow | None = None
    """In the place of login and refresh."""
    headers: Mapping[str, str] = field(factory=dict[str, str])
    expired: tuple[Signal, ...] = ()
    """One refresh and one replay."""
    dead: tuple[Signal, ...] = ()
    """Judged on the refresh's answer: log in again."""
    lost: tuple[Signal, ...] = ()
    """On any answer: no refresh, the session is lost."""


@frozen(kw_only=True)
class Paging:
    """How a list is fetched page by page: by number, by offset or by cursor."""

    items: str
    """Pointer inside the payload."""
    total: str = ""
    page: str = ""
    """Wire name of the query parameter; likewise `size`, `offset` and `cursor`."""
    size: str = ""
    offset: str = ""
    start: int = 1
    next: str = ""
    """Pointer to the next cursor."""
    cursor: str = ""


@frozen(kw_only=True)
class Scheme:
    """A security scheme of the document."""

    kind: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    location: str = ""
    parameter: str = ""
    scheme: str = ""
    token_url: str = ""
    refresh_url: str = ""
    """Where it is another one than for first tokens."""


@frozen(kw_only=True)
class Server:
    """A base URL with variables."""

    url: str
    """For example `https://{region}.api.example.com`."""
    variables: Mapping[str, tuple[str, ...]]
    """The values that each may have, the default first; where that is the only one, any."""

    def at(self, variables: Mapping[str, str]) -> str:
        """Fill the variables in; raises ValueError for a value that one of them cannot have."""
        url = self.url
        for name, allowed in self.variables.items():
            value = variables.get(name, allowed[0])
            if len(allowed) > 1 and value not in allowed:
                raise ValueError(f"the server's variable {name!r} is {' or '.join(map(repr, allowed))}, not {value!r}")
            url = url.replace(f"{{{name}}}", value)
        return url


@frozen(kw_only=True)
class ApiSpec:
    """All of it: one constant, `API`, in the SDK's `_spec.py`."""

    title: str
    version: str
    user_agent: str
    """For example `acme/1.0.0 anew/0.1.0`."""
    servers: tuple[str, ...] = ()
    """Base URLs with their variables' defaults filled in; the first is the default."""
    server: Server | None = None
    """The first server, if it has variables."""
    session: SessionSpec | None = None
    errors: tuple[ErrorRule, ...] = ()
    schemes: Mapping[str, Scheme] = field(factory=dict[str, Scheme])
    envelopes: tuple[Envelope, ...] = ()
    """All of them; the first is looked for in answers that should have none, such as a refused download."""
    errors_module: str = ""
    """Import path of the SDK's `errors`, which has the classes that `ErrorRule.raises` names; imported on use."""
    module: str = ""
    """Import path of the module whose `API` this is, so that another process finds it."""
