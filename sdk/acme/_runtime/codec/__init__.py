"""Turn JSON into typed objects and back: the words that generated models are written in."""

from .containers import array, mapping, place, rest, row, strings
from .encoding import encode
from .enums import OpenIntEnum, OpenStrEnum, member, members
from .faults import FAULTS, expected, extras, misfit
from .models import READ_ONLY, Model, is_set, new, optional
from .scalars import (
    anything,
    binary,
    boolean,
    constant,
    date,
    date_time,
    decimal,
    integer,
    null,
    number,
    octets,
    string,
    time,
    uuid,
)
from .unions import Decoders, best_of, by_tag

__all__ = [
    "FAULTS",
    "READ_ONLY",
    "Decoders",
    "Model",
    "OpenIntEnum",
    "OpenStrEnum",
    "anything",
    "array",
    "best_of",
    "binary",
    "boolean",
    "by_tag",
    "constant",
    "date",
    "date_time",
    "decimal",
    "encode",
    "expected",
    "extras",
    "integer",
    "is_set",
    "mapping",
    "member",
    "members",
    "misfit",
    "new",
    "null",
    "number",
    "octets",
    "optional",
    "place",
    "rest",
    "row",
    "string",
    "strings",
    "time",
    "uuid",
]
