"""`--overlay` and `overlays:` correct a document that is not the user's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from anew import pipeline
from anew.settings import load

from tests.generator.cli.conftest import DOCUMENT, SETTINGS, Run, tree

HEAD = 'overlay: 1.0.0\ninfo: {title: Corrections, version: "1"}\nactions:\n'
NAMES = HEAD + "  - {target: \"$.paths['/items/{id}'].get\", update: {operationId: fetchItem}}\n"
REPAIR = HEAD + "  - {target: $.components.schemas, update: {Itm: {$ref: '#/components/schemas/Item'}}}\n"
WRONG = HEAD + "  - {target: $.components.schemas, update: {Itm: {$ref: '#/nowhere'}}}\n"
IDLE = HEAD + "  - {target: $.paths.nope, remove: true}\n"


@pytest.fixture
def overlaid(project: Path) -> Path:
    """Stand in a project with an overlay that renames an operation."""
    (project / "fix.overlay.yaml").write_text(NAMES, "utf-8")
    return project


def endpoints(project: Path) -> str:
    return (project / "sdk" / "shop" / "api" / "items.py").read_text("utf-8")


def test_an_overlay_gives_an_operation_id(overlaid: Path, run: Run) -> None:
    """The SDK is that of the corrected document."""
    assert run("generate", "--overlay", "fix.overlay.yaml").code == 0
    assert "def fetch_item(" in endpoints(overlaid)


def test_an_overlay_repairs_a_dangling_reference(project: Path, run: Run) -> None:
    """What the document lacks, an overlay adds, before references are followed."""
    (project / "openapi.yaml").write_text(DOCUMENT.replace("schemas/Item", "schemas/Itm"), "utf-8")
    (project / "fix.yaml").write_text(REPAIR, "utf-8")

    assert (1, 0) == (run("generate").code, run("generate", "--overlay", "fix.yaml").code)


def test_overlays_are_applied_in_their_order(overlaid: Path, run: Run) -> None:
    """The last overlay has the last word."""
    (overlaid / "more.yaml").write_text(NAMES.replace("fetchItem", "readItem"), "utf-8")
    run("generate", "--overlay", "fix.overlay.yaml", "--overlay", "more.yaml")

    assert "def read_item(" in endpoints(overlaid)


def test_settings_name_overlays_beside_them(overlaid: Path, run: Run) -> None:
    """`overlays:` in `sdk.yaml` starts from its folder."""
    (overlaid / "conf").mkdir()
    settings = SETTINGS.replace("openapi.yaml", "../openapi.yaml\noverlays: [../fix.overlay.yaml]")
    (overlaid / "conf" / "sdk.yaml").write_text(settings, "utf-8")

    assert run("generate", "--config", "conf/sdk.yaml").code == 0
    assert "def fetch_item(" in endpoints(overlaid)


def test_an_overlay_that_is_named_twice_is_applied_once(overlaid: Path, run: Run) -> None:
    """`init --overlay` writes the overlay into `sdk.yaml`; naming it for `generate`, too, does no harm."""
    (overlaid / "fix.overlay.yaml").write_text(HEAD + "  - {target: $, update: {tags: [{name: a}]}}\n", "utf-8")
    (overlaid / "sdk.yaml").write_text(SETTINGS + "overlays: [fix.overlay.yaml]\n", "utf-8")
    run("generate")
    once = tree(overlaid / "sdk")
    run("generate", "--overlay", "./fix.overlay.yaml")

    assert once == tree(overlaid / "sdk")


def test_init_sees_the_corrected_document_and_names_the_overlay(overlaid: Path, run: Run) -> None:
    """`init --overlay` and `generate` need nothing else."""
    (overlaid / "openapi.yaml").write_text(DOCUMENT.replace("schemas/Item", "schemas/Itm"), "utf-8")
    (overlaid / "fix.overlay.yaml").write_text(REPAIR, "utf-8")
    run("init", "openapi.yaml", "--overlay", "fix.overlay.yaml", "--force")

    assert load(Path("sdk.yaml").absolute()).overlays == (overlaid / "fix.overlay.yaml",)
    assert load(overlaid / "sdk.yaml").references == "strict"
    assert run("generate").code == 0


@pytest.mark.parametrize("command", [("generate",), ("init", "openapi.yaml", "--output", "other.yaml")])
def test_a_target_that_matches_nothing_is_told(command: tuple[str, ...], project: Path, run: Run) -> None:
    """The run goes on, with a warning that has the place of the action."""
    (project / "fix.yaml").write_text(IDLE, "utf-8")
    result = run(*command, "--overlay", "fix.yaml")

    assert (result.code, "fix.yaml:4:6: warning: the target `$.paths.nope` matches nothing" in result.err) == (0, True)


def test_a_warning_is_said_again_where_there_is_nothing_to_do(project: Path, run: Run) -> None:
    """The warning does not depend on whether something had changed."""
    (project / "fix.yaml").write_text(IDLE, "utf-8")

    assert run("generate", "--overlay", "fix.yaml").err == run("generate", "--overlay", "fix.yaml").err != ""


def test_a_fault_that_an_overlay_brought_is_told_there(project: Path, run: Run) -> None:
    """A reference that stands in the overlay is found in the overlay."""
    (project / "openapi.yaml").write_text(DOCUMENT.replace("schemas/Item", "schemas/Itm"), "utf-8")
    (project / "fix.yaml").write_text(WRONG, "utf-8")

    assert "fix.yaml:4:45: error: `$ref: #/nowhere` leads nowhere" in run("generate", "--overlay", "fix.yaml").err


def test_the_report_names_the_file_of_a_note(project: Path, run: Run) -> None:
    """A note's line is one of the file beside it: the document's or the overlay's."""
    update = "update: {name: q, in: query, schema: {type: wat}}"
    text = HEAD + f"  - {{target: \"$.paths['/items/{{id}}'].get.parameters\", {update}}}\n"
    (project / "fix.yaml").write_text(text, "utf-8")
    run("generate", "--overlay", "fix.yaml", "--report", "report.json")
    notes = [note for one in json.loads((project / "report.json").read_text())["operations"] for note in one["notes"]]

    assert [("fix.yaml", 4)] == [(note["file"], note["line"]) for note in notes]


@pytest.mark.parametrize("named", ["on the command line", "in sdk.yaml"])
def test_a_change_of_an_overlay_is_seen(named: str, overlaid: Path, run: Run) -> None:
    """A changed overlay makes the SDK stale, wherever it is named."""
    options = ("--overlay", "fix.overlay.yaml") if named == "on the command line" else ()
    if not options:
        (overlaid / "sdk.yaml").write_text(SETTINGS + "overlays: [fix.overlay.yaml]\n", "utf-8")
    run("generate", *options)
    (overlaid / "fix.overlay.yaml").write_text(NAMES.replace("fetchItem", "readItem"), "utf-8")

    assert run("generate", "--check", *options).code == 1


def test_an_overlay_more_is_seen(overlaid: Path, run: Run) -> None:
    """A run without overlays says nothing about one with them."""
    run("generate")

    assert run("generate", "--check", "--overlay", "fix.overlay.yaml").code == 1


def test_a_run_with_nothing_to_do_reads_the_stamp_alone(
    overlaid: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Overlays cost nothing where nothing has changed."""
    run("generate", "--overlay", "fix.overlay.yaml")
    monkeypatch.setattr(pipeline, "_run", None)

    assert run("generate", "--overlay", "fix.overlay.yaml").code == 0


@pytest.mark.parametrize(("name", "code"), [("nope.yaml", 2), ("openapi.yaml", 1)])
def test_a_bad_overlay_leaves_the_old_sdk(name: str, code: int, project: Path, run: Run) -> None:
    """An overlay that is missing is a mistake in the command, one that is none a fault of the file."""
    run("generate")
    before = tree(project / "sdk")

    assert run("generate", "--overlay", name).code == code
    assert before == tree(project / "sdk")
