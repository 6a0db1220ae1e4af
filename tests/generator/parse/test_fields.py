"""What is said about a property reaches its field."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import MISSING, Field

from tests.generator.parse.building import api, entry, openapi, ref, schemas


def field(schema: Any, **others: Any) -> Field:
    found = api(openapi(schemas={"Thing": {"type": "object", "properties": {"it": schema}}, **others}))
    return schemas(found)["Thing"].fields[0]


def test_what_stands_beside_a_reference_counts() -> None:
    """Siblings of a `$ref`, in 3.1 or wrapped in an `allOf` as in 3.0, are about the property."""
    said = {"description": "mine", "readOnly": True, "deprecated": True}
    other = {"type": "string", "description": "the type's", "maxLength": 3, "default": "x"}

    for schema in ({"$ref": "#/components/schemas/Other", **said}, {"allOf": [ref("Other")], **said}):
        found = field(schema, Other=other)

        assert (found.description, found.read_only, found.deprecated) == ("mine", True, True)
        assert (found.default, found.constraints) == ("x", (("maxLength", 3),))


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"type": "string", "default": "a"}, "a"),
        ({"type": "integer", "default": 0}, 0),
        ({"type": "boolean", "default": False}, False),
        ({"type": "array", "items": {"type": "string"}, "default": []}, []),
        ({"enum": ["a", "b"], "default": "b"}, "b"),
        ({"type": "string", "format": "date", "default": "2024-01-31"}, "2024-01-31"),
        ({"type": ["string", "null"], "default": None}, None),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}], "default": "x"}, "x"),
    ],
)
def test_a_default_that_fits_is_kept(schema: Any, default: Any) -> None:
    """A default is a JSON value of the field's type."""
    assert default == field(schema).default


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "default": 1},
        {"type": "integer", "default": "1"},
        {"type": "integer", "default": True},
        {"type": "boolean", "default": "false"},
        {"enum": ["a", "b"], "default": "c"},
        {"type": "string", "format": "date", "default": "today"},
        {"type": "object", "properties": {"a": {}}, "default": {"a": 1}},
    ],
)
def test_a_default_that_does_not_fit_is_dropped_with_a_note(schema: Any) -> None:
    """It would be a lie in Python, and often one in the document."""
    found = api(openapi(schemas={"Thing": {"type": "object", "properties": {"it": schema}}}))

    assert schemas(found)["Thing"].fields[0].default == MISSING
    assert "the default of `it` does not fit its type" in entry(found, "Thing").notes[0].message
    assert entry(found, "Thing").status == "generated"


def test_a_default_of_null_means_none_at_all() -> None:
    """Generators write it for everything optional."""
    found = api(
        openapi(schemas={"Thing": {"type": "object", "properties": {"it": {"type": "string", "default": None}}}})
    )

    assert entry(found, "Thing").notes == ()


def test_names_of_fields_never_collide() -> None:
    """Properties whose names differ only in signs and case are different fields."""
    schema = {"type": "object", "properties": {name: {} for name in ("id", "_id", "ID", "class", "@class")}}
    found = schemas(api(openapi(schemas={"Thing": schema})))["Thing"]

    assert [field.name for field in found.fields] == ["id", "id_2", "id_3", "class_", "class_2"]


@pytest.mark.parametrize(
    ("said", "additional"),
    [({}, "any"), ({"additionalProperties": False}, None), ({"additionalProperties": {}}, "any")],
)
def test_further_properties_are_as_the_document_says(said: Any, additional: str | None) -> None:
    """They are of any type unless the document limits or forbids them."""
    found = schemas(api(openapi(schemas={"Thing": {"type": "object", "properties": {"a": {}}, **said}})))["Thing"]

    assert additional == (found.additional.kind if found.additional else None)
