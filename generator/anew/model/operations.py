"""Operations: what a caller gives, what goes over the wire, what comes back."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from anew.errors import Place
from anew.model.schemas import MISSING
from anew.model.types import Type

ParameterLocation = Literal["path", "query", "header", "cookie"]
Style = Literal[
    "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "cookie"
]
"""Those of OpenAPI 3; and tabs, which Swagger 2.0 knew."""
BodyKind = Literal["json", "form", "multipart", "text", "binary"]
AnswerKind = Literal["json", "text", "binary", "sse", "jsonl", "empty", "unknown"]
"""An `unknown` answer is of whatever kind it says itself, as the document does not say."""


@frozen
class Parameter:
    """One argument that goes into the path, the query, a header or a cookie."""

    name: str
    wire: str
    location: ParameterLocation
    type: Type
    required: bool
    style: Style
    explode: bool
    allow_reserved: bool = False
    media_type: str = ""
    """Set for `content` parameters (usually `application/json`): the value is encoded so, and style does not count."""
    default: Any = MISSING
    description: str = ""
    constraints: tuple[tuple[str, Any], ...] = ()
    """JSON Schema keywords as they stand, for example `(("maximum", 100),)`."""
    deprecated: bool = False
    place: Place | None = None


@frozen
class Part:
    """How one property of a form or multipart body goes over the wire, where that differs from the default."""

    wire: str
    media_type: str = ""
    style: Style = "form"
    explode: bool = True
    headers: tuple[str, ...] = ()


@frozen
class Body:
    """A request body in one media type."""

    media_type: str
    kind: BodyKind
    type: Type
    parts: tuple[Part, ...] = ()


@frozen
class Answer:
    """One documented answer in one media type."""

    status: str
    """`"200"`, `"2XX"` or `"default"`."""
    kind: AnswerKind
    media_type: str = ""
    type: Type | None = None
    """What the caller gets: inside the envelope, if there is one. None for `empty`."""
    envelope: str | None = None
    description: str = ""
    headers: tuple[tuple[str, Type], ...] = ()


@frozen
class Paged:
    """Which `Paging` an operation follows, and what one item is."""

    paging: str
    item: Type


@frozen
class Operation:
    """One endpoint."""

    id: str
    """The document's operationId, or one made from method and path; unique."""
    name: str
    group: str
    """Python name of the module in `api/` and of the attribute of the client (the tag)."""
    method: str
    """Upper case."""
    path: str
    """As in the document, for example `/users/{userId}`; placeholders are wire names."""
    parameters: tuple[Parameter, ...] = ()
    """In the order of the signature: required ones first, path before query before header before cookie."""
    bodies: tuple[Body, ...] = ()
    """By preference; the first is the default."""
    body_required: bool = False
    answers: tuple[Answer, ...] = ()
    """Of success (2XX and, if there is none, default)."""
    errors: tuple[Answer, ...] = ()
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives, each a set of scheme names that go together; None: the document says nothing at all."""
    authenticated: bool = True
    """The session's token goes with it."""
    replay: bool = True
    """May be sent again after a refresh (`x-no-auth-replay` says no)."""
    paged: Paged | None = None
    server: Server | None = None
    """Its own, where path or operation name one."""
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    place: Place | None = None


@frozen
class Group:
    """A tag: one module in `api/`, one resource class."""

    name: str
    class_name: str
    title: str
    """The tag as the document writes it."""
    description: str = ""
    operations: tuple[Operation, ...] = ()


@frozen
class Payload:
    """What the server sends by itself: a webhook, or a callback of an operation."""

    name: str
    """Of the function that parses it."""
    wire: str
    """As the document calls it."""
    kind: Literal["webhook", "callback"]
    method: str
    bodies: tuple[Body, ...]
    """None of them multipart."""
    path: str = ""
    """Of a callback: the expression that its URL is made by."""
    summary: str = ""
    description: str = ""
    deprecated: bool = False


@frozen
class SecurityScheme:
    """A way to prove who calls."""

    name: str
    kind: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    location: str = ""
    """Of an apiKey: `header`, `query` or `cookie`."""
    parameter: str = ""
    """Name of the header, query parameter or cookie of an apiKey."""
    scheme: str = ""
    """Of `http`: `basic`, `bearer`, …, in lower case."""
    token_url: str = ""
    """Where OAuth 2.0 gives tokens, if the document says so."""
    refresh_url: str = ""
    """Where it renews them, if that is another place."""


@frozen
class Server:
    """A base URL; `{variables}` have defaults."""

    url: str
    description: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The values that variables may have, where the document lists them."""

    @property
    def usual(self) -> str:
        """The URL with the variables' defaults."""
        url = self.url
        for name, value in self.variables:
            url = url.replace(f"{{{name}}}", value)
        return url
