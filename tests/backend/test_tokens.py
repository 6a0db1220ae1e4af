"""Pairs of tokens: how long they live, what ends them, and what each end is called."""

from __future__ import annotations

import pytest

from tests.backend import Backend
from tests.backend.conftest import Raw


def test_call_without_token_is_not_authenticated(raw: Raw) -> None:
    """Code 401 with HTTP status 200 says that nobody is logged in."""
    answer = raw.http.get("/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (200, 401)


def test_wrong_password_is_not_authenticated(raw: Raw) -> None:
    """A login with a wrong password gives code 401 and no token."""
    answer = raw.call("POST", "/auth/login", json={"username": "ada", "password": "guess"})

    assert (answer["code"], answer["data"]) == (401, None)


@pytest.mark.parametrize(("seconds", "code"), [(1.999, 200), (2.0, 409)])
def test_access_token_lives_to_the_fraction_of_a_second(ada: Raw, seconds: float, code: int) -> None:
    """A token is good before its life is over and expired from then on."""
    ada.backend.clock.advance(seconds)

    assert ada.call("GET", "/auth/me")["code"] == code


def test_refresh_gives_another_pair(ada: Raw) -> None:
    """Both tokens of the new pair differ from the old ones."""
    old = ada.login()
    new = ada.refresh(old["refreshToken"])["data"]

    assert {old["accessToken"], old["refreshToken"]}.isdisjoint({new["accessToken"], new["refreshToken"]})


def test_refresh_ends_the_old_access_token(ada: Raw) -> None:
    """An access token whose pair was exchanged is expired, however young."""
    ada.refresh(ada.login()["refreshToken"])

    assert ada.call("GET", "/auth/me")["code"] == 409


def test_refresh_works_after_the_access_token_expired(ada: Raw) -> None:
    """The refresh token outlives the access token."""
    pair = ada.login()
    ada.backend.clock.advance(3600)
    ada.use(ada.refresh(pair["refreshToken"])["data"])

    assert ada.call("GET", "/auth/me")["code"] == 200


def test_refresh_token_used_twice_ends_the_whole_login(ada: Raw) -> None:
    """Reuse is detected, refused, counted, and takes the newest pair with it."""
    first = ada.login()
    second = ada.use(ada.refresh(first["refreshToken"])["data"])

    codes = [
        ada.refresh(first["refreshToken"])["code"],
        ada.call("GET", "/auth/me")["code"],
        ada.refresh(second["refreshToken"])["code"],
    ]

    assert (codes, ada.backend.counters.reuse_detections) == ([401, 401, 401], 1)


def test_reuse_in_one_login_leaves_another_alone(ada: Raw) -> None:
    """Logins of one user are independent."""
    spent = ada.login()
    ada.refresh(spent["refreshToken"])
    ada.login()
    ada.refresh(spent["refreshToken"])

    assert ada.call("GET", "/auth/me")["code"] == 200


def test_within_the_grace_a_spent_refresh_token_gives_the_same_pair(ada: Raw) -> None:
    """A client whose answer was lost gets it again."""
    ada.backend.tokens.grace = 5.0
    pair = ada.login()
    first = ada.refresh(pair["refreshToken"])["data"]
    ada.backend.clock.advance(1.0)
    again = ada.refresh(pair["refreshToken"])["data"]

    assert (again["accessToken"], ada.backend.counters.reuse_detections) == (first["accessToken"], 0)


def test_after_the_grace_a_spent_refresh_token_is_reuse(ada: Raw) -> None:
    """The grace ends."""
    ada.backend.tokens.grace = 5.0
    pair = ada.login()
    ada.refresh(pair["refreshToken"])
    ada.backend.clock.advance(5.0)

    assert (ada.refresh(pair["refreshToken"])["code"], ada.backend.counters.reuse_detections) == (401, 1)


def test_logout_ends_both_tokens(ada: Raw) -> None:
    """After a logout neither token is good."""
    pair = ada.login()
    ada.data("POST", "/auth/logout")

    assert (ada.call("GET", "/auth/me")["code"], ada.refresh(pair["refreshToken"])["code"]) == (401, 401)


def test_expire_now_leaves_refresh_tokens_good(ada: Raw) -> None:
    """The switch ends access tokens only."""
    pair = ada.login()
    ada.backend.expire_now()

    assert (ada.call("GET", "/auth/me")["code"], ada.refresh(pair["refreshToken"])["code"]) == (409, 200)


def test_changed_password_can_end_other_logins(ada: Raw) -> None:
    """The login that changes the password goes on, the others end."""
    other = ada.login()
    ada.login()
    form = {"oldPassword": "secret", "newPassword": "more secret", "endOtherLogins": "true"}
    ada.data("POST", "/auth/password", data=form)

    assert (ada.call("GET", "/auth/me")["code"], ada.refresh(other["refreshToken"])["code"]) == (200, 401)


def test_expiry_can_be_kept_secret() -> None:
    """`announce=False` leaves the life out of the pair."""
    with Backend(announce=False) as backend:
        pair = backend.tokens.login(1)

    assert sorted(pair) == ["accessToken", "refreshToken"]


def test_counters_tell_what_happened(ada: Raw) -> None:
    """Logins, refreshes, refusals and rejections are counted apart."""
    pair = ada.login()
    ada.backend.expire_now()
    ada.call("GET", "/auth/me")
    ada.refresh(pair["refreshToken"])
    ada.refresh("nonsense")
    counters = ada.backend.counters

    assert (counters.logins, counters.refresh_calls, counters.refreshes, counters.refusals, counters.rejections) == (
        2,
        2,
        1,
        1,
        1,
    )


@pytest.mark.parametrize(("age", "early"), [(0.0, 1), (1.4, 1), (1.5, 0), (2.0, 0)])
def test_early_refresh_is_counted(ada: Raw, age: float, early: int) -> None:
    """A refresh that has no need of being is told apart from one towards the end of a token's life."""
    pair = ada.login()
    ada.backend.clock.advance(age)
    ada.refresh(pair["refreshToken"])

    assert (ada.backend.counters.refreshes, ada.backend.counters.early) == (1, early)
