"""What a document and its `sdk.yaml` promise, as far as a server has to keep it."""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

from anew.document import Found
from anew.model import AnswerKind, BodyKind, Envelope, Package, Paging, SecurityScheme, Style
from anew.settings import Settings
from anew.settings.shape import OperationRule

Role = Literal["", "login", "refresh", "logout"]


@frozen
class Argument:
    """A parameter."""

    name: str
    location: Literal["path", "query", "header", "cookie"]
    required: bool
    style: Style
    explode: bool
    media_type: str
    schema: Found = field(repr=False)


@frozen
class Payload:
    """A request body in one media type."""

    media_type: str
    kind: BodyKind
    schema: Found | None = field(repr=False)
    encoding: dict[str, Any] = field(factory=dict, repr=False)


@frozen
class Promise:
    """A documented answer in one media type."""

    status: str
    """`"200"`, `"2XX"` or `"default"`."""
    kind: AnswerKind
    media_type: str
    schema: Found | None = field(repr=False)
    envelope: Envelope | None
    at: str
    """The spot of the answer in the document; empty for one that is not documented."""
    documented_as: str = ""
    """The media type as the document writes it."""
    headers: tuple[tuple[str, Found], ...] = ()

    @property
    def number(self) -> int:
        """The HTTP status to send."""
        if self.status.isdecimal():
            return int(self.status)
        return 100 * int(self.status[0]) if self.status[0].isdecimal() else 200


@frozen
class Endpoint:
    """An operation as a server sees it."""

    id: str
    method: str
    path: str
    """Without what follows `?` and `#`, which some documents use to tell operations apart."""
    query: tuple[tuple[str, str], ...]
    """Fields of the query that the path names."""
    tags: tuple[str, ...]
    role: Role
    secured: bool
    """The session's token is asked for."""
    security: tuple[tuple[str, ...], ...]
    """Alternatives of security schemes; an empty one means that nobody is asked."""
    arguments: tuple[Argument, ...]
    payloads: tuple[Payload, ...]
    payload_required: bool
    good: tuple[Promise, ...]
    bad: tuple[Promise, ...]
    pagings: tuple[Paging, ...] = ()

    def is_named_by(self, match: str) -> bool:
        """Tell whether a match of `sdk.yaml`'s kind is about it: operationId, tag or `METHOD /glob`."""
        return OperationRule(match).matches(self.id, self.tags, self.method, self.path)

    def promised(self, status: int) -> Promise | None:
        """Give what the document says about an answer of failure, the more specific the better."""
        for wanted in (str(status), f"{status // 100}XX", "default"):
            for promise in self.bad:
                if promise.status == wanted:
                    return promise
        return None


@frozen
class Plan:
    """All of it."""

    title: str
    package: Package
    """What the SDK of this document is called."""
    settings: Settings
    base: str
    """Path of the first server, for example `/v1`; empty for none."""
    endpoints: tuple[Endpoint, ...]
    schemes: tuple[SecurityScheme, ...]
