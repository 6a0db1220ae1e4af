"""References are followed inside a document and between its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import Document, load
from anew.document.faults import DanglingError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """Write a project with a document in `spec/` and files around it; the current folder is elsewhere."""
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    folder = tmp_path / "project" / "spec"
    (folder / "schemas").mkdir(parents=True)
    (folder / "openapi.yaml").write_text(
        "openapi: 3.1.0\n"
        "components:\n"
        "  schemas:\n"
        "    A b: {type: string}\n"
        "    '%41': {type: integer}\n"
        "    To: {$ref: './schemas/user.yaml#/User'}\n"
        "    Named: {$anchor: named, type: boolean}\n"
    )
    (folder / "schemas" / "user.yaml").write_text(
        "User: {properties: {role: {$ref: 'role.json'}}}\nBack: {$ref: '../openapi.yaml#/components/schemas/A%20b'}\n"
    )
    (folder / "schemas" / "role.json").write_text('{"enum": ["admin"]}')
    (tmp_path / "project" / "common.yaml").write_text("Error: {type: object}\n")
    return load(folder / "openapi.yaml")


@pytest.mark.parametrize(
    ("reference", "at", "spot", "value"),
    [
        ("#/components/schemas/A%20b", "#", "#/components/schemas/A b", {"type": "string"}),
        ("#/components/schemas/%41", "#", "#/components/schemas/%41", {"type": "integer"}),
        ("#named", "#", "#/components/schemas/Named", {"$anchor": "named", "type": "boolean"}),
        ("role.json", "schemas/user.yaml#/User", "schemas/role.json#", {"enum": ["admin"]}),
        ("openapi.yaml#/openapi", "#", "#/openapi", "3.1.0"),
        ("#/components/schemas/To/properties/role", "#", "schemas/user.yaml#/User/properties/role", None),
    ],
)
def test_a_reference_leads_to_a_value_and_its_spot(
    project: Document, reference: str, at: str, spot: str, value: object
) -> None:
    """Names may be encoded, files are relative to the one that refers, and references on the way are followed."""
    found = project.follow(reference, at)

    assert spot == found.at
    assert value is None or value == found.value


def test_a_file_may_refer_back_to_the_document(project: Document) -> None:
    """The document is the same whoever names it."""
    back = project.follow("schemas/user.yaml#/Back", "#")

    assert project.follow(back.value["$ref"], back.at).at == "#/components/schemas/A b"


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("#/components/schemas/Nobody", "there is no `Nobody`"),
        ("nobody.yaml", "the file cannot be read"),
        ("../common.yaml#/Error", "it leads out of the folder of the document and the current one"),
        ("/etc/passwd", "it leads out of the folder"),
        ("https://example.com/a.yaml#/A", "nothing is fetched from there"),
        ("#nobody", "there is no `[$]anchor: nobody`"),
    ],
)
def test_a_reference_that_leads_nowhere_says_why(project: Document, reference: str, why: str) -> None:
    """A reason is given for each way to fail."""
    with pytest.raises(DanglingError, match=why):
        project.follow(reference, "#")


def test_files_below_the_current_folder_may_be_referred_to(project: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from the project's folder, the tool reads what the project has beside the document's folder."""
    monkeypatch.chdir(project.path.parent.parent)

    assert project.follow("../common.yaml#/Error", "#").value == {"type": "object"}


_RESOURCES = """
openapi: 3.2.0
$self: https://api.example/openapi.yaml
components:
  schemas:
    Outer:
      $id: https://schemas.example/outer
      $defs:
        inner: {$anchor: leaf, type: string}
        deeper: {$id: deeper, $defs: {own: {$anchor: leaf, type: integer}}}
      properties: {in: {}}
    Other: {$anchor: leaf, type: boolean}
"""
_OUTER = "/components/schemas/Outer"


@pytest.mark.parametrize(
    ("reference", "at", "spot"),
    [
        ("#/$defs/inner", f"{_OUTER}/properties/in", f"{_OUTER}/$defs/inner"),
        ("#leaf", f"{_OUTER}/properties/in", f"{_OUTER}/$defs/inner"),
        ("#leaf", f"{_OUTER}/$defs/deeper/$defs/own", f"{_OUTER}/$defs/deeper/$defs/own"),
        ("#leaf", "/components/schemas/Other", "/components/schemas/Other"),
        ("deeper", f"{_OUTER}/properties/in", f"{_OUTER}/$defs/deeper"),
        ("deeper#leaf", f"{_OUTER}/properties/in", f"{_OUTER}/$defs/deeper/$defs/own"),
        ("https://schemas.example/outer#/$defs/inner", "", f"{_OUTER}/$defs/inner"),
        ("#/components/schemas/Other", f"{_OUTER}/properties/in", "/components/schemas/Other"),
        ("https://api.example/openapi.yaml#/components/schemas/Other", "", "/components/schemas/Other"),
        ("openapi.yaml#/components/schemas/Other", "", "/components/schemas/Other"),
    ],
)
def test_references_begin_at_the_id_around_them(tmp_path: Path, reference: str, at: str, spot: str) -> None:
    """An `$id` makes a schema the start of what is in it, and a name for others; `#` may still mean the document."""
    (tmp_path / "openapi.yaml").write_text(_RESOURCES)
    found = load(tmp_path / "openapi.yaml").follow(reference, f"#{at}")
    assert found.at == f"#{spot}"
