"""An `itemSchema` of an event stream becomes what a caller gets of one event: its data."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generator.parse.building import api, only, openapi, ref, short

TEXT = {"type": "string"}
USER = {"type": "object", "properties": {"id": {"type": "integer"}}}
WRITTEN = {"type": "string", "contentMediaType": "application/json", "contentSchema": ref("User")}
REST = {"event": TEXT, "id": TEXT, "retry": {"type": "integer"}}


def of(item: Any) -> str:
    """Give the type of an event's data."""
    content = {"text/event-stream": {"itemSchema": item}}
    get = {"operationId": "watch", "responses": {"200": {"description": "", "content": content}}}
    (answer,) = only(api(openapi({"/a": {"get": get}}, {"User": USER}, version="3.2.0"))).answers
    assert answer.type is not None
    return f"{answer.kind} {short(answer.type)}"


@pytest.mark.parametrize(
    ("data", "type_"),
    [
        (WRITTEN, "User"),
        ({**WRITTEN, "contentSchema": {"type": "array", "items": TEXT}}, "[string]"),
        ({"type": "string", "contentMediaType": "application/json"}, "any"),
        (TEXT, "string"),
        (ref("User"), "User"),
    ],
)
def test_the_data_of_an_event_has_its_own_type(data: Any, type_: str) -> None:
    """A schema of the fields of an event is not one of its data; `contentSchema` says what is in the text."""
    assert of({"type": "object", "properties": {"data": data, **REST}, "required": ["data"]}) == f"sse {type_}"


def test_events_without_data_of_their_own_have_text() -> None:
    """Without a word about it, data is text."""
    assert of({"type": "object", "properties": REST}) == "sse string"


def test_kinds_of_events_make_a_union() -> None:
    """A member of a union says more than its base, and inherits what it does not say."""
    added = {"properties": {"event": {"const": "added"}, "data": WRITTEN}}
    counted = {"properties": {"event": {"const": "counted"}, "data": {"contentSchema": {"type": "integer"}}}}
    other = {"properties": {"event": {"const": "other"}}}
    base = {"type": "object", "properties": {"data": TEXT, **REST}}

    assert of({**base, "oneOf": [added, counted, other]}) == "sse (User | integer | string)"
    assert of({**base, "properties": {"data": WRITTEN}, "oneOf": [other]}) == "sse User"


def test_any_other_item_is_the_data_itself() -> None:
    """Data that has the name of a field among others is no event."""
    assert of(ref("User")) == "sse User"
    assert of({"type": "object", "properties": {"id": TEXT}}) == "sse WatchResultEvent"
    assert of({"type": "object", "properties": {"data": TEXT, "user": TEXT}}) == "sse WatchResultEvent"
    assert of({"oneOf": [ref("User"), TEXT]}) == "sse (User | string)"
