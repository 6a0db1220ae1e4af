"""A schema of any dialect has the type that it means."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.generator.parse.building import answering, api, fields, of_schema, only, openapi, ref, schemas, short

TEXT = {"type": "string"}
USER = {"type": "object", "properties": {"id": {"type": "integer"}}}
PET = {"type": "object", "properties": {"kind": TEXT}}


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({}, "any"),
        (True, "any"),
        ({"type": "string"}, "string"),
        ({"type": "integer", "format": "int64"}, "integer"),
        ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "null"}, "null"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "date_time"),
        ({"format": "date-time"}, "date_time"),
        ({"type": "string", "format": "time"}, "time"),
        ({"type": "string", "format": "duration"}, "duration"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        ({"type": "string", "format": "decimal"}, "decimal"),
        ({"type": "string", "format": "byte"}, "bytes"),
        ({"type": "string", "contentEncoding": "base64"}, "bytes"),
        ({"type": "string", "format": "email"}, "string"),
        ({"type": "String"}, "string"),
        ({"type": "array", "items": TEXT}, "[string]"),
        ({"type": "array"}, "[any]"),
        ({"items": TEXT}, "[string]"),
        ({"type": "object"}, "{any}"),
        ({"type": "object", "additionalProperties": TEXT}, "{string}"),
        ({"patternProperties": {"^x": TEXT}}, "{string}"),
        ({"prefixItems": [TEXT, {"type": "integer"}], "items": False}, "<string, integer>"),
        ({"type": "array", "prefixItems": [TEXT], "items": {"type": "integer"}}, "<string, integer…>"),
        ({"const": "a"}, "'a'"),
        ({"enum": ["a"]}, "'a'"),
        ({"enum": [1.5, 2.5]}, "1.5/2.5"),
        ({"enum": ["a", 1]}, "'a'/1"),
        ({"enum": [True, False]}, "boolean"),
        ({"type": "array", "items": TEXT, "enum": ["a", "b"]}, "[GetThingResultItem]"),
    ],
)
def test_a_schema_has_the_type_that_it_means(schema: Any, type_: str) -> None:
    """Each keyword of each dialect is understood."""
    assert type_ == of_schema(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": ["string", "null"]},
        {"type": ["string", None]},
        {"type": "string", "x-nullable": True},
        {"anyOf": [TEXT, {"type": "null"}]},
        {"oneOf": [TEXT, {"const": None}]},
        {"oneOf": [TEXT, {"enum": [None]}]},
        {"oneOf": [{"nullable": True}, TEXT]},
        {"allOf": [TEXT], "nullable": True},
        {"allOf": [{"type": "string", "nullable": True}, {"nullable": False}]},
        {"$ref": "#/components/schemas/Maybe"},
        {"$ref": "#/components/schemas/Text", "nullable": True},
    ],
)
def test_null_is_fine_in_every_dialect(schema: Any) -> None:
    """There are many ways to say that a value may be null."""
    assert of_schema(schema, {"Maybe": {"type": ["string", "null"]}, "Text": TEXT}) == "string?"


def test_an_object_that_is_only_nullable_is_null_beside_a_name() -> None:
    """The library apispec says so in 3.0, where no reference is nullable; beside anything else it is an object."""
    null = {"type": "object", "nullable": True}
    user = {"type": "object", "properties": {"id": {"type": "integer"}}}

    assert of_schema({"anyOf": [null, ref("User")]}, {"User": user}) == "User?"
    assert of_schema({"anyOf": [null, TEXT]}) == "({any} | string)?"


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ({"oneOf": [TEXT, {"type": "integer"}]}, "(string | integer)"),
        ({"type": ["string", "integer", "null"]}, "(string | integer)?"),
        ({"anyOf": [ref("User"), ref("Pet")]}, "(User | Pet)"),
        ({"anyOf": [ref("User"), {}]}, "any"),
        ({"anyOf": [ref("User"), ref("User")]}, "User"),
        ({"oneOf": [ref("User")], "description": "just one"}, "User"),
        ({"anyOf": [TEXT, {"enum": ["a", "b"]}]}, "GetThingResult"),
        ({"anyOf": [TEXT, {"enum": [""]}]}, "string"),
        ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, "GetThingResult"),
        ({"oneOf": [{"required": ["id"]}, {"required": ["name"]}], **USER}, "GetThingResult"),
        ({"allOf": [ref("User"), {"description": "more words"}]}, "User"),
        ({"allOf": [ref("User"), {"type": "object"}]}, "User"),
    ],
)
def test_unions_are_as_simple_as_they_can_be(schema: Any, type_: str) -> None:
    """What adds nothing to a union or an `allOf` is left out."""
    assert type_ == of_schema(schema, {"User": USER, "Pet": PET})


def test_names_of_plain_types_are_seen_through() -> None:
    """A component that is a text or a list needs no name in Python."""
    components = {"Id": {"type": "string", "format": "uuid"}, "Ids": {"type": "array", "items": ref("Id")}}

    assert of_schema(ref("Ids"), components) == "[uuid]"


def test_a_union_with_a_name_is_an_alias() -> None:
    """A union that the document names keeps its name."""
    found = api(openapi(schemas={"Animal": {"oneOf": [ref("User"), ref("Pet")]}, "User": USER, "Pet": PET}))

    assert short(schemas(found)["Animal"].type) == "(User | Pet)"


def test_types_that_contain_themselves_are_named() -> None:
    """A JSON value is a list of JSON values, among others."""
    values = {"oneOf": [TEXT, {"type": "array", "items": ref("Value")}]}
    lists = {"type": "array", "items": ref("Lists")}
    found = schemas(api(openapi(schemas={"Value": values, "Lists": lists})))

    assert short(found["Value"].type) == "(string | [Value])"
    assert short(found["Lists"].type) == "[Lists]"


def test_a_recursive_reference_means_the_component_around_it() -> None:
    """That is what JSON Schema 2019-09 calls it."""
    node = {"type": "object", "properties": {"next": {"$recursiveRef": "#"}}}

    assert {"next?": "Node"} == fields(api(openapi(schemas={"Node": node})), "Node")


def test_a_model_may_contain_itself() -> None:
    """Trees are models of themselves."""
    node = {"type": "object", "properties": {"children": {"type": "array", "items": ref("Node")}}}

    assert fields(api(openapi(schemas={"Node": node})), "Node") == {"children?": "[Node]"}


def test_what_has_no_name_is_called_after_where_it_is() -> None:
    """Objects and enums inside of others are named after the way to them."""
    inner = {"type": "object", "properties": {"state": {"enum": ["on", "off"]}}}
    schema = {"type": "object", "properties": {"power_unit": inner, "parts": {"type": "array", "items": inner}}}
    found = api(openapi(schemas={"Car": schema}))

    assert fields(found, "Car") == {"power_unit?": "CarPowerUnit", "parts?": "[CarPartsItem]"}
    assert fields(found, "CarPowerUnit") == {"state?": "CarPowerUnitState"}


def test_properties_of_all_parts_go_together_and_the_last_wins() -> None:
    """`allOf` is flattened: a child has what its base has, and says more precisely what it is."""
    base = {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "data": {}, "base": TEXT}}
    child = {"properties": {"kind": {"const": "child"}, "data": ref("User")}, "required": ["data"]}
    found = api(openapi(schemas={"Child": {"allOf": [ref("Base"), child]}, "Base": base, "User": USER}))

    assert fields(found, "Child") == {"kind": "'child'", "data": "User", "base?": "string"}


def test_parts_without_a_type_are_objects_all_the_same() -> None:
    """Many documents leave `type: object` out in the parts of an `allOf`."""
    parts = [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]

    assert fields(api(openapi(schemas={"Both": {"allOf": parts}})), "Both") == {"a?": "string", "b?": "string"}


def test_a_property_of_several_parts_is_merged_deeply() -> None:
    """Two parts may each say something about the same object."""
    one = {"properties": {"meta": {"type": "object", "properties": {"page": {"type": "integer"}}}}}
    two = {"properties": {"meta": {"type": "object", "properties": {"total": {"type": "integer"}}}}}
    found = api(openapi(schemas={"List": {"allOf": [one, two]}}))

    assert fields(found, "ListMeta") == {"page?": "integer", "total?": "integer"}


def test_properties_beside_a_union_belong_to_each_member() -> None:
    """The members of a union get the properties that stand around it."""
    schema = {
        "type": "object",
        "required": ["id"],
        "properties": {"id": TEXT},
        "oneOf": [{"properties": {"a": TEXT}}, {"title": "With B", "properties": {"b": TEXT}}],
    }
    found = api(openapi(schemas={"Thing": schema}))

    assert short(schemas(found)["Thing"].type) == "(ThingOption1 | ThingWithB)"
    assert fields(found, "ThingWithB") == {"id": "string", "b?": "string"}


@pytest.mark.parametrize("chain", [["A", "B", "A"], ["A", "A"]])
def test_a_reference_in_a_circle_costs_only_itself(chain: list[str]) -> None:
    """A component that refers to itself and nothing else has no type, and the ledger says so."""
    found = api(openapi(schemas={one: ref(next_) for one, next_ in pairwise(chain)}))

    assert any("goes round in a circle" in note.message for entry in found.ledger for note in entry.notes)


def test_schemas_nested_beyond_reason_lose_only_what_is_deep() -> None:
    """A list of lists of lists … ends somewhere, and the ledger says where."""
    schema: dict[str, Any] = TEXT
    for _ in range(120):
        schema = {"type": "array", "items": schema}
    found = api(openapi({"/a": {"get": answering(schema)}}))

    assert found.ledger[0].status == "degraded"
    assert short(only(found).answers[0].type or pytest.fail()).startswith("[[[")
