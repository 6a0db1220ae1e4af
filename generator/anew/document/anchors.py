"""A file's data becomes an index of the names that JSON Schema 2020-12 lets schemas give themselves."""

from __future__ import annotations

from typing import Any

from anew.document.pointers import escape

_KEYS = ("$anchor", "$dynamicAnchor")


def anchors(data: Any) -> dict[str, str]:
    """Give the pointer of each anchor."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    stack: list[tuple[Any, str]] = [(data, "")]
    while stack:
        value, pointer = stack.pop()
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        children = value.items() if isinstance(value, dict) else enumerate(value)
        stack += [(child, f"{pointer}/{escape(str(key))}") for key, child in children]
        if isinstance(value, dict):
            found |= {value[key]: pointer for key in _KEYS if isinstance(value.get(key), str)}
    return found
