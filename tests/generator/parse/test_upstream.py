"""openapi-python-client is used as it is, only faster."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from anew import upstream
from anew.normalise import normalise
from anew.settings import defaults
from anew.upstream import reading
from anew.upstream.condense import Condensed, Whole, condense

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
    monkeypatch.setattr(reading, "cured", nullcontext)

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
    """Properties that share their type with others have it all the same."""
    tame = normalise(document(openapi(PATHS, {"User": USER, "Twin": {**USER, "required": ["kind"]}})), defaults()).tame
    found = upstream.parse(tame)
    monkeypatch.setattr(reading, "condense", scattered)

    assert upstream.parse(tame) == found
    assert carried(condense(tame)) < carried(scattered(tame))


def scattered(tame: dict[str, Any]) -> Condensed:
    """Leave each type where it is; only the names of properties are made different from all others."""
    found = tame["components"]["schemas"]
    names = {key: {name: f"{key}{name}" for name in schema["properties"]} for key, schema in found.items()}
    schemas = {
        key: {**schema, "properties": {names[key][name]: type_ for name, type_ in schema["properties"].items()}}
        for key, schema in found.items()
    }
    whole = {key: Whole(names[key], schema["additionalProperties"]) for key, schema in found.items()}
    return Condensed({**tame, "components": {"schemas": schemas}}, whole, tuple(schemas))


def carried(condensed: Condensed) -> int:
    """Count the types that openapi-python-client gets."""
    schemas = condensed.tame["components"]["schemas"]
    return sum(len(schemas[key]["properties"]) for key in condensed.carriers)


def test_only_the_parser_is_imported() -> None:
    """What openapi-python-client needs for its own commands is not loaded, and can be by those who need it."""
    script = """
import sys, anew.upstream
print(*(name for name in ("httpx", "httpcore", "ruamel.yaml", "rich") if name in sys.modules))
import httpx, ruamel.yaml
print(httpx.Client.__name__, ruamel.yaml.YAML.__name__)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "\nClient YAML\n"
