"""A plain scalar of YAML becomes what YAML 1.2's core schema says it is, which is what JSON knows.

YAML 1.1, PyYAML's own rules, would read `no` as false, `12:30` as 750 and `2024-01-01` as a date: OpenAPI forbids that.
"""

from __future__ import annotations

import re
from typing import Any

_CONSTANTS: dict[str, Any] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".inf": float("inf"),
    "-.inf": float("-inf"),
    ".nan": float("nan"),
}
_STARTS = frozenset("-+.0123456789")
_INT = re.compile(r"[-+]?[0-9]{1,4000}")
_BASED = re.compile(r"0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def resolve(text: str) -> Any:
    """Give the value of a scalar that was written without quotes."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return _number(text) if text[0] in _STARTS else text


def tagged(text: str, tag: str) -> Any:
    """Give the value of a scalar that was written with a tag such as `!!str`."""
    kind = tag.rpartition(":")[2]
    value = text if kind == "str" else resolve(text)
    return float(value) if kind == "float" and isinstance(value, int) else value


def key(value: Any) -> str:
    """Make a mapping's key the text that it would be in JSON: `200:` and `"200":` are the same status."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _number(text: str) -> Any:
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text
