"""Every mistake in an overlay becomes a diagnostic with its place; hostile overlays end soon."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.document import load
from anew.document.overlay import query
from anew.errors import DocumentError, UsageError

from tests.generator.overlay.support import HEAD, corrected, write

LINE = "overlay: 1.1.0\n"
MISTAKES = {
    "not YAML": ("actions: [3", "2:1: error: the file is not YAML"),
    "a list": ("- 1", "1:1: error: the file is not an OpenAPI Overlay; expected `overlay: 1.0.0` in it"),
    "an OpenAPI document": ("openapi: 3.1.0", "1:1: error: the file is not an OpenAPI Overlay"),
    "empty": ("", "1:1: error: the file is not an OpenAPI Overlay"),
    "a version of the future": (
        "x-a: 1\noverlay: 2.0.0",
        "2:1: error: `overlay: 2.0.0` is not supported; expected Overlay 1.0 or 1.1",
    ),
    "no actions": (LINE + "actions: []", "2:1: error: there are no actions"),
    "actions missing": (LINE, "1:1: error: there are no actions"),
    "misspelt top": (LINE + "action: []", "2:1: error: unknown key `action`"),
    "no mapping": (LINE + "actions: [3]", "2:11: error: this is no action; expected a mapping with `target`"),
    "no target": (LINE + "actions: [{update: {}}]", "2:11: error: the key `target` is missing"),
    "target no text": (LINE + "actions: [{target: 3}]", "2:12: error: `target` is no text; expected a JSONPath"),
    "misspelt action": (
        LINE + "actions: [{target: $, updates: {}}]",
        "2:23: error: unknown key `updates`; expected one of `target`, `description`, `update`",
    ),
    "bad JSONPath": (LINE + "actions: [{target: '$.a[?', remove: true}]", "2:12: error: `$.a[?` is no JSONPath"),
    "JSONPath without root": (LINE + "actions: [{target: paths, remove: true}]", "error: `paths` is no JSONPath"),
    "two JSONPaths": (LINE + "actions: [{target: '$.a | $.b'}]", "error: `$.a | $.b` is no JSONPath"),
    "endless number": (LINE + f"actions: [{{target: '$[{'1' * 5000}]'}}]", "11…` is no JSONPath"),
    "endless JSONPath": (LINE + f"actions: [{{target: '$[?{'(' * 9000}'}}]", "((…` is no JSONPath"),
    "remove no truth": (LINE + "actions: [{target: $.a, remove: yes}]", "2:25: error: `remove` is neither true nor"),
    "update and copy": (LINE + "actions: [{target: $, update: {}, copy: $}]", "`update` and `copy` exclude each other"),
    "copy in 1.0": ("overlay: 1.0.0\nactions: [{target: $, copy: $.a}]", "2:23: error: Overlay 1.0 has no `copy`"),
    "too deep": (LINE + "actions: " + "[" * 5000, "error: the file is nested too deeply"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_has_its_place(name: str, tmp_path: Path) -> None:
    """A malformed overlay is refused; file, line and column are the overlay's."""
    text, message = MISTAKES[name]
    document = write(tmp_path, "openapi.yaml", "openapi: 3.1.0\npaths: {}\n")

    with pytest.raises(DocumentError) as caught:
        load(document, [write(tmp_path, "fix.yaml", text)])
    assert f"{message}" in str(caught.value)
    assert f"{tmp_path / 'fix.yaml'}:" in str(caught.value)


def test_all_mistakes_are_told_in_one_run(tmp_path: Path) -> None:
    """Whoever corrects an overlay sees all that is wrong with it."""
    document = write(tmp_path, "openapi.yaml", "openapi: 3.1.0\n")
    overlay = write(tmp_path, "fix.yaml", HEAD["1.1.0"] + "- {target: a}\n- {target: $, updat: 1}\n- {copy: b}\n")

    with pytest.raises(DocumentError) as caught:
        load(document, [overlay])
    assert [one.place.line for one in caught.value.diagnostics if one.place] == [4, 5, 6, 6]


def test_an_overlay_that_is_not_there_is_a_mistake_in_the_command(tmp_path: Path) -> None:
    """There is no overlay to blame."""
    document = write(tmp_path, "openapi.yaml", "openapi: 3.1.0\n")

    with pytest.raises(UsageError, match=r"cannot read .*nope\.yaml"):
        load(document, [tmp_path / "nope.yaml"])


def test_a_target_that_matches_nothing_is_a_warning(tmp_path: Path) -> None:
    """The specification calls it a success; whoever misspelt it wants to know."""
    [warning] = corrected(tmp_path, "{}", "- {target: $.x}\n- {target: $.nope, remove: true}").warnings[1:]

    assert str(warning).startswith(f"{tmp_path}/0.overlay.yaml:5:4: warning: the target `$.nope` matches nothing")


def test_an_action_without_effect_is_a_warning(tmp_path: Path) -> None:
    """An action that neither updates nor removes is valid, and nothing."""
    [warning] = corrected(tmp_path, "{}", "- {target: $.x}").warnings

    assert "the action does nothing" in str(warning)


SMALL = "{k0: {}}"
DEEP = "{a: " * 100 + "1" + "}" * 100
WIDE = "{" + ", ".join(f"k{n}: {{a: {{b: {{c: {{d: 1}}}}}}}}" for n in range(400)) + "}"
HOSTILE = {
    "descents of descents": (DEEP, "- {target: '$..*..*..*', remove: true}", "the JSONPath takes too long"),
    "descents that find nothing": (DEEP, "- {target: '$..*..*..*..nope', remove: true}", "the JSONPath takes too long"),
    "a filter in every node": (
        WIDE,
        "- {target: '$..[?count($..*..*)>@.n]', remove: true}",
        "the JSONPath takes too long",
    ),
    "a filter that looks below every node": (
        DEEP,
        "- {target: '$..[?count(@..*..*)>@.n]', remove: true}",
        "the JSONPath takes too long",
    ),
    "a list that doubles": (
        SMALL,
        "- {target: $.x, update: {l: [1]}}\n" + "- {target: $.x.l, copy: $.x.l}\n" * 40,
        "the overlays make the document too large",
    ),
    "a mapping inside of itself": (
        SMALL,
        "- {target: $.x.k0, copy: $.x}\n" * 400,
        "the document is nested too deeply",
    ),
    "a large update everywhere": (
        WIDE,
        f"- {{target: $.x.*, update: {{z: [{'1, ' * 5000}]}}}}",
        "the overlays make the document too large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_overlay_ends(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work and size are bounded, and the error has the place of the action."""
    monkeypatch.setattr(query, "_STEPS", 50_000)
    text, actions, message = HOSTILE[name]

    with pytest.raises(DocumentError, match=rf"overlay\.yaml:\d+:\d+: error: {message}"):
        corrected(tmp_path, text, actions)
