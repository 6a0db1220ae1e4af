"""What is seen of a backend's tokens is what it was told to do with them."""

from __future__ import annotations

import pytest
from anew.contract.session import Concurrent, Grace
from anew.contract.target.member import LoginFailedError
from anew.errors import AnewError, UsageError

from tests.backend import Backend
from tests.contract.server.conftest import ADA
from tests.contract.session.conftest import TryOut, try_out


def test_rotation_without_grace_is_seen(told: TryOut) -> None:
    """A spent refresh token is refused, and ends the whole login."""
    facts = told(grace=0.0).facts

    assert (facts.rotates, facts.reuse, facts.reuse_ends_login, facts.grace) == (True, "refused", True, Grace(0.0, 0.0))


def test_grace_is_measured(told: TryOut) -> None:
    """A spent refresh token gives the same pair for less than five seconds, and ends nothing within them."""
    facts = told(grace=5.0).facts

    assert (facts.reuse, facts.reuse_ends_login, facts.grace) == ("same pair", False, Grace(4.0, 5.0))


def test_grace_that_outlasts_the_patience_is_not_known(told: TryOut) -> None:
    """What would take longer is said to be unknown, with what it would take."""
    facts = told(grace=500.0, wait=2.5).facts

    assert facts.grace == Grace(2.0, None)
    assert facts.unknown["grace"] == "a spent refresh token was still good after 2 s; --wait 3 looks further"


def test_reuse_that_is_not_detected_is_seen(told: TryOut) -> None:
    """A spent refresh token is refused, and the login goes on."""
    facts = told(detect=False).facts

    assert (facts.reuse, facts.reuse_ends_login) == ("refused", False)


def test_refresh_tokens_that_are_kept_are_seen(told: TryOut) -> None:
    """Without rotation no token is ever spent, and old access tokens stay good."""
    facts = told(rotate=False).facts

    assert (facts.rotates, facts.reuse, facts.replaced_access) == (False, None, "accepted")
    assert facts.unknown["reuse"] == "refresh tokens are not replaced, so none is ever spent"


@pytest.mark.parametrize(
    ("manners", "seen"),
    [
        ({"grace": 0.0}, Concurrent(6, 1, 1, 0)),
        ({"grace": 5.0}, Concurrent(6, 6, 1, 1)),
        ({"detect": False}, Concurrent(6, 1, 1, 1)),
        ({"rotate": False}, Concurrent(6, 6, 6, 6)),
    ],
)
def test_one_refresh_token_at_once_is_seen(told: TryOut, manners: dict[str, float | bool], seen: Concurrent) -> None:
    """How many of six had tokens, how many different, and how many of them were good afterwards."""
    assert told(**manners).facts.concurrent == seen


def test_expiry_is_waited_for(told: TryOut) -> None:
    """After its announced life an access token is refused as expired, and its refresh token is good."""
    facts = told().facts

    assert (facts.life, facts.at_expiry, facts.refresh_after_expiry) == (2.0, "expired", True)


def test_expiry_that_takes_too_long_is_not_known(told: TryOut) -> None:
    """Nothing is claimed about a token that lives for a quarter of an hour."""
    facts = told(token_life=900.0).facts

    assert facts.at_expiry is None
    assert facts.unknown["expiry"] == "it would take 900 s; --wait 901 waits for it"


def test_life_that_is_not_announced_is_told(told: TryOut) -> None:
    """The server says nothing, so nothing is claimed."""
    facts = told(announce=False).facts

    assert (facts.life, facts.unknown["life"]) == (None, "the server does not say how long an access token lives")


def test_logout_and_second_login_are_tried(told: TryOut) -> None:
    """A logout ends both tokens, and a second login leaves the first alone."""
    facts = told().facts

    assert (facts.access_after_logout, facts.refresh_after_logout) == ("lost", False)
    assert facts.second_login_ends_first is False


def test_answers_to_bad_tokens_are_told_as_the_sdk_takes_them(told: TryOut) -> None:
    """No token and a made-up one are both `lost`, a made-up refresh token is `dead`."""
    facts = told().facts

    assert (facts.anonymous, facts.made_up, facts.refuses_made_up) == ("lost", "lost", True)


def test_requests_are_bounded() -> None:
    """A run makes no more than it may, and says so."""
    with Backend() as backend, pytest.raises(AnewError, match="--max-requests"):
        try_out(backend, max_requests=10)
    with Backend(token_life=2.0) as backend:
        report = try_out(backend)
        made = sum(backend.counters.requests.values())

    assert (made - 1, report.requests <= 80) == (report.requests, True)


def test_wrong_password_is_told() -> None:
    """Nothing can be tried out without a login."""
    with Backend() as backend, pytest.raises(LoginFailedError, match="user name or password is wrong"):
        try_out(backend, environment={**ADA, "ANEW_PASSWORD": "canary"})


def test_account_that_cannot_log_in_again_will_not_do() -> None:
    """Tokens from the environment make one login; each experiment needs one of its own."""
    with Backend() as backend, pytest.raises(UsageError, match="ANEW_LOGIN"):
        try_out(backend, environment={"ANEW_ACCESS_TOKEN": "canary"})


def test_probe_needs_a_login_and_nothing_else() -> None:
    """An operation that is named for it has to be fit for it."""
    with Backend() as backend:
        with pytest.raises(UsageError, match="cannot be called with a token and nothing else"):
            try_out(backend, probe="getHealth")
        report = try_out(backend, probe="getFolderTree")

    assert report.probe == "GET /files/tree"
