"""What is defined inside of one another shares a module."""

from __future__ import annotations

from typing import Any

from tests.generator.parse.building import answering, api, openapi, ref

SIZE = {"type": "string", "enum": ["s", "m"]}


def homes(content: dict[str, Any]) -> dict[str, str]:
    """Give the module of each schema."""
    return {schema.name: schema.module for schema in api(content).schemas}


def test_what_has_no_name_is_in_the_module_of_what_it_is_inside_of() -> None:
    """An object in an object, and an enum in that, are one module; what the document names has its own."""
    box = {"type": "object", "properties": {"size": SIZE, "lid": ref("Lid")}}
    shelf = {"type": "object", "properties": {"boxes": {"type": "array", "items": box}}}

    assert homes(openapi(schemas={"Shelf": shelf, "Lid": {"type": "object", "properties": {"size": SIZE}}})) == {
        "Shelf": "shelf",
        "ShelfBoxesItem": "shelf",
        "ShelfBoxesItemSize": "shelf",
        "Lid": "lid",
        "LidSize": "lid",
    }


def test_what_belongs_to_an_operation_is_in_a_module_of_its_own() -> None:
    """A body and an answer without names do not get into the way of each other."""
    item = {"type": "object", "properties": {"size": SIZE}}
    body = {"content": {"application/json": {"schema": item}}}

    assert set(homes(openapi({"/boxes": {"post": answering(item, operationId="add", requestBody=body)}})).values()) == {
        "add_body",
        "add_result",
    }


def test_variants_of_one_schema_share_a_module() -> None:
    """A base and the union of what is made of it are written in one place of the document."""
    base = {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}}
    cat = {"allOf": [ref("Pet"), {"type": "object", "properties": {"@purrs": {"type": "object", "properties": {}}}}]}
    found = homes(openapi(schemas={"Pet": base, "Cat": cat}))

    assert {home for name, home in found.items() if name.startswith("Pet")} == {found["Pet"]}
    assert {home for name, home in found.items() if name.startswith("Cat")} == {found["Cat"]}
