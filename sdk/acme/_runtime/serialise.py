"""Parameters to the text of path, query, headers and cookies, in every style that OpenAPI knows.

Source: https://spec.openapis.org/oas/v3.1.1#style-values and RFC 6570, by which null is the same as not given. `UNSET`
never gets here. A value is made of what JSON is made of; `codec.encode` has turned dates, enums and models into that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from . import jsontext
from .jsontext import is_mapping, is_sequence
from .operation import Style

Quote = Callable[[str], str]

SIMPLE = Style("simple", explode=False)
FORM = Style()
_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
# RFC 6570 reserved expansion, less what would end the query or is not allowed in it.
_RESERVED = ":/?@!$&'()*+,;=%"
_IN_PATH = ":/@!$&'()*+,;="
# RFC 6265 cookie-octet: everything printable but `",;\` and the blank.
_COOKIE_OCTETS = "!#$%&'()*+-./:<=>?@[]^_`{|}~"


def text_of(value: Any) -> str:
    """Write a scalar: `true`, `7`, `2.5` or the text itself; what is nested goes as JSON."""
    if isinstance(value, str):
        return value
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int | float):
        return str(value)
    return jsontext.dumps(value).decode()


def path_segment(name: str, value: Any, style: Style = SIMPLE) -> str:
    """Write a path parameter; raises ValueError for a value that would change which path it is."""
    if value is None or value in ("", ".", "..") or value == [] or value == {}:
        raise ValueError(f"path parameter {name!r} must not be {value!r}: it would lead to another path")
    if style.media_type:
        return _quote(_content(value, style))
    if style.style == "matrix":
        return _matrix(name, value, explode=style.explode)
    if style.style == "label":
        return "." + ("." if style.explode else ",").join(_members(value, _quote, explode=style.explode))
    return ",".join(_members(value, _quote_path if style.allow_reserved else _quote, explode=style.explode))


def _matrix(name: str, value: Any, *, explode: bool) -> str:
    key = _quote(name)
    if not (is_sequence(value) or is_mapping(value)) or not explode:
        return f";{key}={','.join(_members(value, _quote, explode=False))}"
    members = _members(value, _quote, explode=True)
    return "".join(f";{member}" if is_mapping(value) else f";{key}={member}" for member in members)


def query_fields(name: str, value: Any, style: Style = FORM, quoted: Quote | None = None) -> list[str]:
    """Write a query parameter as `name=value` fields, to be joined by `&`; none if there is nothing to say."""
    if value is None:
        return []
    quoted = quoted or (_quote_reserved if style.allow_reserved else _quote)
    key = quoted(name)
    if style.media_type:
        return [f"{key}={quoted(_content(value, style))}"]
    if style.style == "deepObject" and is_mapping(value):
        return list(_deep(name, value, quoted))
    if is_mapping(value) and style.explode:
        return list(_members(value, quoted, explode=True))
    if is_sequence(value) and (style.explode or style.style == "deepObject"):
        return [f"{key}={member}" for member in _members(value, quoted, explode=True)]
    members = list(_members(value, quoted, explode=False))
    return [f"{key}={_DELIMITERS.get(style.style, ',').join(members)}"] if members else []


def form_fields(name: str, value: Any, style: Style | None) -> list[str]:
    """Write a property of a form body; an object goes as JSON unless the document gives it a style."""
    if style is None and is_mapping(value):
        style = Style(media_type="application/json")
    return query_fields(name, value, style or FORM, quote_plus)


def header_text(value: Any, style: Style = SIMPLE) -> str:
    """Write a header parameter, as it is: the percent-encoding of URLs is not for headers."""
    if style.media_type:
        return _content(value, style)
    return ",".join(_members(value, str, explode=style.explode))


def cookie_pairs(name: str, value: Any, style: Style = FORM) -> list[str]:
    """Write a cookie parameter as `name=value` pairs, to be joined by `; `."""
    if value is None:
        return []
    name = _quote_cookie(name).replace("=", "%3D")
    if style.media_type:
        return [f"{name}={_quote_cookie(_content(value, style))}"]
    members = _members(value, _quote_cookie, explode=style.explode)
    if is_mapping(value) and style.explode:
        return list(members)
    if is_sequence(value) and style.explode:
        return [f"{name}={member}" for member in members]
    return [f"{name}={'%2C'.join(members)}"]


def _members(value: Any, quoted: Quote, *, explode: bool) -> Iterator[str]:
    """Give the written members of a value: itself, its items, `key=value` or (not exploded) keys and values."""
    if is_mapping(value):
        for key, item in _present(value.items()):
            if explode:
                yield f"{quoted(str(key))}={quoted(text_of(item))}"
            else:
                yield quoted(str(key))
                yield quoted(text_of(item))
    elif is_sequence(value):
        for item in value:
            if item is not None:
                yield quoted(text_of(item))
    else:
        yield quoted(text_of(value))


def _deep(name: str, value: Mapping[str, Any], quoted: Quote) -> Iterator[str]:
    """Write `{"a": 1, "b": {"c": [2, 3]}}` as `name[a]=1`, `name[b][c]=2`, `name[b][c]=3`."""
    for key, item in _present(value.items()):
        inner = f"{name}[{key}]"
        if is_mapping(item):
            yield from _deep(inner, item, quoted)
        else:
            yield from (f"{quoted(inner)}={member}" for member in _members(item, quoted, explode=True))


def _present(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    return (pair for pair in items if pair[1] is not None)


def _content(value: Any, style: Style) -> str:
    if isinstance(value, str) and "json" not in style.media_type:
        return value
    return jsontext.dumps(value).decode()


def _quote(text: str) -> str:
    return quote(text, safe="")


def _quote_reserved(text: str) -> str:
    return quote(text, safe=_RESERVED)


def _quote_path(text: str) -> str:
    """Keep the slashes of a value that is a path itself, but let none lead out of where it belongs."""
    if any(segment in (".", "..") for segment in text.split("/")):
        raise ValueError(f"a path must not be {text!r}: it would lead to another path")
    return quote(text, safe=_IN_PATH)


def _quote_cookie(text: str) -> str:
    return quote(text, safe=_COOKIE_OCTETS)
