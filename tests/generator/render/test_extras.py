"""Properties that a document does not name: kept, however few or many of those that it names come with them."""

from __future__ import annotations

import copy
import pickle
from types import ModuleType
from typing import Any

import attrs
import pytest

LINE: dict[str, Any] = {"id": 1, "userName": "ada", "role": "admin", "boss": None}


@pytest.fixture
def plain(sdk: ModuleType) -> Any:
    """Decode a user without properties beyond the document's."""
    return sdk.models.User.from_dict(LINE)


def test_as_many_properties_as_are_named_but_not_the_same(sdk: ModuleType) -> None:
    """One missing and one unknown make the number that the document names: each is told for what it is."""
    pair = sdk.models.Credentials.from_dict({"username": "ada", "device": "d", "colour": "red"})

    assert (pair.password, pair.additional_properties) == (sdk.UNSET, {"colour": "red"})


def test_a_required_property_is_missed_among_as_many(sdk: ModuleType) -> None:
    """Nothing unknown stands in for what has to be there."""
    with pytest.raises(sdk.errors.DecodeError, match=r"the property is missing - at \$\.username"):
        sdk.models.Credentials.from_dict({"password": "x", "device": "d", "colour": "red"})


def test_can_be_added_to_what_came_without_any(plain: Any) -> None:
    """The dictionary is made when it is asked for, and is the object's own from then on."""
    plain.additional_properties["nick"] = "countess"

    assert plain.to_dict() == {**LINE, "nick": "countess"}


def test_can_be_replaced(plain: Any) -> None:
    """Assigning another dictionary is as good."""
    plain.additional_properties = {"nick": "countess"}

    assert plain.to_dict() == {**LINE, "nick": "countess"}


def test_asking_for_them_changes_nothing(sdk: ModuleType, plain: Any) -> None:
    """Objects are equal and look alike, whether anybody has asked or not."""
    asked = sdk.models.User.from_dict(LINE)
    asked.additional_properties  # noqa: B018 - it is the point

    assert (asked, repr(asked), asked.to_dict()) == (plain, repr(plain), plain.to_dict())


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: attrs.evolve(one, boss=None)])
def test_copies_have_them(sdk: ModuleType, again: Any) -> None:
    """Copying and evolving see the field as attrs made it."""
    known = sdk.models.User.from_dict({**LINE, "unknown": {"kind": "cat", "lives": 1}})

    assert again(known) == known


def test_pickles_have_them(sdk: ModuleType) -> None:
    """Objects go to other processes and come back."""
    pet = sdk.models.Dog.from_dict({"kind": "dog", "barks": True, "colour": "red"})

    assert pickle.loads(pickle.dumps(pet)) == pet
