"""Request bodies become what a caller may give."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import Operation

from tests.generator.parse.building import answering, api, entry, fields, only, openapi, short

TEXT = {"type": "string"}
FORM = {"type": "object", "properties": {"name": TEXT}}
FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
FILES = {"type": "object", "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}}}
IMAGE = {"type": "object", "properties": {"image": {"type": "string", "contentMediaType": "image/png"}}}


def operation(content: dict[str, Any], **more: Any) -> Operation:
    body = {"content": {media_type: {"schema": schema} for media_type, schema in content.items()}, **more}
    return only(api(openapi({"/a": {"post": answering({}, operationId="send", requestBody=body)}})))


@pytest.mark.parametrize(
    ("media_type", "schema", "kind", "type_"),
    [
        ("application/json", TEXT, "json", "string"),
        ("application/merge-patch+json; charset=utf-8", TEXT, "json", "string"),
        ("application/x-www-form-urlencoded", FORM, "form", "SendBody"),
        ("multipart/form-data", FILE, "multipart", "SendBody"),
        ("text/plain", TEXT, "text", "string"),
        ("application/text", TEXT, "text", "string"),
        ("application/xml", FILE, "text", "string"),
        ("application/octet-stream", {}, "binary", "binary"),
        ("image/*", {}, "binary", "binary"),
        ("*/*", FILE, "json", "SendBody"),
        ("*/*", {"type": "string", "format": "binary"}, "binary", "binary"),
    ],
)
def test_a_media_type_says_how_a_body_is_written(media_type: str, schema: Any, kind: str, type_: str) -> None:
    """Each kind of media type has its kind of body."""
    (found,) = operation({media_type: schema}).bodies

    assert (kind, type_) == (found.kind, short(found.type))
    assert "*" not in found.media_type


def test_json_is_preferred_and_its_twins_are_left_out() -> None:
    """What is JSON in other words needs no choice; XML is one, after it."""
    found = operation(dict.fromkeys(["application/xml", "text/json", "application/*+json", "application/json"], TEXT))

    assert [body.media_type for body in found.bodies] == ["application/json", "application/xml"]


def test_media_types_that_make_a_difference_are_all_there() -> None:
    """The caller may choose between a form and JSON."""
    found = operation({"multipart/form-data": FORM, "application/json": FORM})

    assert [body.kind for body in found.bodies] == ["json", "multipart"]


@pytest.mark.parametrize("schema", [FILE, FILES, IMAGE])
def test_files_go_by_multipart(schema: Any) -> None:
    """It alone can carry them, whatever else is listed, and even if nothing else is."""
    several = dict.fromkeys(["application/json", "application/x-www-form-urlencoded", "multipart/form-data"], schema)
    alone = operation({"application/x-www-form-urlencoded": schema})

    for found in (operation(several), alone):
        assert [(body.kind, body.media_type) for body in found.bodies] == [("multipart", "multipart/form-data")]


def test_encodings_of_parts_are_kept() -> None:
    """How a part is written is part of the request."""
    encoding = {"meta": {"contentType": "application/json", "headers": {"X-A": {}}}, "ids": {"explode": False}}
    content = {"multipart/form-data": {"schema": FILE, "encoding": encoding}}
    post = answering({}, requestBody={"content": content})
    (body,) = only(api(openapi({"/a": {"post": post}}))).bodies

    meta, ids = body.parts
    assert (meta.wire, meta.media_type, meta.headers) == ("meta", "application/json", ("X-A",))
    assert (ids.wire, ids.explode) == ("ids", False)


@pytest.mark.parametrize(
    ("extra", "media_type"),
    [
        ([], "application/x-www-form-urlencoded"),
        ([{"name": "file", "in": "formData", "type": "file"}], "multipart/form-data"),
    ],
)
def test_the_fields_of_a_swagger_2_form_are_one_body(extra: list[Any], media_type: str) -> None:
    """A file makes the form multipart."""
    parameters = [{"name": "n", "in": "formData", "type": "integer", "required": True}, *extra]
    post = {"operationId": "send", "parameters": parameters, "responses": {}}
    found = api({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": post}}})
    operation = only(found)

    assert (media_type, True) == (operation.bodies[0].media_type, operation.body_required)
    assert {"n": "integer", **({"file?": "binary"} if extra else {})} == fields(found, "SendBody")


def test_several_bodies_of_values_are_the_properties_of_one() -> None:
    """Swagger 2.0 allows one body, but people list the parts of it; every one of them has to get there."""
    values = {"name": "string", "state": "integer"}
    parameters = [
        {"name": name, "in": "body", "required": name == "name", "schema": {"type": kind}}
        for name, kind in values.items()
    ]
    post = {"operationId": "send", "parameters": parameters, "responses": {}}
    found = api({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": post}}})

    assert (only(found).bodies[0].media_type, only(found).body_required) == ("application/json", True)
    assert fields(found, "SendBody") == {"name": "string", "state?": "integer"}


def test_a_body_too_many_is_told() -> None:
    """Of several bodies that are objects the last one is taken, and the ledger says what is lost."""
    thing = {"type": "object", "properties": {"a": {"type": "string"}}}
    parameters = [{"name": name, "in": "body", "schema": thing} for name in ("one", "two")]
    post = {"operationId": "send", "parameters": parameters, "responses": {}}
    found = api({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": post}}})

    assert [one.message for one in entry(found, "send").notes] == ["there is another body, and the last one counts"]
