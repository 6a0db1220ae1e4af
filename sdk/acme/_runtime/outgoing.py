"""A call to HTTP requests: what is the same in each attempt is worked out once, requests are then made as needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from ._http import httpx
from .bodies import Header, Opened, Source
from .codec import encode
from .serialise import FORM, SIMPLE, cookie_pairs, header_text, path_segment, query_fields
from .spec import Server
from .types import UNSET
from .veil import SecretURL

if TYPE_CHECKING:
    from .call import Call

# Source: https://spec.openapis.org/oas/v3.1.1#parameter-object - such header parameters "shall be ignored".
_NOT_PARAMETERS = frozenset({"accept", "authorization", "content-type"})
_LINE_BREAKS = re.compile(r"[\r\n\0]")
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
_EMPTY = httpx.ByteStream(b"")


@frozen
class Base:
    """A base URL, taken apart."""

    url: httpx.URL
    text: str
    """Without the slash at the end."""


@lru_cache(maxsize=64)
def base_of(text: str) -> Base:
    """Take a base URL apart; raises ValueError unless it is an absolute http(s) URL without a password."""
    url = _url(text)
    if url.userinfo:
        raise ValueError("a base URL must not hold a user and a password; give them as credentials=")
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"base URL {text!r} is not absolute; expected one such as 'https://api.example.com'")
    return Base(url, str(url.copy_with(query=None, fragment=None)).rstrip("/"))


@frozen
class Defaults:
    """The headers that every request of a client has."""

    pairs: tuple[Header, ...] = field(default=(), repr=False)
    named: Mapping[str, Header] = field(factory=dict[str, Header], repr=False)
    """By name in lower case."""
    plain: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    """As they were given."""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Defaults:
        """Check and encode headers; raises ValueError for a line break in one."""
        named = {name.lower(): header(name, value) for name, value in headers.items()}
        return cls(tuple(named.values()), named, headers)


NO_DEFAULTS: Final = Defaults()
NO_VARIABLES: Final[Mapping[str, str]] = MappingProxyType({})


@frozen
class Attachment:
    """What proves who is calling."""

    headers: tuple[Header, ...] = field(default=(), repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    """As `name=value`."""
    query: tuple[str, ...] = field(default=(), repr=False)
    """As `name=value`, percent-encoded."""

    def and_also(self, other: Attachment) -> Attachment:
        """Put two together; of two headers of one name the other's counts."""
        if other is NO_ATTACHMENT:
            return self
        headers = tuple(_replaced(list(self.headers), other.headers)) if other.headers else self.headers
        return Attachment(headers, self.cookies + other.cookies, self.query + other.query)


NO_ATTACHMENT: Final = Attachment()


@frozen
class Hop:
    """Where one request goes: the call's own URL, or where a redirect leads."""

    method: str
    url: httpx.URL
    with_body: bool = True
    trusted: bool = True
    """Whether it may be sent the caller's headers and cookies and what proves who is calling."""


@frozen
class Outgoing:
    """A call, serialised."""

    hop: Hop
    headers: tuple[Header, ...] = field(repr=False)
    cookies: tuple[str, ...] = field(repr=False)
    source: Source | None
    timeout: Mapping[str, float | None] | None = None

    def request(self, hop: Hop | None = None, attachment: Attachment = NO_ATTACHMENT) -> httpx.Request:
        """Make a request for one attempt; raises BodyNotReplayable if the body is gone."""
        hop = hop or self.hop
        headers = [(b"Host", hop.url.netloc), *self.headers]
        if not hop.trusted:
            headers = [pair for pair in headers if pair[0].lower() in _HARMLESS]
            attachment = NO_ATTACHMENT
        stream = self._add_body(headers, hop)
        if attachment is not NO_ATTACHMENT:
            headers = _replaced(headers, attachment.headers)
        if hop.trusted and (self.cookies or attachment.cookies):
            headers.append((b"Cookie", _joined(self.cookies, attachment.cookies)))
        extensions = {} if self.timeout is None else {"timeout": self.timeout}
        request = httpx.Request(hop.method, hop.url, headers=headers, stream=stream, extensions=extensions)
        if attachment.query:
            request.url = SecretURL(_proven(hop.url, attachment.query))
        return request

    def _add_body(self, headers: list[Header], hop: Hop) -> Any:
        named = {name.lower() for name, _ in headers}
        opened = self.source.open() if self.source is not None and hop.with_body else None
        if b"content-length" in named:
            _settle_length(headers, named, opened)
        if opened is not None:
            headers += [pair for pair in opened.headers if pair[0].lower() not in named]
            return opened.stream
        if hop.method in _BODY_METHODS:
            headers.append((b"Content-Length", b"0"))
        return _EMPTY


def _settle_length(headers: list[Header], named: set[bytes], opened: Opened | None) -> None:
    """Let a length that a parameter gave count only where the body does not know its own."""
    if opened is not None and (b"Transfer-Encoding", b"chunked") in opened.headers:
        named.add(b"transfer-encoding")
    else:
        headers[:] = [pair for pair in headers if pair[0].lower() != b"content-length"]
        named.discard(b"content-length")


# What may be said to a stranger: how to answer, not who asks.
_HARMLESS = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language", b"user-agent", b"range"})


def conceal(request: httpx.Request, attachment: Attachment, hop: Hop) -> None:
    """Blot out, once it has been sent, what an exception or a log could show of who is calling."""
    for name in list(request.headers):
        if name.encode("ascii") not in _HARMLESS and not name.startswith(("content-", "transfer-")):
            request.headers[name] = "[secure]"
    if attachment.query:
        request.url = hop.url


def prepare(
    call: Call[Any],
    base_url: str,
    defaults: Defaults,
    timeout: Mapping[str, float | None] | None = None,
    variables: Mapping[str, str] = NO_VARIABLES,
) -> Outgoing:
    """Serialise a call; raises ValueError for an argument that cannot be written into a URL or header.

    Args:
        call: What to send.
        base_url: The client's.
        defaults: The client's headers.
        timeout: Seconds by what is waited for, as httpx has them.
        variables: Values for the URL of a server that is the operation's own.
    """
    operation = call.operation
    base = base_of(_server(base_url, operation.server, variables) if operation.server else base_url)
    url = base.text + _path(call) if call.path else base.text + operation.path.partition("#")[0]
    if call.query:
        fields = _query(call)
        if fields:
            url += ("&" if "?" in url else "?") + "&".join(fields)
    return Outgoing(Hop(operation.method, _url(url)), _headers(call, defaults), _cookies(call), call.source, timeout)


def _url(text: str, relative: str = "") -> httpx.URL:
    try:
        return httpx.URL(text).join(relative) if relative else httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"this makes no URL: {error}") from None


def _server(base_url: str, own: str | Server, variables: Mapping[str, str]) -> str:
    server = own if isinstance(own, str) else own.at(variables)
    return server if "://" in server else str(_url(str(base_of(base_url).url), server))


def _path(call: Call[Any]) -> str:
    operation = call.operation
    path = operation.path.partition("#")[0]
    for name, value in call.path.items():
        style = operation.styles.get(("path", name), SIMPLE)
        # A value cannot bring in another placeholder: braces are percent-encoded.
        path = path.replace(f"{{{name}}}", path_segment(name, encode(value), style))
    return path


def _query(call: Call[Any]) -> list[str]:
    styles = call.operation.styles
    return [
        written
        for name, value in call.query.items()
        if value is not UNSET
        for written in query_fields(name, encode(value), styles.get(("query", name), FORM))
    ]


def _cookies(call: Call[Any]) -> tuple[str, ...]:
    if not call.cookie:
        return ()
    styles = call.operation.styles
    return tuple(
        pair
        for name, value in call.cookie.items()
        if value is not UNSET
        for pair in cookie_pairs(name, encode(value), styles.get(("cookie", name), FORM))
    )


def _headers(call: Call[Any], defaults: Defaults) -> tuple[Header, ...]:
    """Put headers together: the call's options go before its parameters, these before the client's defaults."""
    accept = (b"Accept", call.operation.accept.encode("latin-1"))
    if not call.header and not call.options.headers and "accept" not in defaults.named:
        return (accept, *defaults.pairs)
    merged = {"accept": accept, **defaults.named}
    for name, value in call.header.items():
        if value is not UNSET and value is not None and name.lower() not in _NOT_PARAMETERS:
            style = call.operation.styles.get(("header", name), SIMPLE)
            merged[name.lower()] = header(name, header_text(encode(value), style))
    merged.update((name.lower(), header(name, value)) for name, value in call.options.headers.items())
    return tuple(merged.values())


def header(name: str, value: str) -> Header:
    """Encode a header; raises ValueError for a line break, by which a value could smuggle in another header."""
    if _LINE_BREAKS.search(value) or _LINE_BREAKS.search(name):
        raise ValueError(f"header {name!r} must not contain a line break")
    try:
        return name.encode("ascii"), value.encode("latin-1")
    except UnicodeEncodeError:
        return name.encode("ascii"), value.encode()


def _joined(cookies: tuple[str, ...], others: tuple[str, ...]) -> bytes:
    """Write the others after those whose names they do not have."""
    names = {_name(pair) for pair in others}
    pairs = "; ".join((*(pair for pair in cookies if _name(pair) not in names), *others))
    try:
        return pairs.encode("latin-1")
    except UnicodeEncodeError:
        return pairs.encode()


def _name(pair: str) -> str:
    return pair.partition("=")[0]


def _replaced(headers: list[Header], others: tuple[Header, ...]) -> list[Header]:
    names = {name.lower() for name, _ in others}
    return [pair for pair in headers if pair[0].lower() not in names] + list(others)


def _proven(url: httpx.URL, fields: tuple[str, ...]) -> httpx.URL:
    """Put what proves who is calling into a query, in the place of parameters of the same names."""
    names = {_name(field) for field in fields}
    query = "&".join(field for field in url.query.decode("ascii").split("&") if _name(field) not in names)
    return with_query(url.copy_with(query=query.encode("ascii")), fields)


def with_query(url: httpx.URL, fields: tuple[str, ...]) -> httpx.URL:
    """Add written fields to a URL's query."""
    query = "&".join(filter(None, (url.query.decode("ascii"), *fields)))
    return url.copy_with(query=query.encode("ascii"))
