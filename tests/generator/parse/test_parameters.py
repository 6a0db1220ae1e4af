"""Parameters become arguments."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import MISSING, Operation, Parameter

from tests.generator.parse.building import answering, api, document, entry, only, openapi, short

TEXT = {"type": "string"}


def operation(path: str, *parameters: Any, **more: Any) -> Operation:
    return only(api(openapi({path: {"get": answering({}, parameters=list(parameters))}}, **more)))


def parameter(**said: Any) -> Parameter:
    (found,) = operation("/a", {"name": "q", "in": "query", "schema": TEXT, **said}).parameters
    return found


def swagger(*parameters: Any) -> Operation:
    get = {"parameters": list(parameters), "responses": {}}
    return only(api({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": get}}}))


@pytest.mark.parametrize(
    ("said", "style", "explode"),
    [
        ({}, "form", True),
        ({"explode": False}, "form", False),
        ({"in": "header"}, "simple", False),
        ({"in": "cookie"}, "form", True),
        ({"style": "deepObject", "explode": True}, "deepObject", True),
        ({"style": "pipeDelimited"}, "pipeDelimited", False),
    ],
)
def test_styles_have_the_defaults_of_their_place(said: Any, style: str, explode: bool) -> None:
    """What the document leaves out is as the specification says."""
    found = parameter(**said)

    assert (style, explode) == (found.style, found.explode)


@pytest.mark.parametrize(
    ("collection", "style", "explode"),
    [
        (None, "form", False),
        ("csv", "form", False),
        ("multi", "form", True),
        ("ssv", "spaceDelimited", False),
        ("tsv", "tabDelimited", False),
        ("pipes", "pipeDelimited", False),
    ],
)
def test_collections_of_swagger_2_are_styles(collection: str | None, style: str, explode: bool) -> None:
    """2.0 joins lists with commas by default."""
    said = {"collectionFormat": collection} if collection else {}
    (found,) = swagger({"name": "q", "in": "query", "type": "array", "items": TEXT, **said}).parameters

    assert ("[string]", style, explode) == (short(found.type), found.style, found.explode)


def test_the_signature_begins_with_what_is_needed() -> None:
    """Required ones come first, and those of the path in its order."""
    found = operation(
        "/{b}/{a}",
        {"name": "optional", "in": "query", "schema": TEXT},
        {"name": "a", "in": "path", "required": True, "schema": TEXT},
        {"name": "needed", "in": "query", "required": True, "schema": TEXT},
        {"name": "b", "in": "path", "required": True, "schema": TEXT},
    )

    assert [one.name for one in found.parameters] == ["b", "a", "needed", "optional"]


def test_parameters_of_the_path_are_replaced_by_those_of_the_operation() -> None:
    """Name and place say which is meant."""
    shared = [{"name": "q", "in": "query", "schema": TEXT}, {"name": "x", "in": "query", "schema": TEXT}]
    own = [{"name": "q", "in": "query", "schema": {"type": "integer"}}]
    found = only(api(openapi({"/a": {"parameters": shared, "get": answering({}, parameters=own)}})))

    assert {one.wire: short(one.type) for one in found.parameters} == {"q": "integer", "x": "string"}


def test_names_of_arguments_never_collide() -> None:
    """The place is added where a name is taken, and Python's own names are avoided."""
    found = operation(
        "/{id}",
        {"name": "id", "in": "path", "required": True, "schema": TEXT},
        {"name": "id", "in": "query", "schema": TEXT},
        {"name": "ID", "in": "header", "schema": TEXT},
        {"name": "body", "in": "query", "schema": TEXT},
        {"name": "from", "in": "query", "schema": TEXT},
    )

    assert [one.name for one in found.parameters] == ["id", "id_query", "body_", "from_", "id_header"]


@pytest.mark.parametrize("name", ["Authorization", "accept", "Content-Type"])
def test_headers_that_are_the_clients_business_are_no_arguments(name: str) -> None:
    """A parameter must not take the session's token away."""
    found = api(openapi({"/a": {"get": answering({}, parameters=[{"name": name, "in": "header", "schema": TEXT}])}}))

    assert only(found).parameters == ()
    assert entry(found, path="/a").status == "generated"


def test_a_placeholder_without_a_parameter_is_an_argument() -> None:
    """The request could not be made without it."""
    (found,) = operation("/users/{user-id}").parameters

    assert (found.name, found.wire, found.location, found.required) == ("user_id", "user-id", "path", True)


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/files/{name:[a-z]+}", False),
        ("/files/{;name*}", False),
        ("/files/{.name}", False),
        ("/files/{name}", False),
        ("/files/{+name}", True),
        ("/files/{*name}", True),
        ("/files/{name...}", True),
        ("/files/{name=folders/*/files/*}", True),
    ],
)
def test_placeholders_are_plain(path: str, whole: bool) -> None:
    """Routers' own notations are understood; some say that a value is a path itself, so that its slashes are kept."""
    found = operation(path, {"name": "name", "in": "path", "required": True, "schema": TEXT})

    assert (found.path, [(one.wire, one.allow_reserved) for one in found.parameters]) == (
        "/files/{name}",
        [("name", whole)],
    )


def test_a_parameter_may_be_encoded_as_a_media_type() -> None:
    """`content` says how the value is written; style does not count then."""
    content = {"application/json": {"schema": {"type": "array", "items": TEXT}}}
    (found,) = operation("/a", {"name": "q", "in": "query", "content": content}).parameters

    assert (found.media_type, short(found.type)) == ("application/json", "[string]")


def test_a_whole_query_string_is_its_properties() -> None:
    """3.2 describes the query as one form."""
    schema = {"type": "object", "required": ["from"], "properties": {"from": {"type": "integer"}, "to": TEXT}}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    found = operation("/a", {"name": "q", "in": "querystring", "content": content}, version="3.2.0")

    assert [(one.wire, one.required) for one in found.parameters] == [("from", True), ("to", False)]


@pytest.mark.parametrize("place", ["body", "nowhere", None])
def test_a_parameter_in_no_known_place_is_left_out_with_a_note(place: Any) -> None:
    """The operation can still be called without it."""
    found = api(openapi({"/a": {"get": answering({}, parameters=[{"name": "q", "in": place, "schema": TEXT}])}}))

    assert entry(found, path="/a").status == "degraded"


def test_parameters_may_be_nullable_and_have_defaults() -> None:
    """Types that openapi-python-client allows in no parameter are no problem."""
    found = parameter(schema={"type": ["string", "null"], "default": "x"})

    assert (short(found.type), found.default) == ("string?", "x")
    assert parameter(schema={"type": "integer", "default": "x"}).default == MISSING


def test_schemas_of_shared_parameters_are_named_once() -> None:
    """An enum in `components/parameters` is one class for all operations."""
    components = {"parameters": {"sort": {"name": "s", "in": "query", "schema": {"enum": ["a", "b"]}}}}
    get = answering({}, parameters=[{"$ref": "#/components/parameters/sort"}])
    found = api(document(openapi({"/a": {"get": get}, "/b": {"get": get}}, components=components)))

    assert [schema.name for schema in found.schemas] == ["Sort"]
