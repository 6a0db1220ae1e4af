"""Every bug that the reference backend can be given is found, by its name."""

from __future__ import annotations

import pytest

from tests.backend.deviations import KINDS
from tests.contract.server.conftest import Examine

NAMED = {
    "no-msg": ("getMe", "missing-property", '$ required: "msg"'),
    "refusal-without-msg": ("getUser", "envelope-field", "no message"),
    "no-envelope": ("getMe", "envelope-missing", "/code"),
    "success-with-500": ("getMe", "code-http", "HTTP 500, code 200"),
    "code-and-status-differ": ("getUser", "code-http", "HTTP 418, code 422"),
    "data-null": ("getMe", "data-missing", "/data"),
    "data-left-out": ("getMe", "data-missing", "/data"),
    "wrong-type": ("getMe", "wrong-type", "$.data.username type"),
    "property-left-out": ("getMe", "missing-property", '$.data required: "role"'),
    "unknown-role": ("listUsers", "not-in-enum", "$.data.list[].role enum"),
    "no-date": ("getMe", "bad-format", "$.data.createdAt format"),
    "created-201": ("createProject", "undocumented-status", "status 201"),
    "as-html": ("getMe", "content-type", "text/html"),
    "half-json": ("getMe", "not-json", "JSON deserialization error"),
    "crash": ("listUsers", "server-error", "status 500"),
    "html-error": ("getUser", "error-body", "text/html"),
    "total-too-small": ("listUsers", "paging-total", "too small"),
    "total-too-large": ("listUsers", "paging-total", "too large"),
    "page-too-long": ("listUsers", "paging-size", "more than asked for"),
    "accepts-invalid": ("createProject", "invalid-accepted", "a request that breaks the schema gets a success"),
    "no-auth": ("getMe", "auth-not-required", "success"),
    "any-token": ("getMe", "bad-token-accepted", "success"),
}
LATE = ("expired-token", "refuses-fresh")


def test_every_deviation_is_tried() -> None:
    """No bug of the backend goes without a test here."""
    assert {*NAMED, *LATE} == set(KINDS)


@pytest.mark.parametrize("deviation", NAMED)
def test_bug_is_found_and_named(deviant: Examine, deviation: str) -> None:
    """The bug's own kind of finding is there, at the place where the bug is."""
    operation, kind, about = NAMED[deviation]
    outcome = deviant(deviation, only=(operation,))

    assert (kind, about) in {(one.kind, one.about) for one in outcome.findings}


def test_expired_token_that_is_accepted_is_found(deviant: Examine) -> None:
    """An access token that was good for a moment, and still is when that is long over, is told."""
    outcome = deviant("expired-token", token_life=0.2, only=("getMe",))

    assert {"expired-accepted"} == {one.kind for one in outcome.findings}


def test_token_that_is_refused_right_after_its_renewal_is_found(deviant: Examine) -> None:
    """A server that calls fresh tokens expired is told so, instead of being refreshed for ever."""
    outcome = deviant("refuses-fresh", token_life=0.1, only=("listUsers",), cases=20)

    assert "fresh-refused" in {one.kind for one in outcome.findings}
