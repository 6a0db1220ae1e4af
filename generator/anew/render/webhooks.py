"""Turn what the server sends by itself into `webhooks.py`: a function for each webhook and callback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import frozen

from anew.model import (
    ANY,
    Alias,
    Api,
    Array,
    Body,
    Enum,
    Literals,
    Map,
    Model,
    Nullable,
    Payload,
    Ref,
    Scalar,
    Tuple,
    Type,
    Union,
)
from anew.render.docs import payload_doc, wants_header
from anew.render.environment import fill
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.lookup import Lookup
from anew.render.text import Code, literal
from anew.render.types import alternatives, joined

_JSON_TYPES = ("integer", "number", "boolean")


@frozen
class Parser:
    """One function of `webhooks.py`."""

    payload: Payload
    constant: str
    """Name of what the document says about it."""
    payloads: tuple[Code, ...]
    """What it may come as, each as `Payload(…)`."""
    result: Code
    chooses: bool
    """There are several media types."""
    doc: str
    warn: str


def render_webhooks(api: Api, lookup: Lookup) -> str:
    """Write `webhooks.py`."""
    imports = Imports({one.name for one in api.payloads}, package=".")
    expressions = Expressions(imports, lookup)
    parsers = [_parser(one, expressions) for one in api.payloads]
    return fill(
        "webhooks.py.jinja",
        parsers=parsers,
        webhook=imports.own("Webhook", "_runtime.webhooks"),
        received=imports.own("Received", "_runtime.webhooks"),
        string=imports.builtin("str"),
        tables=expressions.tables,
        codec=imports.own("codec", "_runtime") if expressions.tables else "",
        names=sorted(one.name for one in api.payloads),
        imports=imports.lines,
        source=api.source,
    )


def _parser(payload: Payload, expressions: Expressions) -> Parser:
    imports = expressions.imports
    deprecated = payload.deprecated
    return Parser(
        payload=payload,
        constant=f"_{payload.name.upper()}",
        payloads=tuple(_payload(body, expressions) for body in payload.bodies),
        result=joined(part for body in payload.bodies for part in _gives(body, imports)),
        chooses=wants_header(payload),
        doc=payload_doc(payload),
        warn=imports.own("warn_deprecated", "_runtime.deprecation") if deprecated else "",
    )


def _gives(body: Body, imports: Imports) -> Iterator[str]:
    if body.kind in ("text", "binary"):
        yield imports.builtin("str" if body.kind == "text" else "bytes")
    else:
        yield from alternatives(body.type, imports, "File" if body.kind == "multipart" else "str")


def _payload(body: Body, expressions: Expressions) -> Code:
    """Write `Payload("application/json", "json", lambda item: models.Event.from_dict(item))`."""
    parts = [literal(body.media_type), literal(body.kind)]
    if body.kind in ("json", "form", "multipart") and body.type != ANY:
        parts.append(expressions.decoder(body.type, lazy=True))
    fields = _form_fields(body.type, expressions.lookup) if body.kind in ("form", "multipart") else {}
    if fields:
        parts.append(Code(f"fields={literal(dict(fields))}"))
    return Code(f"{expressions.imports.own('Payload', '_runtime.webhooks')}({', '.join(parts)})")


def _form_fields(type_: Type, lookup: Lookup) -> Mapping[str, str]:
    """Name the JSON types of a form's properties, and its files, but not what is plain text."""
    found = lookup.schemas.get(type_.name) if isinstance(type_, Ref) else None
    if isinstance(found, Alias):
        return _form_fields(found.type, lookup)
    fields = found.fields if isinstance(found, Model) else ()
    kinds = {field.wire: _json_type(field.type, lookup) for field in fields}
    return {wire: kind for wire, kind in kinds.items() if kind != "string"}


def _json_type(type_: Type, lookup: Lookup) -> str:
    """Say what a text of a form means."""
    match type_:
        case Nullable(inner):
            return _json_type(inner, lookup)
        case Array(items):
            kind = _json_type(items, lookup)
            return "json" if kind.endswith("[]") else f"{kind}[]"
        case Scalar("binary"):
            return "file"
        case Scalar(name):
            return name if name in _JSON_TYPES else "string"
        case Literals(values):
            return "string" if all(isinstance(value, str | None) for value in values) else "json"
        case Map() | Tuple():
            return "json"
        case Union(members):
            kinds = {_json_type(member, lookup) for member in members}
            return kinds.pop() if len(kinds) == 1 else "string" if "string" in kinds else "json"
        case Ref(name):
            return _named_type(name, lookup)


def _named_type(name: str, lookup: Lookup) -> str:
    match lookup.schemas.get(name):
        case Enum(base=base):
            return "integer" if base == "int" else "string"
        case Alias(type=Scalar() | Nullable(Scalar()) | Literals() as inner):
            return _json_type(inner, lookup)
        case _:
            return "json"
