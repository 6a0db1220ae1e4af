"""Overlays do what the specification says, in 1.0 and in 1.1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.errors import DocumentError

from tests.generator.overlay.support import result

BOTH = {
    "what is only in the target stays": ("{a: 1}", "- {target: $.x, update: {b: 2}}", {"a": 1, "b": 2}),
    "plain values are replaced": ("{a: 1}", "- {target: $.x, update: {a: 2}}", {"a": 2}),
    "mappings go together, however deep": (
        "{a: {b: {c: 1}}}",
        "- {target: $.x, update: {a: {b: {d: 2}}}}",
        {"a": {"b": {"c": 1, "d": 2}}},
    ),
    "lists inside are put behind each other": ("{a: [1]}", "- {target: $.x, update: {a: [2, 3]}}", {"a": [1, 2, 3]}),
    "a list gets an entry": ("[{a: 1}]", "- {target: $.x, update: {a: 2}}", [{"a": 1}, {"a": 2}]),
    "a list gets plain entries": ("[1]", "- {target: $.x, update: 2}", [1, 2]),
    "a list gets a list": ("[1]", "- {target: $.x, update: [2, 3]}", [1, 2, 3]),
    "every target is updated": (
        "{a: {}, b: {}}",
        "- {target: $.x.*, update: {c: [1]}}",
        {"a": {"c": [1]}, "b": {"c": [1]}},
    ),
    "a mapping is removed": ("{a: {}, b: 1}", "- {target: $.x.a, remove: true}", {"b": 1}),
    "an item is removed": ("[{a: 1}, {a: 2}]", "- {target: '$.x[?@.a==1]', remove: true}", [{"a": 2}]),
    "several items are removed": (
        "[{a: 1}, {a: 2}, {a: 1}, {a: 3}]",
        "- {target: '$.x[?@.a==1]', remove: true}",
        [{"a": 2}, {"a": 3}],
    ),
    "a target inside of another is removed with it": ("{a: {b: {}}}", "- {target: $.x..*, remove: true}", {}),
    "`remove: true` wins over update": ("{a: {}}", "- {target: $.x.a, update: {b: 1}, remove: true}", {}),
    "`remove: false` removes nothing": ("{a: {}}", "- {target: $.x.a, update: {b: 1}, remove: false}", {"a": {"b": 1}}),
    "actions go one after the other": (
        "{a: [1, 2]}",
        "- {target: $.x.a, remove: true}\n- {target: $.x, update: {a: [3]}}",
        {"a": [3]},
    ),
    "a query may ask from the root": (
        "{n: 1, a: [{v: 1}, {v: 2}]}",
        "- {target: '$.x.a[?@.v==$.x.n]', update: {w: 0}}",
        {"n": 1, "a": [{"v": 1, "w": 0}, {"v": 2}]},
    ),
    "traits are found, as in the specification's example": (
        "{a: {get: {x-oai-traits: [paged]}}, b: {get: {}}}",
        "- {target: \"$.x[?(@.get['x-oai-traits'][?(@ == 'paged')])].get\", update: {p: 1}}",
        {"a": {"get": {"x-oai-traits": ["paged"], "p": 1}}, "b": {"get": {}}},
    ),
    "a node that is matched twice is one target": (
        "{a: [1]}",
        "- {target: \"$.x['a', 'a']\", update: 2}",
        {"a": [1, 2]},
    ),
}
ONLY_1_1 = {
    "a plain value is replaced": ("{a: 1}", "- {target: $.x.a, update: 2}", {"a": 2}),
    "a plain value becomes null": ("{a: 1}", "- {target: $.x.a, update: null}", {"a": None}),
    "a plain item is removed": ("[a, b, a]", "- {target: \"$.x[?@ == 'a']\", remove: true}", ["b"]),
    "a copy is merged": (
        "{a: {b: 1}, c: {d: 2}}",
        "- {target: $.x.a, copy: $.x.c}",
        {"a": {"b": 1, "d": 2}, "c": {"d": 2}},
    ),
    "a list is copied behind another": ("{a: [1], b: [2]}", "- {target: $.x.a, copy: $.x.b}", {"a": [1, 2], "b": [2]}),
    "a list is copied behind itself": ("[1, 2]", "- {target: $.x, copy: $.x}", [1, 2, 1, 2]),
    "a mapping is copied into itself": ("{a: {}}", "- {target: $.x.a, copy: $.x}", {"a": {"a": {}}}),
    "every target gets the same copy": (
        "{a: {}, b: {}}",
        "- {target: $.x.*, copy: $.x}",
        {"a": {"a": {}, "b": {}}, "b": {"a": {}, "b": {}}},
    ),
    "a plain value is copied": ("{a: 1, b: 2}", "- {target: $.x.a, copy: $.x.b}", {"a": 2, "b": 2}),
    "copy and remove move": (
        "{a: {b: 1}}",
        "- {target: $.x, update: {c: {}}}\n- {target: $.x.c, copy: $.x.a}\n- {target: $.x.a, remove: true}",
        {"c": {"b": 1}},
    ),
}
ONLY_1_0 = {
    "a value takes the place of another kind": ("{a: text}", "- {target: $.x, update: {a: [t]}}", {"a": ["t"]}),
    "nothing changes nothing": ("{a: {b: 1}}", "- {target: $.x, update: {a: }}", {"a": {"b": 1}}),
}
CASES = [
    *((version, name, *case) for version in ("1.0.0", "1.1.0") for name, case in BOTH.items()),
    *(("1.1.0", name, *case) for name, case in ONLY_1_1.items()),
    *(("1.0.0", name, *case) for name, case in ONLY_1_0.items()),
]


@pytest.mark.parametrize(("version", "name", "text", "actions", "expected"), CASES)
def test_an_action(version: str, name: str, text: str, actions: str, expected: Any, tmp_path: Path) -> None:
    """Updates merge and append, removals remove, copies copy."""
    assert result(tmp_path, text, actions, version=version) == expected


def test_overlays_go_one_after_the_other(tmp_path: Path) -> None:
    """The second overlay meets what the first left."""
    first, second = "- {target: $.x, update: {a: {b: 1}}}", "- {target: $.x.a, update: {c: 2}}"

    assert result(tmp_path, "{}", first, second) == {"a": {"b": 1, "c": 2}}


def test_what_was_added_twice_is_not_shared(tmp_path: Path) -> None:
    """A value that went to two targets can be changed in one of them."""
    actions = "- {target: $.x.*, update: {c: {}}}\n- {target: $.x.a.c, update: {d: 1}}"

    assert result(tmp_path, "{a: {}, b: {}}", actions) == {"a": {"c": {"d": 1}}, "b": {"c": {}}}


def test_an_alias_is_corrected_in_one_place(tmp_path: Path) -> None:
    """What YAML says twice by an alias is two values for an overlay."""
    text = "{a: &one {b: [1]}, c: *one}"

    assert result(tmp_path, text, "- {target: $.x.c.b, update: 2}") == {"a": {"b": [1]}, "c": {"b": [1, 2]}}


def test_the_overlay_may_be_json(tmp_path: Path) -> None:
    """Overlays are JSON or YAML, whatever the document is."""
    from anew.document import load

    document = tmp_path / "openapi.yaml"
    document.write_text("openapi: 3.1.0\n")
    overlay = tmp_path / "fix.json"
    overlay.write_text('{"overlay": "1.0.0", "actions": [{"target": "$", "update": {"paths": {}}}]}')

    assert load(document, [overlay]).root["paths"] == {}


MISFITS = {
    "another kind of value": (
        "{a: [1]}",
        "update: {a: 1}",
        "4:26",
        "`a` is a plain value here and a list in the document",
    ),
    "a list for a mapping": ("{}", "update: [1]", "4:3", "the target is a mapping; expected a mapping to lay over it"),
    "a mapping for a plain value": ("1", "update: {}", "4:3", "the target is a plain value; expected a plain value"),
    "copy of nothing": ("{}", "copy: $.nope", "4:17", "`copy` matches 0 nodes; expected exactly one"),
    "copy of several": ("{}", "copy: $.info.*", "4:17", "`copy` matches 2 nodes; expected exactly one"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_is_refused(name: str, tmp_path: Path) -> None:
    """An update that the specification calls incompatible is an error, with the place in the overlay."""
    text, action, place, message = MISFITS[name]

    with pytest.raises(DocumentError) as caught:
        result(tmp_path, text, f"- {{target: $.x, {action}}}")
    assert f"0.overlay.yaml:{place}: error: {message}" in str(caught.value)


def test_the_whole_document_cannot_be_removed(tmp_path: Path) -> None:
    """There would be nothing left to generate from."""
    with pytest.raises(DocumentError, match="the document as a whole cannot be removed"):
        result(tmp_path, "{}", "- {target: $, remove: true}")


def test_targets_of_several_kinds_are_refused(tmp_path: Path) -> None:
    """Overlay 1.1 wants all targets of an update to be of one kind."""
    with pytest.raises(DocumentError, match="the target matches values of several kinds"):
        result(tmp_path, "{a: {}, b: []}", "- {target: $.x.*, update: {}}")


@pytest.mark.parametrize("action", ["update: 2", "remove: true"])
def test_plain_values_are_out_of_reach_of_1_0(action: str, tmp_path: Path) -> None:
    """The error says that 1.1 can do it."""
    with pytest.raises(DocumentError, match=r"or write `overlay: 1\.1\.0`"):
        result(tmp_path, "{a: 1}", f"- {{target: $.x.a, {action}}}", version="1.0.0")
