"""A document of many files becomes one mapping, with the same meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import load
from anew.samples import Sampler, bundle

MAIN = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Pet: {$ref: "models/pet.yaml#/Pet"}
    Odd%Name: {type: boolean}
    Odd: {$ref: "#/components/schemas/Odd%25Name"}
    Lost: {$ref: "#/components/schemas/Nowhere", description: gone}
    Node: {type: object, required: [next], properties: {next: {type: array, maxItems: 1, items: {$recursiveRef: "#"}}}}
    Data: {type: object, properties: {$ref: {type: integer}}, required: [$ref], example: {$ref: "no reference"}}
"""
PET = """\
Pet:
  type: object
  required: [name, home]
  properties: {name: {$ref: "#/Name"}, home: {$ref: "../openapi.yaml#/components/schemas/Odd"}}
Name: {type: string, enum: [Rex]}
"""


@pytest.fixture
def sampler(tmp_path: Path) -> Sampler:
    """Give a sampler of a document of two files."""
    (tmp_path / "models").mkdir()
    (tmp_path / "openapi.yaml").write_text(MAIN, "utf-8")
    (tmp_path / "models" / "pet.yaml").write_text(PET, "utf-8")
    return Sampler(bundle(load(tmp_path / "openapi.yaml")))


def test_references_lead_through_files(sampler: Sampler) -> None:
    """To another file, inside of it, and back again."""
    pet = sampler.value({"$ref": "#/components/schemas/Pet"})

    assert ("Rex", True) == (pet["name"], isinstance(pet["home"], bool))


def test_names_that_look_encoded_are_found(sampler: Sampler) -> None:
    """A `%` in a name does not become something else on the way."""
    assert isinstance(sampler.value({"$ref": "#/components/schemas/Odd"}), bool)


def test_what_a_lost_reference_stood_for_may_be_anything(sampler: Sampler) -> None:
    """The rest of the document is still of use."""
    assert sampler.valid({"$ref": "#/components/schemas/Lost"}, {"any": "thing"})


def test_a_property_may_be_called_like_a_keyword(sampler: Sampler) -> None:
    """`$ref` among names and in data is no reference."""
    schema = {"$ref": "#/components/schemas/Data"}

    assert isinstance(sampler.value(schema)["$ref"], int)
    assert sampler.schemas.follow("#/components/schemas/Data")["example"] == {"$ref": "no reference"}


def test_a_recursive_reference_leads_to_the_component_around_it(sampler: Sampler) -> None:
    """JSON Schema 2019-09 writes it so; some documents still do."""
    node = {"$ref": "#/components/schemas/Node"}

    assert sampler.valid(node, {"next": [{"next": []}]})
    assert not sampler.valid(node, {"next": [{"next": 1}]})
