"""The second opinion on how parameters are written: OpenAPI's own table of styles, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest
from anew.contract.offline.reading import Parameter
from anew.contract.offline.wire import canonical, in_header, in_path, in_query, same_json

COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


def parameter(style: str, *, explode: bool, place: str = "query", media_type: str = "") -> Parameter:
    return Parameter("color", place, True, True, style, explode, media_type=media_type)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, COLOURS, ";color=blue,black,brown"),
        ("matrix", True, COLOURS, ";color=blue;color=black;color=brown"),
        ("matrix", False, RGB, ";color=R,100,G,200,B,150"),
        ("matrix", True, RGB, ";R=100;G=200;B=150"),
        ("label", False, COLOURS, ".blue,black,brown"),
        ("label", True, COLOURS, ".blue.black.brown"),
        ("label", True, RGB, ".R=100.G=200.B=150"),
        ("simple", False, "a/b", "a%2Fb"),
        ("simple", False, RGB, "R,100,G,200,B,150"),
        ("simple", True, RGB, "R=100,G=200,B=150"),
        ("simple", False, [RGB], None),
    ],
)
def test_path_parameters_follow_the_table(style: str, explode: bool, value: Any, expected: str | None) -> None:
    """Every row of the specification's table of styles; what is nested has no row."""
    assert expected == in_path(parameter(style, explode=explode, place="path"), value)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "a b", ["color=a%20b"]),
        ("form", True, COLOURS, ["color=blue", "color=black", "color=brown"]),
        ("form", False, COLOURS, ["color=blue,black,brown"]),
        ("form", True, RGB, ["R=100", "G=200", "B=150"]),
        ("form", False, RGB, ["color=R,100,G,200,B,150"]),
        ("form", False, [], []),
        ("spaceDelimited", False, COLOURS, ["color=blue%20black%20brown"]),
        ("pipeDelimited", False, COLOURS, ["color=blue|black|brown"]),
        ("tabDelimited", False, COLOURS, ["color=blue%09black%09brown"]),
        ("deepObject", True, RGB, ["color%5BR%5D=100", "color%5BG%5D=200", "color%5BB%5D=150"]),
        ("deepObject", True, {"a": {"b": [1, 2]}}, ["color%5Ba%5D%5Bb%5D=1", "color%5Ba%5D%5Bb%5D=2"]),
        ("deepObject", True, {"a": [{"b": 1}]}, None),
        ("form", True, {"a": None}, None),
        ("form", True, True, ["color=true"]),
    ],
)
def test_query_parameters_follow_the_table(style: str, explode: bool, value: Any, expected: Any) -> None:
    """Lists and objects are joined or repeated as style and explode say."""
    assert expected == in_query(parameter(style, explode=explode), value)


def test_parameters_in_a_media_type_are_written_in_it() -> None:
    """`content` instead of `schema` makes one text of the whole value."""
    made = parameter("", explode=False, media_type="application/json")

    assert ["color=%7B%22R%22%3A100%7D"] == in_query(made, {"R": 100})
    assert '{"R":100}' == in_header(made, {"R": 100})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a%3Ab", "a:b", True),
        ("%c3%a9", "%C3%A9", True),
        ("a|b", "a%7Cb", True),
        ("a%2Cb", "a,b", False),
        ("a%26b", "a&b", False),
        ("a+b", "a%20b", False),
    ],
)
def test_spellings_of_one_text_are_one(one: str, other: str, same: bool) -> None:
    """Escaping what needs none changes nothing; escaping what separates does."""
    assert same is (canonical(one) == canonical(other))


def test_reserved_characters_may_stand_as_they_are() -> None:
    """With `allowReserved` nothing has to be escaped."""
    assert canonical("a%2Cb%3F", loose=True) == canonical("a,b?", loose=True)


def test_json_is_compared_by_what_it_says() -> None:
    """Order of properties and blanks make no difference; another value does, and so does order in what is no JSON."""
    one, other = "q=%7B%22a%22:1,%22b%22:[2,3]%7D", "q=%7B%22b%22:%20[2,3],%20%22a%22:1%7D"

    assert same_json(one, {"q"}) == same_json(other, {"q"})
    assert same_json(one, {"q"}) != same_json(one.replace("[2,3]", "[3,2]"), {"q"})
    assert same_json(one, ()) != same_json(other, ())
    assert same_json("q=plain", {"q"}) == "q=plain"
