"""What normalising makes of a document: a tame OpenAPI 3.1 document, and beside it the facts that it cannot carry.

The tame document is for openapi-python-client alone. Everything in it has a key of ours (`S12`, `o3`, `p0`), so that no
name can be unfit and no two can collide there; the facts hold the true names under the same keys. A type that is not a
plain object, array or simple scalar stands in it as an object whose properties are the type's members: a stand-in.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from anew.model import AnswerKind, BodyKind, ParameterLocation, Part, ScalarKind, SecurityScheme, Server, Style
from anew.model.schemas import MISSING

Tame: TypeAlias = "dict[str, Any]"
"""A schema of the tame document."""


@frozen
class Remark:
    """Something that the ledger should say about a part of the document."""

    message: str
    at: str
    degrades: bool = False
    """The part can do less than the document says."""
    dangling: bool = False
    """A reference that leads nowhere."""
    fix: str = ""
    """What to do, where that is more than to correct the reference."""


@frozen
class Form:
    """What a stand-in stands for; its members are the properties `m0`, `m1`, … of the stand-in."""

    kind: Literal["box", "scalar", "literals", "map", "tuple", "union", "array"]
    members: tuple[Tame, ...] = ()
    scalar: ScalarKind = "any"
    values: tuple[str | int | float | bool | None, ...] = ()
    rest: bool = False
    """Of a tuple: its last member is what follows the others."""
    tag: tuple[str, tuple[tuple[str, str], ...]] | None = None
    """Of a union: the wire property, and the key of a schema for each of its values."""


@frozen(eq=False)
class Told:
    """What a document says about a property; of two that say the same there may be one only."""

    type: Tame
    default: Any
    description: str
    constraints: tuple[tuple[str, Any], ...]
    read_only: bool
    write_only: bool
    deprecated: bool


@frozen
class PropertyFact:
    """One property of an object."""

    key: str
    name: str
    wire: str
    required: bool
    told: Told


@frozen
class ModelFact:
    """An object."""

    properties: tuple[PropertyFact, ...]
    additional: Tame | bool


@frozen
class EnumFact:
    """A list of values."""

    base: Literal["str", "int"]
    members: tuple[tuple[str, str | int], ...]
    open: bool


@frozen
class SchemaFact:
    """A type with a name."""

    key: str
    name: str
    module: str
    content: ModelFact | EnumFact | Form
    description: str
    deprecated: bool
    at: str


@frozen
class ParameterFact:
    """One parameter."""

    key: str
    name: str
    wire: str
    location: ParameterLocation
    type: Tame
    required: bool
    style: Style
    explode: bool
    at: str
    allow_reserved: bool = False
    media_type: str = ""
    default: Any = MISSING
    description: str = ""
    constraints: tuple[tuple[str, Any], ...] = ()
    deprecated: bool = False


@frozen
class BodyFact:
    """A request body in one media type."""

    key: str
    media_type: str
    kind: BodyKind
    type: Tame
    parts: tuple[Part, ...] = ()


@frozen
class AnswerFact:
    """One documented answer in one media type."""

    key: str
    status: str
    kind: AnswerKind
    media_type: str
    type: Tame | None
    envelope: str | None
    description: str
    headers: tuple[tuple[str, Tame], ...] = ()
    """By wire name."""


@frozen
class GroupFact:
    """A tag, or what stands for one."""

    name: str
    class_name: str
    title: str
    description: str


@frozen
class OperationFact:
    """One endpoint."""

    key: str
    id: str
    name: str
    group: str
    method: str
    path: str
    at: str
    parameters: tuple[ParameterFact, ...]
    bodies: tuple[BodyFact, ...]
    body_required: bool
    answers: tuple[AnswerFact, ...]
    errors: tuple[AnswerFact, ...]
    security: tuple[tuple[str, ...], ...] | None
    authenticated: bool
    replay: bool
    pagings: tuple[str, ...]
    """Names of the pagings that may be the operation's, by preference."""
    server: Server | None
    summary: str
    description: str
    deprecated: bool


@frozen
class PayloadFact:
    """What the server sends by itself."""

    key: str
    name: str
    wire: str
    kind: Literal["webhook", "callback"]
    method: str
    path: str
    """Of a callback: the expression that its URL is made by."""
    bodies: tuple[BodyFact, ...]
    summary: str
    description: str
    deprecated: bool


@frozen
class Subject:
    """A part of the document that the ledger has a line for."""

    kind: Literal["operation", "schema", "webhook", "callback"]
    name: str
    at: str
    key: str = ""
    """Of the operation, schema or payload; empty where there is nothing in the tame document."""
    method: str = ""
    path: str = ""
    remarks: tuple[Remark, ...] = ()
    refused: bool = False


@frozen
class Normal:
    """A document in one dialect, whatever it was written in."""

    title: str
    version: str
    description: str
    source: str
    tame: Tame = field(repr=False)
    operations: tuple[OperationFact, ...]
    groups: tuple[GroupFact, ...]
    payloads: tuple[PayloadFact, ...]
    schemas: tuple[SchemaFact, ...]
    forms: dict[str, Form] = field(repr=False)
    """By key: what has no name."""
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    subjects: tuple[Subject, ...]
    """In the order of the document: one for each operation, schema, webhook and callback."""
