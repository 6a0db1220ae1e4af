"""A default of the document is held against its type."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from anew.model import Alias, Array, Enum, Literals, Map, Nullable, Ref, Scalar, Schema, Tuple, Type, Union

_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "date": date.fromisoformat,
    "date_time": datetime.fromisoformat,
    "time": time.fromisoformat,
    "duration": str,
    "uuid": UUID,
    "decimal": Decimal,
    "bytes": lambda text: base64.b64decode(text, validate=True),
}
"""Scalars that are texts in JSON."""


def fits(value: Any, type_: Type, schemas: Mapping[str, Schema]) -> bool:
    """Tell whether a JSON value is one of a type; no object is, as a model is no constant."""
    match type_:
        case Scalar(kind):
            return _scalar(value, kind)
        case Literals(values):
            return any(value == one and type(value) is type(one) for one in values)
        case Nullable(inner):
            return value is None or fits(value, inner, schemas)
        case Array(items):
            return isinstance(value, list) and all(fits(one, items, schemas) for one in value)
        case Map(values):
            return isinstance(value, dict) and all(fits(one, values, schemas) for one in value.values())
        case Union(members):
            return any(fits(value, member, schemas) for member in members)
        case Ref(name):
            return _named(value, schemas.get(name), schemas)
        case Tuple():
            return False


def _named(value: Any, schema: Schema | None, schemas: Mapping[str, Schema]) -> bool:
    match schema:
        case Enum(members=members):
            return any(value == one and type(value) is type(one) for _, one in members)
        case Alias(type=type_):
            # A recursive type is at work on what is in the value, which gets smaller.
            return not isinstance(type_, Ref) and fits(value, type_, schemas)
        case _:
            return False


def _scalar(value: Any, kind: str) -> bool:
    if kind in _READERS:
        return isinstance(value, str) and _readable(value, _READERS[kind])
    match kind:
        case "any":
            return True
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return kind == "null" and value is None


def _readable(value: str, read: Callable[[str], Any]) -> bool:
    try:
        read(value)
    except (ValueError, InvalidOperation, binascii.Error):
        return False
    return True
