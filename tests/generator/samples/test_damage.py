"""A valid value becomes every kind of damaged body."""

from __future__ import annotations

import json
from random import Random

from anew.samples import damaged

VALUE = {"id": 7, "tags": ["a", "b"], "owner": {"name": "Ada"}}


def test_every_kind_of_damage_is_done() -> None:
    """Proxies, lost connections and servers of another version each have theirs."""
    kinds = {one.kind for one in damaged(VALUE, Random(0))}

    assert kinds >= {
        "empty",
        "html",
        "truncated",
        "not UTF-8",
        "no media type",
        "too deep",
        "huge number",
        "huge text",
        "wrong type",
        "wrong type of the whole",
        "null",
        "unknown text",
        "extra properties",
        "missing property",
    }


def test_damage_changes_the_body_and_not_the_value() -> None:
    """The valid value is left as it was."""
    before = json.dumps(VALUE)
    bodies = [one.content for one in damaged(VALUE, Random(0)) if one.kind != "no media type"]

    assert before == json.dumps(VALUE)
    assert all(body != before.encode() for body in bodies)


def test_the_same_seed_does_the_same_damage() -> None:
    """A leak that was found can be looked at again."""
    assert list(damaged(VALUE, Random(3))) == list(damaged(VALUE, Random(3)))
