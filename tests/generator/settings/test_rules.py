"""Rules of `sdk.yaml` hold for the operations that they match, and all that it names has to be in the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.settings import Known, OperationRule, defaults, misses
from attrs import evolve

from tests.generator.settings.reading import settings


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ("getUser", True),
        ("users", True),
        ("GET /users/{id}", True),
        ("get /users/*", True),
        ("* /users/**", True),
        ("GET /**", True),
        ("GET /users/{id}/**", True),
        ("POST /users/*", False),
        ("GET /*", False),
        ("GET /user", False),
        ("getUsers", False),
    ],
)
def test_a_rule_matches_ids_tags_and_globs(match: str, fits: bool) -> None:
    """`match` is an operationId, a tag, or a method and a glob in which `*` stays inside a segment."""
    assert fits == OperationRule(match).matches("getUser", ("users",), "GET", "/users/{id}")


def test_the_last_match_wins_member_by_member() -> None:
    """A later rule replaces what it says and leaves the rest of the earlier ones."""
    rules = (OperationRule("users", envelope="main", replay=False), OperationRule("getUser", envelope="none"))
    rule = evolve(defaults(), operations=rules).rule("getUser", ("users",), "GET", "/users")

    assert (rule.envelope, rule.replay, rule.paging) == ("none", False, None)


def test_names_that_the_document_lacks_are_told(tmp_path: Path) -> None:
    """An operation, tag or path of `sdk.yaml` that is not in the document is reported where it stands."""
    text = (
        "version: 1\nsession:\n  login: {operation: logIn}\n  tokens: {access: /t}\n"
        "operations:\n  - {match: user, skip: true}\n  - {match: 'GET /users', skip: true}\n"
    )
    known = [Known("login", ("users",), "POST", "/login"), Known("list", (), "GET", "/users")]
    found = misses(settings(text, tmp_path), known)

    assert [(one.place.line if one.place else 0, one.message, one.fix) for one in found] == [
        (3, "the document has no operation `logIn`", "did you mean `login`?"),
        (6, "nothing in the document matches `user`", "did you mean `users`?"),
    ]
