"""Documents that go round in circles, or are made to break what is written, do neither to detection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect.compose import compose
from anew.detect.told import checks, findings
from anew.settings import load

from tests.generator.detect.builder import CODE, TEXT, body, document, look, operation, thing

ROUND: dict[str, Any] = {
    "All": {"allOf": [{"$ref": "#/components/schemas/All"}, {"$ref": "#/components/schemas/All"}]},
    "One": {"oneOf": [{"$ref": "#/components/schemas/One"}, {"$ref": "#/components/schemas/One"}]},
    "Ref": {"$ref": "#/components/schemas/Ref"},
    "Node": {"properties": {"data": {"$ref": "#/components/schemas/Node"}, "code": CODE, "msg": TEXT}},
    "List": {"type": "array", "items": {"$ref": "#/components/schemas/List"}},
}
NASTY = (
    "a: b",
    "x\ny: 1",
    "{{ x }}",
    "${HOME}",
    "#",
    "'",
    '"',
    "\u2028",
    "\\",
    "- a",
    "*a",
    "!!python/object:os.system",
)


@pytest.mark.parametrize("name", ROUND)
def test_what_goes_round_comes_to_an_end(name: str, tmp_path: Path) -> None:
    """A schema that is made of itself is looked at so far and no further."""
    one = operation({"$ref": f"#/components/schemas/{name}"}, requestBody=body("username", "password"))
    data = document({f"POST /login{n}": one for n in range(4)}, components={"schemas": ROUND})

    assert look(data, tmp_path).operations == 4


@pytest.mark.parametrize("name", NASTY)
def test_names_of_the_document_stay_names(name: str, tmp_path: Path) -> None:
    """Whatever properties are called, what is written is one valid `sdk.yaml` with them as texts, or without them."""

    def answer(number: int) -> dict[str, Any]:
        return {"properties": {"code": CODE, "msg": TEXT, name: TEXT, "data": thing(number)}}

    detection = look(document({f"GET /{n}": operation(answer(n)) for n in range(4)}), tmp_path)
    path = tmp_path / "sdk.yaml"
    path.write_text(compose(detection, document="openapi.json", package="acme", schema="s.json"), "utf-8")
    (envelope,) = load(path).envelopes

    expected = [(f"/{name.replace('~', '~0').replace('/', '~1')}",)] if name.isprintable() else []
    assert [places for _, places in envelope.meta] == expected


@pytest.mark.parametrize(
    "wrong", [None, [], "x", 7, {"200": None}, {"200": {"content": []}}, {"200": {"content": {"a/json": 1}}}]
)
def test_what_is_no_answer_is_none(wrong: Any, tmp_path: Path) -> None:
    """Detection looks at what is there, and leaves it to normalising to complain."""
    data = document({f"GET /{n}": {**operation(), "responses": wrong} for n in range(4)})

    assert look(data, tmp_path).envelope is None


def test_findings_are_lines_without_control_characters(tmp_path: Path) -> None:
    """Evidence is quoted from the document, and still one line each."""
    more = {"x\x1b[2J\ny": TEXT, "code": CODE, "msg": TEXT}
    answers = {f"GET /{n}": operation({"properties": {**more, "data": thing(n)}}) for n in range(4)}
    detection = look(document(answers), tmp_path)
    text = compose(detection, document="openapi.json", package="acme", schema="s.json")

    assert all(line.evidence.isprintable() for line in findings(detection))
    assert all(why.isprintable() for _, why in checks(text))


def test_the_place_of_a_token_is_a_pointer(tmp_path: Path) -> None:
    """What a pointer has its own meaning for is escaped in it."""
    answer = {"properties": {"a/b~c": {"type": "object", "properties": {"token": TEXT}}}}
    found = look(document({"POST /login": operation(answer, requestBody=body("password"))}), tmp_path).tokens
    assert found

    assert ("/a~1b~0c/token",) == found.value.access
