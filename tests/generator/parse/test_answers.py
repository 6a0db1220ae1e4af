"""Documented answers become what a caller may get."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import Answer, Operation

from tests.generator.parse.building import api, only, openapi, short

TEXT = {"type": "string"}
USER = {"type": "object", "properties": {"id": {"type": "integer"}}}


def operation(responses: dict[str, Any], method: str = "get", **more: Any) -> Operation:
    return only(api(openapi({"/a": {method: {"operationId": "find", "responses": responses}}}, **more)))


def content(media_types: dict[str, Any]) -> dict[str, Any]:
    return {"description": "", "content": {name: {"schema": schema} for name, schema in media_types.items()}}


def told(answers: tuple[Answer, ...]) -> list[str]:
    """Write answers as `200 json User`."""
    return [" ".join([one.status, one.kind, *([short(one.type)] if one.type else [])]) for one in answers]


@pytest.mark.parametrize(
    ("media_type", "schema", "answer"),
    [
        ("application/json", USER, "json FindResult"),
        ("application/problem+json", USER, "json FindResult"),
        ("*/*", USER, "json FindResult"),
        ("*/*", TEXT, "text string"),
        ("application/json", TEXT, "json string"),
        ("text/csv", USER, "text string"),
        ("application/xml", USER, "text string"),
        ("application/pdf", {}, "binary binary"),
        ("application/json", {"type": "string", "format": "binary"}, "binary binary"),
        ("text/event-stream", USER, "sse FindResultEvent"),
        ("application/x-ndjson", USER, "jsonl FindResultItem"),
        ("application/jsonl", {"type": "array", "items": TEXT}, "jsonl string"),
    ],
)
def test_a_media_type_says_how_an_answer_is_read(media_type: str, schema: Any, answer: str) -> None:
    """Each kind of media type has its kind of answer."""
    assert [f"200 {answer}"] == told(operation({"200": content({media_type: schema})}).answers)


def test_success_is_2xx_and_only_else_the_default() -> None:
    """Everything else is an error."""
    both = operation({"201": content({"application/json": TEXT}), "default": {}, "404": {}, "5XX": {}})
    alone = operation({"default": content({"application/json": TEXT})})

    assert told(both.answers) == ["201 json string"]
    assert told(both.errors) == ["default empty", "404 empty", "5XX empty"]
    assert told(alone.answers) == ["default json string"]


def test_statuses_may_be_numbers_ranges_or_nonsense() -> None:
    """YAML has numbers, and some documents words."""
    found = operation({"2xx": content({"application/json": TEXT}), "4xx": {}, "ok": {}})

    assert (told(found.answers), told(found.errors)) == (["2XX json string"], ["4XX empty", "default empty"])


def test_an_answer_without_content_is_empty() -> None:
    """So is every answer that must not have any."""
    assert told(operation({"204": content({"application/json": TEXT})}).answers) == ["204 empty"]
    assert told(operation({"200": content({"application/json": TEXT})}, method="head").answers) == ["200 empty"]


def test_json_beats_its_twins_but_not_what_is_different() -> None:
    """The client asks for JSON where there is a choice; a stream or a file is another thing."""
    found = operation(
        {"200": content({"text/plain": USER, "application/json": USER, "text/event-stream": TEXT, "image/png": {}})}
    )

    assert told(found.answers)[:2] == ["200 json FindResult", "200 sse string"]


def test_items_of_a_stream_are_described_by_themselves_in_3_2() -> None:
    """`itemSchema` is one event."""
    response = {"description": "", "content": {"text/event-stream": {"itemSchema": USER}}}

    assert told(operation({"200": response}, version="3.2.0").answers) == ["200 sse FindResultEvent"]


def test_headers_of_an_answer_have_types() -> None:
    """What comes beside the body is described too."""
    headers = {"X-Rate": {"schema": {"type": "integer"}}, "X-When": {"schema": {"type": "string", "format": "date"}}}
    (found,) = operation({"200": {"description": "", "headers": headers}}).answers

    assert [(name, short(type_)) for name, type_ in found.headers] == [("X-Rate", "integer"), ("X-When", "date")]


def test_swagger_2_says_separately_what_it_produces() -> None:
    """`produces` and the schema make the answers of OpenAPI 3."""
    get = {"operationId": "find", "responses": {"200": {"schema": USER, "headers": {"X-A": {"type": "integer"}}}}}
    document = {
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "produces": ["application/xml", "application/json"],
        "paths": {"/a": {"get": get}},
    }
    (found,) = only(api(document)).answers

    assert (
        found.media_type,
        found.type and short(found.type),
        found.headers[0][0],
    ) == ("application/json", "FindResult", "X-A")


def test_what_no_success_describes_is_unknown() -> None:
    """Frameworks leave the content out where nobody declares it; only HTTP itself says that there is none."""
    assert told(operation({"200": {}, "404": {}}).answers) == ["200 unknown"]
    assert told(operation({"default": {}}).answers) == ["default unknown"]
    assert told(operation({"201": {}, "204": {}}).answers) == ["201 unknown", "204 empty"]
    assert told(operation({"200": {}}, method="head").answers) == ["200 empty"]


def test_a_success_beside_one_with_content_is_empty() -> None:
    """Who describes one success describes all of them."""
    found = operation({"200": content({"application/json": TEXT}), "202": {}})

    assert told(found.answers) == ["200 json string", "202 empty"]


def test_a_default_that_tells_of_errors_is_no_success() -> None:
    """flask-smorest gives every operation a default error, also those of which it knows nothing else."""
    told_by_name = {"components": {"responses": {"DEFAULT_ERROR": content({"application/json": USER})}}}
    named = operation({"default": {"$ref": "#/components/responses/DEFAULT_ERROR"}}, **told_by_name)
    described = operation({"default": {**content({"application/json": USER}), "description": "unexpected error"}})

    assert [(one.answers, len(one.errors)) for one in (named, described)] == [((), 1), ((), 1)]


@pytest.mark.parametrize("media_type", ["", "application/json", "application/octet-stream"])
def test_content_of_a_file_is_octets(media_type: str) -> None:
    """3.1 says so by `contentMediaType`, as Litestar does of its files."""
    found = operation({"200": content({media_type: {"type": "string", "contentMediaType": "application/pdf"}})})

    assert told(found.answers) == ["200 binary binary"]
