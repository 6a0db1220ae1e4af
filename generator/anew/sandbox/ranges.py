"""A value and its schema become the first whole number that its format has no room for: JSON Schema does not look."""

from __future__ import annotations

from typing import Any

from anew.document import Found
from anew.normalise.keywords import mapping
from anew.normalise.views import View, Views

_SIZES = {"int32": 2**31, "int64": 2**63}


def out_of_range(views: Views, schema: Any, at: str, value: Any) -> str:
    """Say which number is out of range; empty if none is."""
    if isinstance(value, bool) or not isinstance(value, int | dict | list):
        return ""
    end = views.end(schema, at)
    view = views.view(end.value, end.at) if end is not None and isinstance(end.value, dict) else None
    if view is None:
        return ""
    if isinstance(value, int):
        size = _SIZES.get(str(view.keywords.get("format", "")))
        fits = size is None or -size <= value < size
        return "" if fits else f"{value} is out of the range of {view.keywords['format']}"
    return next(filter(None, (out_of_range(views, one.value, one.at, inner) for one, inner in _parts(view, value))), "")


def _parts(view: View, value: dict[str, Any] | list[Any]) -> list[tuple[Found, Any]]:
    """Pair what is inside of a value with what its schema says of it."""
    if isinstance(value, list):
        items = view.keywords.get("items")
        return [(Found(items, f"{view.at}/items"), one) for one in value] if mapping(items) else []
    known = view.properties
    return [(known[name][-1], one) for name, one in value.items() if name in known]
