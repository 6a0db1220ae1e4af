"""Schemas, examples and descriptions of a status property become the values that mean success."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_USUAL = {
    "integer": ("0", "200"),
    "number": ("0", "200"),
    "string": ("0", "00000", "200", "0000", "SUCCESS", "success", "OK", "Ok", "ok"),
}
"""What servers say when all is well. Hardly any uses one of these for a fault, so accepting several is safe."""

_PLAUSIBLE = frozenset({"0", "200", "2*", "20000", "10000", "1", "true", *_USUAL["string"]})

_SAYS_SO = re.compile(
    r"""(?<![\w.])(?P<before>\d{1,5})\s*[`"']?\s*(?:[:=-]|means|is|表示|为|代表|：|－|—)?\s*
        (?:on\s+)?(?:success|successful|ok\b|成功|正常)
      | (?:success|successful|成功|正常)\s*(?:[:=：]|is|时?为|返回)\s*[`"']?(?P<after>\d{1,5})\b
      | (?:非|不为|not|non-?)\s*(?P<else>\d{1,5})\s*(?:表示|为|代表|即|means|is|的)?
        \s*.{0,6}(?:失败|错误|异常|fail|error)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def declared(schemas: Iterable[Mapping[str, Any]], examples: Iterable[Any]) -> tuple[str, ...]:
    """Find the values that the document itself shows for success; nothing if it shows none.

    Defaults, constants and one-valued enums count at once, then what a description says, then the value that examples
    of successful answers have. Boolean properties are true.
    """
    schemas = tuple(schemas)
    if schemas and all(_kind(schema) == "boolean" for schema in schemas):
        return ("true",)
    stated = _commonest(value for schema in schemas for value in _constants(schema))
    described = _commonest(value for schema in schemas if (value := _described(str(schema.get("description", "")))))
    shown = _commonest(text for value in examples if (text := as_text(value)) in _PLAUSIBLE - {"1"})
    own = _commonest(text for schema in schemas if (text := as_text(schema.get("example"))) in _PLAUSIBLE - {"1"})
    value = stated or described or shown or own
    return (value,) if value else ()


def usual(schemas: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """List what usually means success for a property of this type."""
    kinds = Counter(_kind(schema) for schema in schemas)
    return _USUAL.get(kinds.most_common(1)[0][0] if kinds else "", _USUAL["integer"])


def as_text(value: Any) -> str:
    """Write a scalar as codes are compared; "" for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def _constants(schema: Mapping[str, Any]) -> Iterable[str]:
    values = schema.get("enum")
    single = values[0] if isinstance(values, list) and len(values) == 1 else None
    stated = (as_text(value) for value in (schema.get("default"), schema.get("const"), single))
    return (*_called_success(schema), *(value for value in stated if value in _PLAUSIBLE))


def _called_success(schema: Mapping[str, Any]) -> Iterator[str]:
    """Find the enum's value whose name is Success, by the extensions that give names to values."""
    values = schema.get("enum")
    names = schema.get("x-enum-varnames") or schema.get("x-enumNames") or schema.get("x-enum-values")
    if not isinstance(values, list) or not isinstance(names, list):
        return
    for value, name in zip(values, names, strict=False):
        label = name.get("identifier") if isinstance(name, dict) else name
        if str(label).lower() in ("success", "ok"):
            yield as_text(value)


def _described(text: str) -> str:
    found = _SAYS_SO.search(text)
    value = (found["before"] or found["after"] or found["else"]) if found else ""
    return value if value in _PLAUSIBLE else ""


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    return str(kind)


def _commonest(values: Iterable[str]) -> str:
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else ""
