"""openapi-python-client is used as it is, only faster."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from anew import upstream
from anew.normalise import normalise
from anew.settings import defaults
from anew.upstream.condense import Condensed, condense

from tests.generator.parse.building import answering, api, document, openapi, ref

USER = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer"},
        "born": {"type": ["string", "null"], "format": "date"},
        "kind": {"enum": ["a", "b"]},
        "friends": {"type": "array", "items": ref("User")},
        "more": {
            "oneOf": [ref("User"), {"type": "string"}, {"type": "object", "additionalProperties": {"type": "number"}}]
        },
    },
}
PATHS = {
    "/users/{id}": {
        "get": answering(ref("User"), parameters=[{"name": "id", "in": "path", "schema": {"type": "integer"}}]),
        "put": answering(ref("User"), requestBody={"content": {"application/json": {"schema": ref("User")}}}),
    }
}


def test_the_cures_change_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without the replaced functions, the same comes out."""
    tame = normalise(document(openapi(PATHS, {"User": USER})), defaults()).tame

    cured = upstream.parse(tame)
    monkeypatch.setattr(upstream, "cured", nullcontext)

    assert upstream.parse(tame) == cured


def test_nothing_of_it_stays_replaced() -> None:
    """The functions of another library are borrowed for the time of a parse only."""
    from openapi_python_client.parser import openapi as theirs

    before = theirs.deepcopy
    upstream.parse(normalise(document(openapi(PATHS, {"User": USER})), defaults()).tame)

    assert theirs.deepcopy is before


def test_what_it_refuses_is_an_entry_of_the_ledger_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """If it ever gives up on a part, the rest is there, and the ledger has its words."""
    real = upstream.parse

    def without_the_first(tame: dict[str, object]) -> upstream.Parsed:
        found = real(tame)
        rest = {key: value for key, value in found.endpoints.items() if key != "o0"}
        return upstream.Parsed(rest, found.models, ("WARNING parsing POST /o0 within default. No reason",))

    monkeypatch.setattr(upstream, "parse", without_the_first)
    found = api(openapi(PATHS, {"User": USER}))

    assert [one.status for one in found.ledger if one.kind == "operation"] == ["refused", "generated"]
    assert "No reason" in found.ledger[1].notes[0].message


def test_what_is_condensed_comes_back_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Properties and schemas that share their types with others have them all the same."""
    twin = openapi(PATHS, {"User": USER, "Twin": {**USER, "required": ["kind"]}, "Less": {"type": "object"}})
    tame = normalise(document(twin), defaults()).tame
    whole = {
        key: {name: name for name in schema["properties"]} for key, schema in tame["components"]["schemas"].items()
    }
    condensed, found = condense(tame), upstream.parse(tame)

    monkeypatch.setattr(upstream, "condense", lambda tame: Condensed(tame, {key: key for key in whole}, whole))

    assert upstream.parse(tame) == found
    assert len({*condensed.same.values()}) < len(condensed.same)
