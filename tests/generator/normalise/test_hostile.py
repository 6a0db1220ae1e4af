"""Documents that are made to hurt end in bounded time."""

from __future__ import annotations

from typing import Any

from tests.generator.parse.building import answering, api, document, entry, openapi, ref, schemas

TEXT = {"type": "string"}


def chain(length: int, link: Any, end: Any = TEXT) -> dict[str, Any]:
    """Make components of which each needs the next."""
    return {f"A{number}": link(f"A{number + 1}") for number in range(length)} | {f"A{length}": end}


def test_long_chains_of_bases_end() -> None:
    """A schema made of three thousand others is made of the nearest."""
    components = chain(3_000, lambda name: {"allOf": [ref(name), {"properties": {name: TEXT}}]})
    found = api(openapi({"/a": {"get": answering(ref("A0"))}}, components))

    assert "degraded" in {one.status for one in found.ledger}
    assert len(schemas(found)["A2990"].fields) == 10


def test_long_chains_of_references_end() -> None:
    """Three thousand references to references are no problem but their own."""
    found = api(openapi({"/a": {"get": answering(ref("A0"))}}, chain(3_000, ref)))

    assert len(found.ledger) == 3_002


def test_diamonds_of_bases_are_not_multiplied_out() -> None:
    """Three ways at each of sixty crossings are 3⁶⁰ paths, and sixty bases."""
    found = api(openapi(schemas=chain(60, lambda name: {"allOf": [ref(name)] * 3 + [{"properties": {name: TEXT}}]})))

    assert len(schemas(found)["A0"].fields) == 60


def test_products_of_unions_are_not_written_out() -> None:
    """Nine unions of nine members beside properties would be 387,420,489 models."""
    unions = [{"oneOf": [{"properties": {f"p{one}{two}": TEXT}} for two in range(9)]} for one in range(9)]
    found = api(openapi(schemas={"A": {"type": "object", "properties": {"x": TEXT}, "allOf": unions}}))

    assert entry(found, "A").status == "degraded"


def test_aliases_of_yaml_are_one_model() -> None:
    """What a file says once is one class, however often it is repeated by alias."""
    lines = [
        f"    A{n}: &a{n} {{properties: {{{', '.join(f'p{m}: *a{n - 1}' for m in range(9))}}}}}" for n in range(1, 6)
    ]
    text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    A0: &a0 {properties: {x: {type: string}}}\n" + "\n".join(lines)
    found = api(document(text, "openapi.yaml"))

    assert [f"A{number}" for number in range(6)] == sorted(schemas(found))


def test_junk_in_place_of_anything_is_survived() -> None:
    """Values of every wrong kind cost at most what they are part of."""
    junk: list[Any] = [None, True, 1, "x", [], [None], {"$ref": 5}, {"type": []}, {"allOf": [None], "oneOf": 1}]
    for value in junk:
        operation = dict.fromkeys(("parameters", "requestBody", "tags", "operationId", "security", "callbacks"), value)
        paths = {"/a": {"get": {**operation, "responses": {"200": value}}, "parameters": value}, "/b": value}
        found = api(openapi(paths, {"A": value, "B": {"properties": value, "required": value, "enum": value}}))

        assert {"/a", "/b"} >= {one.path for one in found.ledger if one.path}
        assert {"A", "B"} <= {one.name for one in found.ledger}
