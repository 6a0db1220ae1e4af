"""What schemathesis puts into URLs and headers becomes the values that it was made of, by the document's types.

It writes parameters as texts early on; a typed endpoint wants the numbers, booleans and lists that they stood for.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote

from anew import model

_JOINTS = {"pipeDelimited": "|", "spaceDelimited": "%20"}


class UnclearError(Exception):
    """A text does not tell which value it was made of."""


def value_of(said: model.Parameter, written: Any) -> Any:
    """Read a parameter's value back.

    Raises:
        UnclearError: there is more than one value that is written so, or none.
    """
    if said.media_type and "json" in said.media_type and isinstance(written, str):
        return _parsed(written)
    if written is None or isinstance(written, dict):
        raise UnclearError
    if said.location == "path" and isinstance(written, str) and quote(unquote(written), safe="") == written:
        return _read(said.type, unquote(written), _JOINTS.get(said.style, ","))
    return _read(said.type, written, _JOINTS.get(said.style, ","))


def _parsed(written: str) -> Any:
    """Read a parameter that is JSON. Halves of characters can be escaped there, and nowhere else."""
    try:
        found = json.loads(written)
        json.dumps(found, ensure_ascii=False).encode()
    except ValueError:
        raise UnclearError from None
    return found


def _read(kind: model.Type, written: Any, joint: str) -> Any:
    if isinstance(kind, model.Nullable):
        return _read(kind.inner, written, joint)
    if isinstance(kind, model.Array):
        return [_read(kind.items, one, joint) for one in _members(written, joint)]
    if not isinstance(written, str) or not isinstance(kind, model.Scalar):
        return written
    try:
        match kind.kind:
            case "integer":
                return int(written)
            case "number":
                return float(written)
            case "boolean":
                return {"true": True, "false": False}[written]
    except (ValueError, KeyError):
        raise UnclearError from None
    return str(written)


def _members(written: Any, joint: str) -> list[Any]:
    """Take a list apart. In the encoded form a joint is a joint, and no part of a member."""
    if isinstance(written, list):
        return written
    encoded = getattr(written, "encoded", None)
    if not encoded:
        raise UnclearError
    return [unquote(one) for one in str(encoded).split(joint)]
