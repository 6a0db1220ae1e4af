"""An `itemSchema` of server-sent events, which describes the fields of an event, becomes schemas of its data.

OpenAPI 3.2 says what each event has (`event`, `data`, `id`, `retry`); its data is text, and `contentSchema` says what
is written in that text. Some describe the data itself instead, which is what any other schema is taken for.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from anew.document import Found
from anew.normalise.keywords import mapping, text
from anew.normalise.media import is_json
from anew.normalise.views import Views

_FIELDS, _TELLING = frozenset({"data", "event", "id", "retry"}), frozenset({"data", "event"})
_DEEPEST = 5
"""Unions inside of members of unions."""


@frozen
class _Event:
    """One kind of event."""

    names: frozenset[str]
    data: Found


def data_of(item: Found, views: Views) -> tuple[Found, ...]:
    """Give the schemas of what the data of an event may be, or the schema itself if it describes no event."""
    found = list(_kinds(item, Found({"type": "string"}, item.at), views))
    if not found or not all(one.names <= _FIELDS and not one.names.isdisjoint(_TELLING) for one in found):
        return (item,)
    return tuple(_written(one.data) for one in found)


def _kinds(schema: Found, data: Found, views: Views, depth: int = 0) -> Iterator[_Event]:
    """Give the kinds of events that a schema describes; those of a union's members say more than what is beside it."""
    end = views.end(schema.value, schema.at)
    if end is None or not isinstance(end.value, dict) or depth > _DEEPEST:
        return
    view = views.view(end.value, end.at)
    names = frozenset(view.properties)
    data = view.properties["data"][-1] if "data" in names else data
    members = [member for choice in view.choices for member in choice.members]
    for member in members:
        yield from (_Event(names | one.names, one.data) for one in _kinds(member, data, views, depth + 1))
    if not members:
        yield _Event(names, data)


def _written(data: Found) -> Found:
    """Give the schema of what is written in a text, else that of the text."""
    said = mapping(data.value)
    if "contentSchema" in said:
        return Found(said["contentSchema"], f"{data.at}/contentSchema")
    return Found({}, data.at) if is_json(text(said.get("contentMediaType"))) else data
