"""A schema of any dialect becomes values that a validator of another make finds valid."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from anew.samples import Sampler

SEEDS = range(25)
USER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER


def document(version: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    return {"openapi": version, "paths": {}, "components": {"schemas": schemas}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def values(schema: Any, root: dict[str, Any] | None = None, **asked: Any) -> list[Any]:
    """Make a value for each seed."""
    return [Sampler(root or document(), seed).value(schema, **asked) for seed in SEEDS]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 3, "maxLength": 5},
        {"type": "string", "pattern": "^[A-Z]{2}-\\d{3,}$", "maxLength": 9},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 30},
        {"type": "string", "enum": ["a", "b"]},
        {"type": "integer", "minimum": 3, "exclusiveMaximum": 5},
        {"type": "integer", "minimum": 10, "maximum": 40, "multipleOf": 7},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        {"type": "number", "multipleOf": 0.25, "minimum": 1, "maximum": 2},
        {"type": ["string", "integer", "null"], "minimum": 7, "minLength": 2},
        {"const": {"a": [1, None]}},
        {"type": "array", "items": {"type": "integer"}, "minItems": 3, "maxItems": 4, "uniqueItems": True},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False, "minItems": 2},
        {"type": "array", "contains": {"const": 5}, "items": {"type": "integer"}},
        {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2, "maxProperties": 3},
        {"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "boolean"}}, "additionalProperties": False},
        {
            "type": "object",
            "propertyNames": {"pattern": "^[a-c]{4}$"},
            "additionalProperties": True,
            "minProperties": 1,
        },
        {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
        {"type": "object", "required": ["undeclared"]},
        {"allOf": [USER, {"required": ["name"], "properties": {"name": {"minLength": 4}}}]},
        {"allOf": [{"type": "integer", "minimum": 5}, {"type": "number", "maximum": 9}]},
        {"oneOf": [USER, {"type": "object", "required": ["code"], "properties": {"code": {"type": "integer"}}}]},
        {"anyOf": [{"type": "string"}, {"type": "boolean"}], "not": {"const": True}},
        {"type": "string", "not": {"enum": ["x"]}, "maxLength": 1, "pattern": "^[xyz]$"},
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "type": "object", "properties": {"a": {}, "b": {}}},
        {"type": "array", "items": {"oneOf": [{"type": "integer"}, {"type": "string", "format": "date"}]}},
        True,
        {},
    ],
)
def test_values_are_valid(schema: Any) -> None:
    """Whatever a schema demands, its values satisfy."""
    validator = jsonschema.Draft202012Validator(schema, format_checker=CHECKER)

    assert [] == [error.message for value in values(schema) for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", ["date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "regex"])
def test_strings_are_of_their_format(name: str) -> None:
    """Formats that a checker knows are kept."""
    found = values({"type": "string", "format": name})

    assert all(CHECKER.conforms(value, name) for value in found)


@pytest.mark.parametrize(
    ("facts", "pattern"),
    [
        ({"format": "byte"}, "[A-Za-z0-9+/]+={0,2}"),
        ({"contentEncoding": "base64"}, "[A-Za-z0-9+/]+={0,2}"),
        ({"format": "decimal"}, r"\d+\.\d\d"),
        ({"format": "duration"}, r"P(\d+D)?(T\d+[SMH])?"),
        ({"format": "uri"}, r"https://\S+"),
        ({"pattern": "^(?<year>\\d{4})\\/[\\p{L}]+$"}, r"\d{4}/[a-zA-Z]+"),
        ({"format": "date", "pattern": "^20"}, r"20\d\d-\d\d-\d\d"),
    ],
)
def test_strings_without_a_checker_look_as_they_should(facts: dict[str, Any], pattern: str) -> None:
    """Formats of OpenAPI are made by their rules, together with a pattern beside them."""
    assert all(re.fullmatch(pattern, value) for value in values({"type": "string", **facts}))


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        ("3.0.3", {"type": "integer", "minimum": 4, "exclusiveMinimum": True, "maximum": 6, "exclusiveMaximum": True}),
        ("3.1.0", {"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6}),
    ],
)
def test_exclusive_limits_are_read_in_the_words_of_the_dialect(version: str, schema: Any) -> None:
    """Before 3.1 they were flags."""
    assert {5} == set(values(schema, document(version)))


@pytest.mark.parametrize(
    ("root", "schema"),
    [
        (document("3.0.0"), {"type": "string", "nullable": True}),
        (document("3.0.0"), {"type": "string", "enum": ["a"], "nullable": True}),
        (document("3.0.0", User=USER), {"allOf": [ref("User")], "nullable": True}),
        (document("3.0.0", User=USER), {**ref("User"), "nullable": True}),
        (document("3.0.0", User=USER), {"oneOf": [ref("User"), {"nullable": True, "description": "or none"}]}),
        (document("3.0.0", User=USER), {"anyOf": [{"type": "object", "nullable": True}, ref("User")]}),
        ({"swagger": "2.0"}, {"type": "string", "x-nullable": True}),
        (document(), {"type": ["string", "null"]}),
        (document(User=USER), {"anyOf": [ref("User"), {"type": "null"}]}),
    ],
)
def test_null_comes_where_it_may(root: dict[str, Any], schema: Any) -> None:
    """Each dialect has its own word for it; null is valid and made now and then, but not always."""
    found = values(schema, root)

    assert Sampler(root).valid(schema, None)
    assert None in found
    assert any(value is not None for value in found)


@pytest.mark.parametrize(("direction", "kept"), [("request", {"secret"}), ("answer", {"id"})])
def test_values_go_into_one_direction(direction: Any, kept: set[str]) -> None:
    """What is read-only is not sent, and what is write-only does not come back, required or not."""
    user = {
        "type": "object",
        "required": ["id", "secret"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "secret": ref("Secret")},
    }
    root = document(User=user, Secret={"type": "string", "writeOnly": True})
    found = values(ref("User"), root, direction=direction)

    assert all(set(value) == kept for value in found)
    assert all(Sampler(root).valid(ref("User"), value, direction=direction) for value in found)


def test_a_discriminator_names_the_schema_that_was_chosen() -> None:
    """By the mapping where there is one, else by the schema's own name."""
    cat = {"type": "object", "required": ["kind", "claws"], "properties": {"kind": {"type": "string"}, "claws": {}}}
    dog = {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"type": "string"}, "bark": {}}}
    mapping = {"feline": "#/components/schemas/Cat"}
    pet = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    found = values(ref("Pet"), document(Pet=pet, Cat=cat, Dog=dog))

    assert {(value["kind"], "claws" in value) for value in found} == {("feline", True), ("Dog", False)}


def test_a_base_with_a_discriminator_becomes_one_of_its_subtypes() -> None:
    """A value of the base itself would have a name that nobody knows."""
    base = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}},
    }
    dog = {"allOf": [ref("Pet"), {"required": ["bark"], "properties": {"bark": {"type": "string"}}}]}
    found = values(ref("Pet"), document(Pet=base, Dog=dog))

    assert all(value["kind"] == "dog" and "bark" in value for value in found)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [ref("Node"), {"type": "null"}]}}},
        {"type": "object", "properties": {"left": ref("Node"), "right": ref("Node"), "all": {"items": ref("Node")}}},
        {"anyOf": [{"type": "string"}, {"type": "array", "items": ref("Node")}]},
        {"allOf": [ref("Node")], "type": "object"},
    ],
)
def test_schemas_that_contain_themselves_have_finite_values(schema: Any) -> None:
    """Recursion ends with what is optional, null or empty."""
    root = document(Node=schema)
    found = values(ref("Node"), root)

    assert all(len(repr(value)) < 20_000 and Sampler(root).valid(ref("Node"), value) for value in found)


def test_a_schema_without_finite_values_costs_no_more_than_none() -> None:
    """What cannot be made is null, and known to be invalid."""
    root = document(Node={"type": "object", "required": ["node"], "properties": {"node": ref("Node")}})
    sampler = Sampler(root)

    assert (None, False) == (sampler.value(ref("Node")), sampler.valid(ref("Node"), None))


def test_examples_come_first_where_they_are_wanted_and_valid() -> None:
    """Also inside of a value; an example that the schema does not allow is passed over."""
    root = document(Name={"type": "string", "examples": ["Ada"]})
    schema = {
        "type": "object",
        "required": ["name", "age"],
        "properties": {"name": ref("Name"), "age": {"type": "integer", "example": "old"}},
    }
    found = values(schema, root, example_first=True)

    assert {value["name"] for value in found} == {"Ada"}
    assert all(isinstance(value["age"], int) for value in found)
    assert ["Ada"] == Sampler(root).examples(ref("Name"))


def test_the_same_seed_makes_the_same_values() -> None:
    """A run can be repeated; another seed makes another one."""
    schema = {"type": "array", "items": USER, "minItems": 3}
    first, again, other = (Sampler(document(), seed).value(schema) for seed in (1, 1, 2))

    assert first == again != other


def test_a_reseeded_sampler_starts_anew() -> None:
    """Values of one operation do not depend on those of another."""
    sampler = Sampler(document())
    before = sampler.reseeded("a").value(USER)
    sampler.value(USER)

    assert before == sampler.reseeded("a").value(USER)


def test_strings_are_made_of_the_alphabet() -> None:
    """Whoever tests URLs asks for characters that mean something there."""
    found = Sampler(document(), alphabet="&=").value({"type": "string", "minLength": 5})

    assert set(found) <= set("&=")


def test_what_is_wrong_with_a_value_can_be_told() -> None:
    """The reason is the validator's."""
    assert '"a" is not of type "integer"' == Sampler(document()).reason({"type": "integer"}, "a")


def test_a_schema_that_makes_no_sense_does_no_harm() -> None:
    """Keywords with values of the wrong kind are as good as not there."""
    schema = {"type": "object", "required": True, "properties": {"a": {"type": "text", "pattern": "(", "minimum": "1"}}}

    assert all(isinstance(value, dict) and Sampler(document()).valid(schema, value) for value in values(schema))
