"""`anew init` writes settings for a document, says what it saw, and overwrites nothing unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from anew.settings import load

from tests.generator.cli.conftest import DOCUMENT, Run


@pytest.fixture
def fresh(empty: Path) -> Path:
    """Stand in a folder with a document alone."""
    (empty / "openapi.yaml").write_text(DOCUMENT, "utf-8")
    return empty


def test_settings_are_written(fresh: Path, run: Run) -> None:
    """The file names document, package and session, and is valid."""
    assert run("init", "openapi.yaml").code == 0
    read = load(fresh / "sdk.yaml")
    assert read.session
    assert read.session.refresh

    assert (fresh / "openapi.yaml", "shop", "refresh") == (
        read.document,
        read.package.name,
        read.session.refresh.operation,
    )


def test_findings_are_told_with_their_evidence(fresh: Path, run: Run) -> None:
    """What was seen is said with how sure it is, the line of the document, and what speaks for it."""
    lines = [" ".join(line.split()) for line in run("init", "openapi.yaml").out.splitlines()]

    assert lines[0] == "Seen in openapi.yaml (3 operations):"
    assert "login certain line 7 POST /login, sends `password`, answers `/accessToken` and `/refreshToken`" in lines
    assert lines[-1] == "Wrote sdk.yaml. Read it, correct it, then run `anew generate`."


def test_editors_find_the_schema_beside_the_settings(fresh: Path, run: Run) -> None:
    """The first line names it without a folder, so that it is right on every machine; an older one is renewed."""
    (fresh / "sdk.schema.json").write_text('{"title": "sdk.yaml"}', "utf-8")
    run("init", "openapi.yaml")

    first, _ = (fresh / "sdk.yaml").read_text("utf-8").split("\n", maxsplit=1)
    assert first == "# yaml-language-server: $schema=sdk.schema.json"
    assert "properties" in json.loads((fresh / "sdk.schema.json").read_text("utf-8"))


def test_a_file_with_the_name_of_the_schema_stays(fresh: Path, run: Run) -> None:
    """What is not ours is not overwritten."""
    (fresh / "sdk.schema.json").write_text("mine", "utf-8")

    assert run("init", "openapi.yaml").code == 0
    assert (fresh / "sdk.schema.json").read_text("utf-8") == "mine"


def test_what_to_check_is_told_with_its_line(fresh: Path, run: Run) -> None:
    """Every guess is a comment in the settings, and is listed with the line that it stands in."""
    (fresh / "openapi.yaml").write_text(DOCUMENT.replace("{refreshToken: {type: string}}", "{}"), "utf-8")
    out = run("init", "openapi.yaml").out
    lines = (fresh / "sdk.yaml").read_text("utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if "CHECK" in line)

    assert "# refresh:" in lines[number]
    assert f"  sdk.yaml:{number}: POST /refresh, sends no refresh token that the document shows" in out


def test_init_and_generate_need_nothing_else(fresh: Path, run: Run) -> None:
    """What `init` writes is what `generate` reads."""
    run("init", "openapi.yaml")

    assert run("generate").code == 0


def test_settings_that_are_there_stay(fresh: Path, run: Run) -> None:
    """Without `--force` a file that is there is left alone, with exit code 2."""
    (fresh / "sdk.yaml").write_text("mine", "utf-8")
    result = run("init", "openapi.yaml")

    assert (result.code, result.err) == (2, "error: sdk.yaml is there already\n  fix: add --force to overwrite it\n")
    assert (fresh / "sdk.yaml").read_text("utf-8") == "mine"


def test_force_overwrites(fresh: Path, run: Run) -> None:
    """With `--force` the file is replaced."""
    (fresh / "sdk.yaml").write_text("mine", "utf-8")

    assert run("init", "openapi.yaml", "--force").code == 0
    assert (fresh / "sdk.yaml").read_text("utf-8") != "mine"


def test_paths_are_relative_to_the_settings(fresh: Path, run: Run) -> None:
    """Settings in another folder name the document as seen from there."""
    (fresh / "conf").mkdir()
    run("init", "openapi.yaml", "--output", "conf/sdk.yaml")

    assert "document: ../openapi.yaml" in (fresh / "conf" / "sdk.yaml").read_text("utf-8")


def test_a_document_that_cannot_be_read_writes_nothing(fresh: Path, run: Run) -> None:
    """A missing document ends with 2 and no settings."""
    result = run("init", "nope.yaml")

    assert (result.code, (fresh / "sdk.yaml").exists()) == (2, False)


def test_dangling_references_are_allowed_for(fresh: Path, run: Run) -> None:
    """Where references lead nowhere, the settings say that what needs them is done without."""
    (fresh / "openapi.yaml").write_text(DOCUMENT.replace("schemas/Item", "schemas/Itm"), "utf-8")
    run("init", "openapi.yaml")

    assert load(fresh / "sdk.yaml").references == "lenient"
    assert run("generate").code == 0
