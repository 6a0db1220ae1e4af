"""Listed values become enums."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import Enum

from tests.generator.parse.building import api, fields, openapi, schemas, with_settings


def enum(schema: dict[str, Any], **settings: Any) -> Enum:
    found = schemas(api(openapi(schemas={"Kind": schema}), with_settings(**settings)))["Kind"]
    assert isinstance(found, Enum)
    return found


@pytest.mark.parametrize(
    ("schema", "members"),
    [
        ({"enum": ["in-progress", "DONE", "2fa", ""]}, ["IN_PROGRESS", "DONE", "VALUE_2FA", "EMPTY"]),
        ({"enum": ["asc", "ASC", "Asc"]}, ["ASC", "ASC_2", "ASC_3"]),
        ({"enum": ["+1", "-1", ">="]}, ["PLUS_1", "MINUS_1", "GREATER_EQUAL"]),
        ({"enum": [0, -1, 10]}, ["VALUE_0", "MINUS_1", "VALUE_10"]),
        ({"enum": [1, 2], "x-enum-varnames": ["Low", "High"]}, ["LOW", "HIGH"]),
        ({"enum": [1, 2], "x-enumNames": ["Only one"]}, ["VALUE_1", "VALUE_2"]),
        ({"enum": ["a", "a", "b"]}, ["A", "B"]),
    ],
)
def test_members_have_good_names_that_differ(schema: dict[str, Any], members: list[str]) -> None:
    """Every value has a member, and every member a name of its own."""
    assert members == [name for name, _ in enum(schema).members]


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"type": "string", "enum": [1, 2, True]}, ["1", "2", "true"]),
        ({"type": "integer", "enum": ["1", 2.0]}, [1, 2]),
    ],
)
def test_values_are_what_the_type_says(schema: dict[str, Any], values: list[Any]) -> None:
    """YAML reads texts as numbers where quotes are missing; the type tells what was meant."""
    assert values == [value for _, value in enum(schema).members]


def test_null_among_the_values_makes_the_place_nullable() -> None:
    """Null is no member."""
    schema = {"type": "object", "properties": {"kind": {"type": "string", "nullable": True, "enum": ["a", "b", None]}}}

    assert fields(api(openapi(schemas={"Thing": schema})), "Thing") == {"kind?": "ThingKind?"}


def test_enums_are_open_unless_told_otherwise() -> None:
    """A server may learn new values; `enums: closed` says that it does not."""
    assert enum({"enum": ["a", "b"]}).open
    assert not enum({"enum": ["a", "b"]}, enums="closed").open


def test_an_enum_with_a_name_is_one_even_with_a_single_value() -> None:
    """It will have more some day."""
    assert enum({"type": "string", "enum": ["a"]}).members == (("A", "a"),)
