"""The `itemSchema` of an event stream becomes the schema of what the data of an event says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from anew.samples.schemas import Schemas

_MEMBERS = {"data", "event", "id", "retry"}
_TEXT = {"type": "string"}


def data_schema(item: Any, schemas: Schemas) -> Any:
    """Give the schema of the data if the item is an event as OpenAPI 3.2 has it, else the item's own."""
    kinds = list(_kinds(item, _TEXT, schemas))
    if not all(names <= _MEMBERS and names & {"data", "event"} for names, _ in kinds):
        return item
    found = [_content(data) for _, data in kinds]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _kinds(item: Any, data: Any, schemas: Schemas, depth: int = 5) -> Iterator[tuple[set[str], Any]]:
    whole = schemas.whole(item)
    properties = whole.get("properties", {})
    data = properties.get("data", data)
    members = [member for _, listed, _ in whole["unions"] for member in listed] if depth else []
    for member in members:
        yield from ((names | set(properties), said) for names, said in _kinds(member, data, schemas, depth - 1))
    if not members:
        yield set(properties), data


def _content(data: Any) -> Any:
    if not isinstance(data, Mapping):
        return data
    return data.get("contentSchema", {} if "json" in str(data.get("contentMediaType", "")) else data)
