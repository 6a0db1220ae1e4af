"""Types of values, as the document means them."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import field, frozen

ScalarKind = Literal[
    "any",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "date",
    "date_time",
    "time",
    "duration",
    "uuid",
    "decimal",
    "bytes",  # base64 text in JSON, `bytes` in Python
    "binary",  # raw octets: a file in multipart, a body as it is
]


@frozen
class Scalar:
    """A value without parts."""

    kind: ScalarKind


@frozen
class Literals:
    """One of a few constants: `const`, and enums whose values cannot be members of one enum class."""

    values: tuple[str | int | float | bool | None, ...] = field(eq=repr)
    """To Python, 1 is 1.0 and true; here they differ."""


@frozen
class Ref:
    """A `Model`, `Enum` or `Alias` of `Api.schemas`, by its Python name."""

    name: str


@frozen
class Array:
    """A list; a set of unique items is a list too."""

    items: Type


@frozen
class Tuple:
    """`prefixItems`: a type for each place, and one for what follows (None: nothing may follow)."""

    items: tuple[Type, ...]
    rest: Type | None = None


@frozen
class Map:
    """An object whose keys the document does not name."""

    values: Type


@frozen
class Nullable:
    """`inner`, or null."""

    inner: Type


@frozen
class Tag:
    """How a union is told apart: the wire property, and the member (a `Ref` name) for each of its values."""

    wire: str
    members: tuple[tuple[str, str], ...]


@frozen
class Union:
    """One of several types: by `tag` where there is one, else the member that fits best."""

    members: tuple[Type, ...]
    tag: Tag | None = None


Type: TypeAlias = Scalar | Literals | Ref | Array | Tuple | Map | Nullable | Union

ANY = Scalar("any")
