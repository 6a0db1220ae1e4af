"""Named types: the classes and aliases of `models/`."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from attrs import frozen

from anew.errors import Place
from anew.model.types import Type


@frozen
class Missing:
    """There is no default (which is something else than a default of null)."""


MISSING = Missing()


@frozen(cache_hash=True)
class Field:
    """One property of a model."""

    name: str
    wire: str
    type: Type
    required: bool
    default: Any = MISSING
    """A JSON value that fits `type`, else `MISSING`."""
    description: str = ""
    constraints: tuple[tuple[str, Any], ...] = ()
    """JSON Schema keywords as they stand, for example `(("maxLength", 20),)`."""
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False


@frozen
class Model:
    """An object schema: one attrs class."""

    name: str
    module: str
    """Shared by what the document defines inside of one another."""
    fields: tuple[Field, ...]
    additional: Type | None
    """Type of properties that the document does not name; None where it forbids them (they are kept all the same)."""
    description: str = ""
    deprecated: bool = False
    place: Place | None = None


@frozen
class Enum:
    """A closed list of strings or integers: one enum class."""

    name: str
    module: str
    base: Literal["str", "int"]
    members: tuple[tuple[str, str | int], ...]
    open: bool = True
    """A value that is not in the list survives a round trip instead of raising."""
    description: str = ""
    place: Place | None = None


@frozen
class Alias:
    """A named type that is no class: a union, a tuple, a recursive list."""

    name: str
    module: str
    type: Type
    description: str = ""
    place: Place | None = None


Schema: TypeAlias = Model | Enum | Alias
