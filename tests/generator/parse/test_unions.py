"""Unions are told apart by a tag."""

from __future__ import annotations

from typing import Any

from anew.model import Alias, Tag, Union

from tests.generator.packages import sdk
from tests.generator.parse.building import api, openapi, ref, schemas, short

CAT = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}, "meow": {"type": "string"}}}
DOG = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}, "bark": {"type": "string"}}}


def tag(animal: dict[str, Any], **others: Any) -> Tag | None:
    found = schemas(api(openapi(schemas={"Animal": animal, "Cat": CAT, "Dog": DOG, **others})))["Animal"]
    assert isinstance(found, Alias)
    assert isinstance(found.type, Union)
    return found.type.tag


def test_a_discriminator_without_a_mapping_goes_by_names() -> None:
    """The names of the components are the values."""
    animal = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "type"}}

    assert Tag("type", (("Cat", "Cat"), ("Dog", "Dog"))) == tag(animal)


def test_a_mapping_names_members_by_reference_or_by_name() -> None:
    """Both forms are in the specification, and several values may mean one member."""
    mapping = {"cat": "#/components/schemas/Cat", "kitten": "Cat", "dog": "Dog"}
    animal = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "type", "mapping": mapping}}

    assert Tag("type", (("cat", "Cat"), ("kitten", "Cat"), ("dog", "Dog"))) == tag(animal)


def test_members_that_say_their_value_need_no_mapping() -> None:
    """A constant is worth more than a name."""
    cow = {"type": "object", "properties": {"type": {"const": "moo"}}}
    animal = {"oneOf": [ref("Cow"), ref("Dog")], "discriminator": {"propertyName": "type"}}

    assert Tag("type", (("moo", "Cow"), ("Dog", "Dog"))) == tag(animal, Cow=cow)


def test_constants_that_all_members_have_are_a_discriminator() -> None:
    """What a document does not say can be seen."""
    red = {"type": "object", "required": ["color"], "properties": {"color": {"const": "red"}}}
    blue = {"type": "object", "required": ["color"], "properties": {"color": {"enum": ["blue"]}}}

    assert Tag("color", (("red", "Red"), ("blue", "Blue"))) == tag(
        {"anyOf": [ref("Red"), ref("Blue")]}, Red=red, Blue=blue
    )


def test_members_that_share_a_value_are_told_apart_by_trial() -> None:
    """A discriminator that says the same of two members tells them from the others, and the rest from each other."""
    asked, given, called = (
        {
            "type": "object",
            "required": ["type", name],
            "properties": {"type": {"const": kind}, name: {"type": "string"}},
        }
        for kind, name in (("message", "question"), ("message", "answer"), ("call", "number"))
    )
    item = {"oneOf": [ref("Asked"), ref("Given"), ref("Called")], "discriminator": {"propertyName": "type"}}
    package = sdk(openapi(schemas={"Item": item, "Asked": asked, "Given": given, "Called": called}))
    values = ({"type": "message", "answer": "a"}, {"type": "message", "question": "q"}, {"type": "call", "number": "1"})

    assert ["Given", "Asked", "Called"] == [type(package.models.decode_item(one)).__name__ for one in values]


def test_a_list_of_values_that_all_members_inherit_goes_by_names() -> None:
    """Where each member allows the names of all of them, each means its own."""
    base = {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["Cat", "Dog"]}}}
    cat, dog = ({"allOf": [ref("Base"), {"properties": {name: {"type": "string"}}}]} for name in ("meow", "bark"))
    animal = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "type"}}
    found = schemas(api(openapi(schemas={"Animal": animal, "Base": base, "Cat": cat, "Dog": dog})))["Animal"]

    assert isinstance(found, Alias)
    assert isinstance(found.type, Union)
    assert Tag("type", (("Cat", "Cat"), ("Dog", "Dog"))) == found.type.tag


def test_children_of_a_parent_with_a_discriminator_are_a_family() -> None:
    """Whoever takes the parent may get any child, or a stranger."""
    parent = {"type": "object", "properties": {"type": {"type": "string"}}, "discriminator": {"propertyName": "type"}}
    lion = {"allOf": [ref("Animal"), {"properties": {"roar": {"type": "string"}}}]}
    found = schemas(api(openapi(schemas={"Animal": parent, "Lion": lion})))

    assert short(found["Animal"].type) == "(Lion | AnimalBase by type)"
    assert [field.wire for field in found["Lion"].fields] == ["type", "roar"]


def test_a_child_that_adds_nothing_is_its_parent() -> None:
    """What carries the parent's name, or that of such a child, is what the parent says, and so is a stranger."""
    parent = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
        "discriminator": {"propertyName": "type"},
    }
    lion = {"allOf": [ref("Animal"), {"properties": {"roar": {"type": "string"}}}]}
    package = sdk(openapi(schemas={"Animal": parent, "Lion": lion, "Feline": {"allOf": [ref("Animal")]}}))
    decoded = [package.models.decode_animal({"type": name}) for name in ("Animal", "Feline", "Unicorn", "Lion")]

    assert ["AnimalBase", "AnimalBase", "AnimalBase", "Lion"] == [type(one).__name__ for one in decoded]


def test_a_parent_that_lists_its_children_is_not_inherited_as_a_union() -> None:
    """A child is made of what its parent says, less the way back to itself."""
    parent = {
        "type": "object",
        "properties": {"type": {"type": "string"}},
        "oneOf": [ref("Lion"), ref("Tiger")],
        "discriminator": {"propertyName": "type"},
    }
    children = {name: {"allOf": [ref("Animal"), {"properties": {name: {}}}]} for name in ("Lion", "Tiger")}
    found = schemas(api(openapi(schemas={"Animal": parent, **children})))

    assert short(found["Animal"].type) == "(Lion | Tiger by type)"
    assert [field.wire for field in found["Lion"].fields] == ["type", "Lion"]
