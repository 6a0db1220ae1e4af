"""Generated models: JSON in, typed values out, the same JSON back; damage is a DecodeError that says where."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

USER: dict[str, Any] = {
    "id": 1,
    "userName": "ada",
    "role": "admin",
    "mood": "glad",
    "level": 2,
    "born": "1815-12-10",
    "joined": "2026-03-04T05:06:07.250Z",
    "wakes": "07:00:00",
    "works": "PT8H",
    "key": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "funds": "1.20",
    "photo": "YWJj",
    "ratio": 0.5,
    "boss": {"id": 2, "userName": "grace", "role": "new role", "boss": None},
    "pets": [{"kind": "cat", "lives": 9}, {"kind": "dog", "barks": True, "name": "Rex"}],
    "favourite": {"kind": "dog", "barks": False},
    "figure": {"side": 2.0},
    "roles": ["guest", "new role"],
    "list": ["a"],
    "models": {"x": [1, None]},
    "place": [1.5, 2],
    "path": ["a", 1, 2],
    "either": 3,
    "stray": {"kind": "cat"},
    "flag": None,
    "meta": {"deep": [1, {"a": None}]},
    "json": [1, {"a": [None, True]}],
    "nothing": None,
    "scan": "text",
    "old": "o",
    "unknown": {"kind": "cat", "lives": 1},
}
LEAST = {"id": 1, "userName": "ada", "role": "admin", "boss": None}
DAMAGE: list[Any] = [None, 1, 1.5, "x", True, [], {}, [[]], [None], {"kind": 5}, {"kind": "bird"}, {"a": 1}]


@pytest.fixture
def user(sdk: ModuleType) -> Any:
    """Decode the full user."""
    return sdk.models.User.from_dict(USER)


def test_values_have_the_types_that_the_document_means(sdk: ModuleType, user: Any) -> None:
    """Dates, decimals, enums, tuples and nested models are no strings, lists and dictionaries."""
    assert (user.born, user.joined) == (dt.date(1815, 12, 10), dt.datetime(2026, 3, 4, 5, 6, 7, 250_000, dt.UTC))
    assert (user.key, user.funds, user.photo) == (UUID(USER["key"]), Decimal("1.20"), b"abc")
    assert (user.mood, user.level, user.place) == (sdk.models.Mood.GLAD, sdk.models.Level.HIGH, (1.5, 2))
    assert [type(pet) for pet in user.pets] == [sdk.models.Cat, sdk.models.Dog]
    assert (type(user.figure), type(user.boss)) == (sdk.models.Square, sdk.models.User)
    assert user.additional_properties == {"unknown": sdk.models.Cat(kind="cat", lives=1)}


def test_round_trip_gives_the_same_json(user: Any) -> None:
    """Unknown properties and unlisted enum values included."""
    assert user.to_dict() == USER


def test_objects_inside_of_one_another_are_decoded_once_each(sdk: ModuleType) -> None:
    """Servers that replaced a property leave as many as the document names; that must not double the work per level."""
    names = sdk.models.User._FIELDS
    reads: list[str] = []

    class Watched(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            reads.append(key)
            return super().__getitem__(key)

    given: dict[str, Any] = Watched({name: USER[name] for name in names if name != "old"} | {"new": USER["unknown"]})
    for _ in range(8):
        given = {**given, "boss": given}
    decoded = sdk.models.User.from_dict(given)

    assert len(given) == len(names)
    assert decoded.to_dict() == given
    assert reads.count("id") <= 1


def test_models_of_many_properties_are_as_right_as_others(sdk: ModuleType) -> None:
    """Where several methods share the properties, all of them get in and out, and an error has its place."""
    given = {f"p{n}": None if n % 3 else str(n) for n in range(160)} | {"more": 1}

    assert sdk.models.Wide.from_dict(given).to_dict() == given
    with pytest.raises(sdk.errors.DecodeError, match=r"\$\.p123"):
        sdk.models.Wide.from_dict({**given, "p123": 1})


@pytest.mark.parametrize("wire", [wire for wire in USER if wire not in LEAST])
def test_optional_property_may_be_missing(sdk: ModuleType, wire: str) -> None:
    """What is left out is UNSET, and is left out again."""
    given = {key: value for key, value in USER.items() if key != wire}

    assert sdk.models.User.from_dict(given).to_dict() == given


def test_null_where_the_document_allows_none_is_taken_for_missing(sdk: ModuleType) -> None:
    """Servers send null for what they do not have, whatever their documents say."""
    assert sdk.models.User.from_dict({**LEAST, "born": None, "pets": None}).to_dict() == LEAST


def test_null_and_missing_are_told_apart_where_both_are_allowed(sdk: ModuleType) -> None:
    """A nullable optional property is None, UNSET or a value."""
    levels = [sdk.models.User.from_dict({**LEAST, **more}).level for more in ({"level": None}, {}, {"level": 1})]

    assert levels == [None, sdk.UNSET, sdk.models.Level.LOW]


@pytest.mark.parametrize("wire", list(USER))
@pytest.mark.parametrize("damage", DAMAGE, ids=repr)
def test_damage_is_a_decode_error_or_survives(sdk: ModuleType, wire: str, damage: Any) -> None:
    """Wrong data in any property raises DecodeError with that property in its path, or it is valid data there."""
    given = {**copy.deepcopy(USER), wire: damage}
    try:
        decoded = sdk.models.User.from_dict(given)
    except sdk.errors.DecodeError as error:
        assert error.path[0] == wire
    else:
        again = decoded.to_dict()
        # A decimal that came as a number goes back as the string that the document asks for.
        wanted = {**given, "funds": str(damage)} if wire == "funds" else given
        assert again == wanted or (damage is None and wire not in again)


@pytest.mark.parametrize("damage", DAMAGE, ids=repr)
@pytest.mark.parametrize("name", ["User", "Cat", "Circle", "Upload"])
def test_whatever_is_no_such_object_is_a_decode_error(sdk: ModuleType, name: str, damage: Any) -> None:
    """Never a TypeError, KeyError or AttributeError."""
    with pytest.raises(sdk.errors.DecodeError):
        getattr(sdk.models, name).from_dict(damage)


def test_error_ends_with_the_path(sdk: ModuleType) -> None:
    """The path leads through objects and arrays to the value that is wrong."""
    given = {**LEAST, "boss": {**LEAST, "pets": [{"kind": "cat"}, {"kind": "dog", "barks": 3}]}}
    with pytest.raises(sdk.errors.DecodeError) as caught:
        sdk.models.User.from_dict(given)

    assert str(caught.value) == "expected boolean, got integer - at $.boss.pets[1].barks"


def test_missing_property_is_named(sdk: ModuleType) -> None:
    """A required property that is not there is said to be missing."""
    with pytest.raises(sdk.errors.DecodeError, match=r"the property is missing - at \$\.role"):
        sdk.models.User.from_dict({"id": 1, "userName": "ada"})


def test_depth_without_end_is_a_decode_error(sdk: ModuleType) -> None:
    """Data that is nested deeper than Python's stack is refused, not a crash."""
    given: dict[str, Any] = LEAST
    for _ in range(100_000):
        given = {**LEAST, "boss": given}
    with pytest.raises(sdk.errors.DecodeError, match="nested too deeply"):
        sdk.models.User.from_dict(given)


def test_values_of_secrets_do_not_show(sdk: ModuleType) -> None:
    """Passwords and tokens stay out of reprs."""
    shown = repr(sdk.models.Credentials(username="ada", password="canary")) + repr(
        sdk.models.TokenPair(access_token="canary", refresh_token="canary")
    )

    assert "ada" in shown
    assert "canary" not in shown


def test_error_does_not_show_values(sdk: ModuleType) -> None:
    """What a server sends may be a secret."""
    with pytest.raises(sdk.errors.DecodeError) as caught:
        sdk.models.User.from_dict({**LEAST, "born": "canary"})

    assert "canary" not in str(caught.value)


def test_read_only_property_need_not_be_given(sdk: ModuleType) -> None:
    """To build an object to send, what only the server sets is left out, and is not sent."""
    built = sdk.models.User(name="ada", role=sdk.models.Role.ADMIN, boss=None)

    assert built.to_dict() == {"userName": "ada", "role": "admin", "boss": None}


def test_write_only_property_need_not_come(sdk: ModuleType) -> None:
    """A server that keeps a password to itself, as documented, is understood."""
    assert sdk.models.Credentials.from_dict({"username": "ada"}).to_dict() == {"username": "ada"}


def test_open_enum_keeps_unlisted_values(sdk: ModuleType) -> None:
    """A value that is not listed equals itself and its text, and is remembered nowhere."""
    role, again = sdk.models.Role("captain"), sdk.models.Role("captain")

    assert (role == again == "captain", hash(role) == hash("captain"), role.is_listed) == (True, True, False)
    assert copy.deepcopy(role) == role
    assert list(sdk.models.Role) == [sdk.models.Role.ADMIN, sdk.models.Role.GUEST]


def test_closed_enum_refuses_unlisted_values(sdk: ModuleType) -> None:
    """A closed enum says what it knows."""
    with pytest.raises(
        sdk.errors.DecodeError, match=r"expected one of 'glad', 'sad', got another string - at \$\.mood"
    ):
        sdk.models.User.from_dict({**LEAST, "mood": "angry"})


def test_true_is_no_member_of_an_integer_enum(sdk: ModuleType) -> None:
    """Python holds true to be 1; JSON does not."""
    with pytest.raises(sdk.errors.DecodeError):
        sdk.models.User.from_dict({**LEAST, "level": True})


def test_union_goes_by_its_tag(sdk: ModuleType) -> None:
    """The tag decides even where another member would fit the rest better."""
    assert type(sdk.models.decode_pet({"kind": "cat", "barks": True})) is sdk.models.Cat


def test_unknown_tag_is_refused(sdk: ModuleType) -> None:
    """A member that the document does not know is an error, not some other class."""
    with pytest.raises(sdk.errors.DecodeError, match=r"expected one of 'cat', 'dog'.* - at \$\.kind"):
        sdk.models.decode_pet({"kind": "bird"})


def test_union_without_tag_takes_the_best_fit(sdk: ModuleType) -> None:
    """Of members that would all do, it is the one that knows most of the properties."""
    decoded = [sdk.models.decode_figure(value) for value in ({"radius": 1}, {"side": 1, "radius": 2, "x": 0}, "text")]

    assert [type(one) for one in decoded] == [sdk.models.Circle, sdk.models.Circle, str]


def test_upload_takes_files(sdk: ModuleType) -> None:
    """Binary properties of a multipart body are files, also in lists, and go through `to_dict` as they are."""
    file = sdk.File(b"abc", "a.txt")

    assert sdk.models.Upload(file=file, more=[file]).to_dict() == {"file": file, "more": [file]}
