"""What `sdk.yaml` says about the API: envelopes, session, errors, paging."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

Locations: TypeAlias = tuple[str, ...]
"""Each `/json/pointer`, `header:NAME`, `cookie:NAME` or `jwt:CLAIM`; the first that is present counts."""


@frozen
class Signal:
    """What an answer must look like; members that are set go together (AND), several signals are alternatives (OR)."""

    http: tuple[str, ...] = ()
    """Statuses as text; `4*` is a prefix."""
    code: tuple[str, ...] = ()
    """Values of the envelope's code, as text; a trailing `*` makes a prefix."""
    at: str = ""
    """A location, with `among`, `absent` or `matches`."""
    among: tuple[str, ...] = ()
    absent: bool = False
    matches: str = ""
    message: str = ""
    """A regular expression searched for in the envelope's message."""
    header: str = ""
    """Name of a header that must be present."""


@frozen
class Envelope:
    """The shape around every payload, for example `{"code": 200, "msg": "", "data": …}`."""

    name: str
    require: Locations
    success: tuple[Signal, ...]
    code: Locations
    message: Locations
    data: str
    """Pointer to the payload; `""` for flat bodies, less the members in `drop`."""
    drop: tuple[str, ...] = ()
    empty: Literal["allow", "refuse"] = "allow"
    meta: tuple[tuple[str, Locations], ...] = ()
    document: Literal["wrapped", "inner", "untyped", "auto"] = "auto"

    @property
    def by_absence(self) -> bool:
        """Whether a success is told by what is not there (`{data}` or `{errors}`): then it shows no code either."""
        return bool(self.success) and all(signal.absent for signal in self.success)


@frozen
class ErrorRule:
    """A class of error of its own for answers that look like `when`."""

    when: tuple[Signal, ...]
    raises: str
    retry_after: Locations = ()


@frozen
class Exchange:
    """How login, refresh or logout is called: an operation of the document, or the user's own function."""

    operation: str = ""
    """An operationId."""
    hook: str = ""
    """`package.module:function`."""
    send: Literal["body", "query", "header", "cookie", "form"] = "body"
    """Where the refresh token goes."""
    parameter: str = ""
    """The wire name it has there."""
    value: str = "{refresh}"
    also: tuple[tuple[str, str], ...] = ()
    """What else is sent in the same place, for example a client's id."""


@frozen
class OAuthFlow:
    """How an OAuth 2.0 token endpoint gives the session its tokens; empty is as the document's scheme says."""

    grant: Literal["client_credentials", "password", "refresh_token"]
    scheme: str = ""
    """The security scheme whose tokens they are."""
    token_url: str = ""
    refresh_url: str = ""
    scope: str = ""
    client: Literal["header", "body"] = "header"
    """Where the client's id and secret go."""
    also: tuple[tuple[str, str], ...] = ()
    """What else is sent in the form, for example an audience."""


@frozen
class Tokens:
    """Where the answers of login and refresh hold the tokens."""

    access: Locations
    refresh: Locations = ()
    expires: Locations = ()
    expires_as: Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"] = "seconds"
    renewed_access: Locations = ()
    renewed_refresh: Locations = ()
    renewed_expires: Locations = ()
    renewed_expires_as: Literal["seconds", "ms", "epoch_s", "epoch_ms", "iso", "jwt"] = "seconds"


@frozen
class Attach:
    """Where the access token goes with a request, and what is written there (`Bearer {access}`)."""

    location: Literal["header", "cookie", "query"]
    parameter: str
    value: str


@frozen
class Session:
    """How tokens are had, sent, renewed and lost."""

    tokens: Tokens
    attach: Attach
    login: Exchange | None = None
    refresh: Exchange | None = None
    logout: Exchange | None = None
    oauth: OAuthFlow | None = None
    """In the place of login and refresh."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers with `{placeholders}` filled by the client, for example `tenant-id: {tenant}`."""
    expired: tuple[Signal, ...] = ()
    dead: tuple[Signal, ...] = ()
    lost: tuple[Signal, ...] = ()


@frozen
class Paging:
    """How a list is fetched page by page: by number, by offset or by cursor."""

    name: str
    items: str
    """Pointer inside the payload; `*` as its last key stands for the only list there, whatever it is called."""
    total: str = ""
    page: str = ""
    """Wire name of the parameter; likewise `size`, `offset` and `cursor`."""
    size: str = ""
    offset: str = ""
    start: int = 1
    next: str = ""
    """Pointer to the next cursor."""
    cursor: str = ""
