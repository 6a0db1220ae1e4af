"""A parameter and its value become what must stand in the URL or headers, by the styles of OpenAPI (RFC 6570).

What the specification leaves undefined (what is nested inside of a style, and null) has no expectation: `None`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from anew.contract.offline.reading import Parameter

_JOINTS = {
    "form": ",",
    "spaceDelimited": "%20",
    "tabDelimited": "%09",
    "pipeDelimited": "|",
    "simple": ",",
    "label": ",",
    "matrix": ",",
}


def is_flat(value: Any) -> bool:
    """Tell whether a value is a scalar, or holds only such: anything else has no defined style."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return not any(isinstance(one, dict | list) or one is None for one in members)


def _is_tree(value: Any) -> bool:
    """Tell whether an object holds objects, scalars and lists of scalars: brackets can say nothing else."""
    if isinstance(value, dict):
        return all(map(_is_tree, value.values()))
    return is_flat(value) or value is None


def scalar(value: Any) -> str:
    """Write a scalar as a text."""
    if isinstance(value, str):
        return value
    return json.dumps(value)


def in_path(parameter: Parameter, value: Any) -> str | None:
    """Write a segment of a path."""
    if parameter.media_type:
        return _escaped(_in_media_type(parameter, value))
    if not is_flat(value):
        return None
    if parameter.reserved:
        return quote(scalar(value), safe="/:@!$&'()*+,;=") if not isinstance(value, list | dict) else None
    name = _escaped(parameter.name)
    if parameter.style == "label":
        return "." + ("." if parameter.explode else ",").join(_members(value, explode=parameter.explode))
    if parameter.style != "matrix":
        return ",".join(_members(value, explode=parameter.explode))
    if parameter.explode and isinstance(value, list):
        return "".join(f";{name}={_escaped(scalar(one))}" for one in value)
    if parameter.explode and isinstance(value, dict):
        return "".join(f";{one}" for one in _members(value, explode=True))
    return f";{name}=" + ",".join(_members(value, explode=False))


def in_query(parameter: Parameter, value: Any) -> list[str] | None:
    """Write `name=value` pairs, with everything in them escaped that could be."""
    name = _escaped(parameter.name)
    if parameter.media_type:
        return [f"{name}={_escaped(_in_media_type(parameter, value))}"]
    if parameter.style == "deepObject" and isinstance(value, dict):
        return list(_deep(parameter.name, value)) if _is_tree(value) else None
    if not is_flat(value) or (parameter.style == "deepObject" and isinstance(value, list)):
        return None
    if isinstance(value, dict) and parameter.explode:
        return list(_members(value, explode=True))
    if isinstance(value, list) and parameter.explode:
        return [f"{name}={_escaped(scalar(one))}" for one in value]
    members = list(_members(value, explode=False))
    if not members:
        return []
    return [f"{name}={_JOINTS.get(parameter.style, ',').join(members)}"]


def in_header(parameter: Parameter, value: Any) -> str | None:
    """Write a header: nothing in it is escaped."""
    if parameter.media_type:
        return _in_media_type(parameter, value)
    return ",".join(map(unquote, _members(value, explode=parameter.explode))) if is_flat(value) else None


def in_cookie(parameter: Parameter, value: Any) -> list[str] | None:
    """Write the pairs of a cookie."""
    return in_query(parameter, value)


def _members(value: Any, *, explode: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if explode:
                yield f"{_escaped(key)}={_escaped(scalar(one))}"
            else:
                yield from (_escaped(key), _escaped(scalar(one)))
    elif isinstance(value, list):
        yield from (_escaped(scalar(one)) for one in value)
    else:
        yield _escaped(scalar(value))


def _deep(name: str, value: Mapping[str, Any]) -> Iterator[str]:
    """Write an object in brackets; deeper levels and lists the way that everybody reads them."""
    for key, one in value.items():
        inner = f"{name}[{key}]"
        if isinstance(one, dict):
            yield from _deep(inner, one)
        elif isinstance(one, list):
            yield from (f"{_escaped(inner)}={_escaped(scalar(item))}" for item in one if item is not None)
        elif one is not None:
            yield f"{_escaped(inner)}={_escaped(scalar(one))}"


def _in_media_type(parameter: Parameter, value: Any) -> str:
    if isinstance(value, str) and "json" not in parameter.media_type:
        return value
    return compact(value)


def compact(value: Any) -> str:
    """Write JSON without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def same_json(pair: str, documents: Container[str]) -> str:
    """Bring pairs of the same JSON together, as the order of an object's properties says nothing.

    Args:
        pair: `name=value`, escaped.
        documents: names whose values are JSON.
    """
    name, _, value = pair.partition("=")
    if unquote(name) not in documents:
        return pair
    try:
        return f"{name}={json.dumps(json.loads(unquote(value)), sort_keys=True)}"
    except ValueError:
        return pair


def _escaped(text: str) -> str:
    return quote(text, safe="")


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|(\|)")
_TELLING = frozenset(b",;&=|+%#?/[] ")
"""What means something where it stands unescaped."""


def canonical(written: str, *, loose: bool = False) -> str:
    """Bring spellings of the same text together: escaped is what would mean something else if it were not.

    Args:
        written: a text with percent-encoding in it.
        loose: read everything as mere text, which is all that can be done where nothing has to be escaped.
    """
    if loose:
        return unquote(written)

    def one(found: re.Match[str]) -> str:
        code = int(found[1], 16) if found[1] else ord("|")
        return f"%{code:02X}" if code in _TELLING or not 32 < code < 127 else chr(code)

    return _ESCAPE.sub(one, written)
