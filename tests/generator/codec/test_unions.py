"""Unions: by tag, else by trial; never a wrong class in silence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from anew.runtime import codec
from anew.runtime.errors import DecodeError
from attrs import define, field


@define
class Cat:
    """Knows `lives`."""

    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Cat:
        """Decode."""
        codec.integer(data["lives"])
        return cls(codec.extras(data, {"kind", "lives"}))


@define
class Dog:
    """Knows `barks`, which may be missing."""

    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Any) -> Dog:
        """Decode."""
        return cls(codec.extras(data, {"kind", "barks"}))


class Fork:
    """Contains itself or a `Fork` of another class, and counts how often it is tried."""

    tried = 0

    @classmethod
    def from_dict(cls, data: Any) -> Any:
        """Decode."""
        Fork.tried += 1
        inner = codec.best_of(data["next"], Fork.from_dict, Branch.from_dict, codec.integer)
        return Cat({"unknown": inner})


class Branch(Fork):
    """The other class."""


def nested(leaf: Any, depth: int = 14) -> Any:
    """Put a leaf deep down."""
    value = leaf
    for _ in range(depth):
        value = {"next": value}
    return value


@pytest.mark.parametrize("leaf", ["damaged", 7])
def test_the_number_of_attempts_grows_with_the_data_alone(leaf: Any) -> None:
    """A union inside of itself is tried once for each member and level, be the leaf damaged or the fit imperfect."""
    Fork.tried = 0
    try:
        codec.best_of(nested(leaf), Fork.from_dict, Branch.from_dict)
    except DecodeError as error:
        assert len(str(error)) < 1_000

    assert Fork.tried <= 4 * 14


def test_a_trial_forgets_what_it_knew() -> None:
    """The same object decoded again after it was changed gives what it is now."""
    value = nested(1, 2)
    with pytest.raises(DecodeError):
        codec.best_of({**value, "next": "damaged"}, Fork.from_dict)
    value["next"]["next"] = 2

    assert codec.best_of(value, Fork.from_dict) == Cat({"unknown": Cat({"unknown": 2})})


def inner(value: Any) -> Any:
    """Decode a union whose member is damaged."""
    return codec.best_of(value, lambda item: codec.array(Cat.from_dict, item))


def test_the_path_of_a_fault_that_is_met_twice_is_whole() -> None:
    """A fault that two members run into has the path of each."""
    with pytest.raises(DecodeError) as raised:
        codec.best_of(
            {"a": [{}]}, lambda item: codec.mapping(inner, item), lambda item: codec.mapping(inner, {"b": item["a"]})
        )

    assert ["at $[0] - at $.a; or", "at $[0] - at $.b - at $"] == re.findall(
        r"at \$\[0\] - .*?(?:; or|\$$)", str(raised.value)
    )


BY_KIND: codec.Decoders = {"cat": Cat.from_dict, "dog": Dog.from_dict, "7": Dog.from_dict}


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"kind": "cat", "lives": 9}, Cat),
        ({"kind": "dog", "lives": 9}, Dog),
        ({"kind": 7}, Dog),
        ({"lives": 9}, Cat),
        ({"barks": True}, Dog),
        ({"kind": None, "lives": 9}, Cat),
    ],
)
def test_tag_decides_and_without_one_the_best_fit(value: Any, wanted: type) -> None:
    """A tag is obeyed; where the server leaves it out, the rest tells."""
    assert type(codec.by_tag(value, "kind", BY_KIND)) is wanted


@pytest.mark.parametrize("value", [{"kind": "bird"}, {"kind": ["cat"]}, {"kind": True}])
def test_unknown_tag_is_refused(value: Any) -> None:
    """What is said to be something else is not taken for what it could be."""
    with pytest.raises(DecodeError, match=r"expected one of 'cat', 'dog', '7', got another value - at \$\.kind"):
        codec.by_tag(value, "kind", BY_KIND)


@pytest.mark.parametrize("value", [None, 1, "cat", ["cat"]])
def test_what_is_no_object_has_no_tag(value: Any) -> None:
    """Only an object can be told by its tag."""
    with pytest.raises(DecodeError, match="expected object"):
        codec.by_tag(value, "kind", BY_KIND)


def test_unknown_tag_goes_to_members_without_one() -> None:
    """A parent takes the children that its document does not know yet."""
    assert isinstance(codec.by_tag({"kind": "fox"}, "kind", {"cat": Cat.from_dict}, Dog.from_dict), Dog)


def test_untagged_members_take_what_is_no_object() -> None:
    """A union of objects with a tag and of something else takes both."""
    assert codec.by_tag("text", "kind", BY_KIND, codec.string) == "text"


@pytest.mark.parametrize(
    ("value", "wanted"), [({"lives": 9, "barks": True, "x": 1}, Cat), ({"barks": True, "x": 1}, Dog), ({}, Dog)]
)
def test_least_unexplained_wins(value: Any, wanted: type) -> None:
    """The member that knows most of the properties is taken; of equals, the first."""
    assert type(codec.best_of(value, Cat.from_dict, Dog.from_dict)) is wanted


@pytest.mark.parametrize("value", [1, 1.0, True, "1"])
def test_scalars_keep_their_kind(value: Any) -> None:
    """A number is not turned into an integer where both will do, and true is not 1."""
    decoded = codec.best_of(value, codec.integer, codec.number, codec.boolean, codec.string)

    assert (decoded, type(decoded)) == (value, type(value))


class Mood(codec.OpenStrEnum):
    """An open enum."""

    GLAD = "glad"


@pytest.mark.parametrize(("value", "wanted"), [("glad", Mood), ("moody", str)])
def test_unlisted_enum_value_yields_to_a_plain_string(value: str, wanted: type) -> None:
    """An open enum takes any text, but only its own where a string would do as well."""
    assert type(codec.best_of(value, lambda item: codec.member(Mood, item), codec.string)) is wanted


@define
class Box:
    """Holds a box, or a box."""

    content: Any

    @classmethod
    def from_dict(cls, data: Any) -> Box:
        """Decode."""
        try:
            return cls(codec.best_of(data["content"], Box.from_dict, Box.from_dict))
        except codec.FAULTS as fault:
            raise codec.misfit(cls, {}, data, fault) from None


def test_depth_without_end_is_tried_once() -> None:
    """Data that is too deep for one type is too deep for all: trying each at each level would take for ever."""
    data: dict[str, Any] = {}
    for _ in range(100_000):
        data = {"content": data}
    with pytest.raises(DecodeError, match="nested too deeply"):
        codec.best_of(data, Box.from_dict, Box.from_dict)


def test_error_has_the_complaint_of_each_member() -> None:
    """What fits none says why, for each."""
    with pytest.raises(DecodeError) as caught:
        codec.best_of([], Cat.from_dict, codec.integer, codec.string)

    assert "expected integer, got array" in str(caught.value)
    assert "expected string, got array" in str(caught.value)
