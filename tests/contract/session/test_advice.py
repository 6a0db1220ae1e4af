"""What is advised follows from what was seen."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from anew.contract.session import Facts, as_json, lines
from anew.contract.session.advice import advise

from tests.backend import Backend, Fault
from tests.contract.session.conftest import TryOut, try_out


def said(level: str, **seen: Any) -> str:
    """Give the advice of one level that follows from facts."""
    return "\n".join(one.text for one in advise(Facts(refreshes=True, **seen)) if one.level == level)


def test_good_backend_has_no_faults(told: TryOut) -> None:
    """Neither with grace nor without is anything wrong with it."""
    assert [told(grace=grace).faults for grace in (0.0, 5.0)] == [(), ()]


def test_rotation_without_grace_needs_isolation_and_patience(told: TryOut) -> None:
    """A lost answer costs the login there, so a process of its own refreshes, and waits for the answer."""
    settings = "\n".join(one.text for one in told(grace=0.0).advice if one.level == "setting")

    assert 'isolation="process"' in settings
    assert "refresh_timeout=30" in settings
    assert "ends the login for all of them" in settings


def test_grace_allows_the_defaults(told: TryOut) -> None:
    """With five seconds of grace thread and time-out may be as they are."""
    settings = "\n".join(one.text for one in told(grace=5.0).advice if one.level == "setting")

    assert 'isolation="thread" (the default)' in settings
    assert "refresh_timeout=3.5 (the default) lies within the grace" in settings


def test_short_grace_shortens_the_time_out(told: TryOut) -> None:
    """The second try has to come before the grace is over."""
    settings = "\n".join(one.text for one in told(grace=2.5).advice if one.level == "setting")

    assert "refresh_timeout=1.5: a spent refresh token is forgiven for less than 3 s" in settings


def test_kept_refresh_tokens_make_every_store_safe(told: TryOut) -> None:
    """Nothing is spent, so nobody takes anything from others."""
    settings = "\n".join(one.text for one in told(rotate=False).advice if one.level == "setting")

    assert "every store is safe" in settings


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        ({"made_up": "accepted"}, "accepts a token that it never issued"),
        ({"anonymous": "accepted"}, "without any token"),
        ({"at_expiry": "accepted"}, "after its announced end"),
        ({"at_expiry": "lost"}, "calls `lost`: nothing is refreshed"),
        ({"refuses_made_up": False}, "clients try again for ever"),
        ({"refresh_after_expiry": False}, "dies with the access token"),
        ({"refresh_after_logout": True}, "good after the logout"),
    ],
)
def test_what_is_wrong_is_a_fault(seen: dict[str, Any], text: str) -> None:
    """Each of these has to be mended, in the server or in `sdk.yaml`."""
    assert text in said("fault", **seen)


def test_api_without_a_refresh_is_no_fault() -> None:
    """Where `sdk.yaml` describes none, somebody has to log in again, and that is all there is to say."""
    advice = list(advise(Facts(life=60.0)))

    assert [one.level for one in advice] == ["note"]
    assert "reauthenticate=" in advice[0].text


def test_refusal_that_sdk_yaml_does_not_know_is_a_fault() -> None:
    """Where a bad refresh token is answered in an unknown way the signals in `sdk.yaml` are to blame."""
    with Backend(token_life=2.0) as backend:
        backend.faults.add("refreshToken", Fault(kind="code", code=500))
        report = try_out(backend)

    assert report.facts.refreshes is False
    assert "there is no refresh to rely on" in report.faults[0].text


def test_report_holds_all_facts_and_no_token(told: TryOut) -> None:
    """The JSON tells what the lines tell, and neither holds a secret."""
    report = told(grace=5.0)
    text = as_json(report) + "\n".join(lines(report))

    assert json.loads(as_json(report))["facts"]["grace"] == {"lasts": 4.0, "ends": 5.0}
    assert re.findall(r"\b[ar]t_[\w-]{20,}", text) == []
