"""Parameters as text, held against the tables of OpenAPI 3.1.1 and RFC 6570."""

from __future__ import annotations

from typing import Any

import pytest
from anew.runtime import Style
from anew.runtime.serialise import cookie_pairs, form_fields, header_text, path_segment, query_fields

COLOURS = ["blue", "black", "brown"]
RGB = {"R": 100, "G": 200, "B": 150}


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, COLOURS, ";color=blue,black,brown"),
        ("matrix", False, RGB, ";color=R,100,G,200,B,150"),
        ("matrix", True, "blue", ";color=blue"),
        ("matrix", True, COLOURS, ";color=blue;color=black;color=brown"),
        ("matrix", True, RGB, ";R=100;G=200;B=150"),
        ("label", False, "blue", ".blue"),
        ("label", False, COLOURS, ".blue,black,brown"),
        ("label", False, RGB, ".R,100,G,200,B,150"),
        ("label", True, "blue", ".blue"),
        ("label", True, COLOURS, ".blue.black.brown"),
        ("label", True, RGB, ".R=100.G=200.B=150"),
        ("simple", False, "blue", "blue"),
        ("simple", False, COLOURS, "blue,black,brown"),
        ("simple", False, RGB, "R,100,G,200,B,150"),
        ("simple", True, COLOURS, "blue,black,brown"),
        ("simple", True, RGB, "R=100,G=200,B=150"),
        ("simple", False, "a/b c?d#e%f,;é", "a%2Fb%20c%3Fd%23e%25f%2C%3B%C3%A9"),
        ("simple", False, True, "true"),
        ("simple", False, 2.5, "2.5"),
    ],
)
def test_path_styles(style: Any, explode: bool, value: Any, expected: str) -> None:
    """Each style of path parameters is written as the specification's table shows."""
    assert expected == path_segment("color", value, Style(style, explode))


@pytest.mark.parametrize("value", [None, "", ".", "..", [], {}])
def test_path_parameter_must_not_change_the_path(value: Any) -> None:
    """A value that would vanish from the path, or climb up in it, is refused."""
    with pytest.raises(ValueError, match="path parameter 'id'"):
        path_segment("id", value)


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "blue", ["color=blue"]),
        ("form", True, "", ["color="]),
        ("form", True, COLOURS, ["color=blue", "color=black", "color=brown"]),
        ("form", True, RGB, ["R=100", "G=200", "B=150"]),
        ("form", False, COLOURS, ["color=blue,black,brown"]),
        ("form", False, RGB, ["color=R,100,G,200,B,150"]),
        ("spaceDelimited", False, COLOURS, ["color=blue%20black%20brown"]),
        ("tabDelimited", False, COLOURS, ["color=blue%09black%09brown"]),
        ("spaceDelimited", False, RGB, ["color=R%20100%20G%20200%20B%20150"]),
        ("pipeDelimited", False, COLOURS, ["color=blue%7Cblack%7Cbrown"]),
        ("pipeDelimited", True, COLOURS, ["color=blue", "color=black", "color=brown"]),
        ("deepObject", True, RGB, ["color%5BR%5D=100", "color%5BG%5D=200", "color%5BB%5D=150"]),
        ("deepObject", True, {"a": {"b": [1, 2]}}, ["color%5Ba%5D%5Bb%5D=1", "color%5Ba%5D%5Bb%5D=2"]),
        ("form", True, None, []),
        ("form", True, [], []),
        ("form", False, [], []),
        ("form", True, ["a", None, "b"], ["color=a", "color=b"]),
        ("form", True, {"a": None, "b": 1}, ["b=1"]),
        ("form", True, [True, False], ["color=true", "color=false"]),
        ("form", False, ["a,b", "c"], ["color=a%2Cb,c"]),
        ("form", True, "a&b=c+d e", ["color=a%26b%3Dc%2Bd%20e"]),
        ("form", True, {"a": [1, 2]}, ["a=%5B1%2C2%5D"]),
    ],
)
def test_query_styles(style: Any, explode: bool, value: Any, expected: list[str]) -> None:
    """Each style of query parameters is written as the specification's table shows; null is the same as not given."""
    assert expected == query_fields("color", value, Style(style, explode))


def test_reserved_characters_stay_where_the_document_allows_them() -> None:
    """With `allowReserved` only what would end the query or is not allowed in one is encoded."""
    assert ["q=a/b?c:d@e%23%5B%5D%20é".replace("é", "%C3%A9")] == query_fields(
        "q", "a/b?c:d@e#[] é", Style(allow_reserved=True)
    )


@pytest.mark.parametrize(
    ("value", "expected"), [({"a": [1]}, ["filter=%7B%22a%22%3A%5B1%5D%7D"]), ("x", ["filter=%22x%22"])]
)
def test_content_parameter_is_json(value: Any, expected: list[str]) -> None:
    """A parameter with `content: application/json` goes as JSON, whatever its type."""
    assert expected == query_fields("filter", value, Style(media_type="application/json"))


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, COLOURS, "blue,black,brown"),
        (False, RGB, "R,100,G,200,B,150"),
        (True, RGB, "R=100,G=200,B=150"),
        (False, True, "true"),
        (False, "a b/c%", "a b/c%"),
    ],
)
def test_headers_are_not_percent_encoded(explode: bool, value: Any, expected: str) -> None:
    """Header parameters are written as they are."""
    assert expected == header_text(value, Style("simple", explode))


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (True, "blue", ["color=blue"]),
        (True, COLOURS[:2], ["color=blue", "color=black"]),
        (False, COLOURS[:2], ["color=blue%2Cblack"]),
        (True, {"R": 1}, ["R=1"]),
        (True, 'a;b c"', ["color=a%3Bb%20c%22"]),
        (True, "YWJj==", ["color=YWJj=="]),
        (True, None, []),
    ],
)
def test_cookies_keep_to_what_a_cookie_may_hold(explode: bool, value: Any, expected: list[str]) -> None:
    """A cookie's value is escaped only where RFC 6265 forbids a character."""
    assert expected == cookie_pairs("color", value, Style("form", explode))


def test_form_field_that_is_an_object_goes_as_json() -> None:
    """Without an encoding of its own an object in a form is JSON; with a style it is written in that."""
    assert form_fields("o", {"a": 1}, None) == ["o=%7B%22a%22%3A1%7D"]
    assert form_fields("o", {"a": 1}, Style("deepObject")) == ["o%5Ba%5D=1"]


def test_a_value_that_is_a_path_keeps_its_slashes() -> None:
    """What would end the path is escaped all the same."""
    style = Style("simple", explode=False, allow_reserved=True)

    assert path_segment("name", "users/7/a b?c#d%2F", style) == "users/7/a%20b%3Fc%23d%252F"


@pytest.mark.parametrize("value", ["../admin", "a/../../admin", "a/.", ".."])
def test_a_value_that_is_a_path_stays_below_it(value: str) -> None:
    """Clients and servers take dots for steps up."""
    with pytest.raises(ValueError, match="another path"):
        path_segment("name", value, Style("simple", explode=False, allow_reserved=True))
