"""Refreshes are found by name and by what they send, and tokens wherever login and refresh answer them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect.sessions import session_is_clear
from anew.model import Exchange, Tokens

from tests.generator.detect.builder import TEXT, body, document, look, operation, query

PAIR = {"type": "object", "properties": {"access_token": TEXT, "refresh_token": TEXT}}
LOGIN = operation(PAIR, requestBody=body("username", "password"))
SILENT_LOGIN = operation(requestBody=body("username", "password"))


def form(*names: str) -> dict[str, Any]:
    """Give the body of an HTML form with these fields."""
    return {"content": {"application/x-www-form-urlencoded": body(*names)["content"]["application/json"]}}


def refreshed_by(key: str, refresh: dict[str, Any], folder: Path, login: dict[str, Any] = LOGIN) -> Exchange | None:
    """Tell which refresh is seen beside a login."""
    found = look(document({"POST /auth/login": login, key: refresh}), folder).refresh
    return found.value if found else None


def test_a_refresh_that_takes_a_form_is_sent_one(tmp_path: Path) -> None:
    """JSON would not be understood, and no refresh would ever succeed."""
    refresh = operation(PAIR, requestBody=form("refresh_token"))

    assert refreshed_by("POST /auth/refresh", refresh, tmp_path) == Exchange(
        "POST /auth/refresh", send="form", parameter="refresh_token"
    )


def test_json_goes_before_a_form(tmp_path: Path) -> None:
    """Where a server takes both, as Django's do."""
    both = {"content": {**form("refresh")["content"], **body("refresh")["content"]}}

    assert refreshed_by("POST /auth/refresh", operation(PAIR, requestBody=both), tmp_path) == Exchange(
        "POST /auth/refresh", send="body", parameter="refresh"
    )


def test_a_token_endpoint_with_a_body_for_each_grant_is_seen_through(tmp_path: Path) -> None:
    """OAuth2's endpoint has one for codes, one for refresh tokens and one for clients."""
    grants = {name: form("grant_type", name)["content"] for name in ("code", "refresh_token")}
    schemas = [one["application/x-www-form-urlencoded"]["schema"] for one in grants.values()]
    token = {"content": {"application/x-www-form-urlencoded": {"schema": {"oneOf": schemas}}}}
    found = look(document({"POST /oauth2/token": operation(PAIR, requestBody=token)}), tmp_path)
    assert found.refresh

    assert found.refresh.value == Exchange("POST /oauth2/token", send="form", parameter="refresh_token")


@pytest.mark.parametrize("path", ["/auth/reissue", "/auth/renovar-token", "/auth/tokens"])
def test_a_refresh_may_be_called_otherwise(path: str, tmp_path: Path) -> None:
    """By a word of another language, or by nothing but the refresh token that it takes."""
    refresh = operation(PAIR, requestBody=body("refreshToken"))

    assert refreshed_by(f"POST {path}", refresh, tmp_path) == Exchange(f"POST {path}", parameter="refreshToken")


@pytest.mark.parametrize("path", ["/auth/revoke", "/auth/verify-token", "/auth/logout"])
def test_what_else_is_done_with_a_refresh_token_is_no_refresh(path: str, tmp_path: Path) -> None:
    """It is given up, or looked at."""
    ending = operation(requestBody=body("refreshToken"), summary="Pass the refresh token to end this session alone")

    assert refreshed_by(f"POST {path}", operation(requestBody=body("refreshToken")), tmp_path) is None
    if path.endswith("logout"):
        assert refreshed_by(f"POST {path}", ending, tmp_path) is None


def test_what_is_called_a_refresh_goes_before_what_takes_its_token(tmp_path: Path) -> None:
    """To switch the tenant answers new tokens as well, though those of another."""
    switch = operation(PAIR, requestBody=body("refresh_token", "tenant_id"))
    refresh = operation(requestBody=body("refresh_token"))
    paths = {"POST /auth/login": LOGIN, "POST /auth/switch": switch, "POST /auth/refresh": refresh}
    found = look(document(paths), tmp_path).refresh
    assert found

    assert found.value.operation == "POST /auth/refresh"


def test_a_refresh_is_seen_where_no_answer_shows_a_token(tmp_path: Path) -> None:
    """Frameworks that know no types of answers leave them all empty; it is no more than a suggestion then."""
    paths = {"POST /auth/login": SILENT_LOGIN, "POST /auth/refresh": operation(requestBody=body("refreshToken"))}
    found = look(document(paths), tmp_path)
    assert found.login
    assert found.refresh

    assert (found.login.value.operation, found.refresh.value.operation) == ("POST /auth/login", "POST /auth/refresh")
    assert not session_is_clear(found)


def test_operations_that_say_nothing_at_all_are_known_by_their_paths(tmp_path: Path) -> None:
    """Some documents list paths alone."""
    paths: dict[str, Any] = {
        f"POST /api/{name}": {"responses": {}} for name in ("login", "refresh", "logout", "articles")
    }
    found = look(document(paths), tmp_path)
    assert found.login
    assert found.refresh
    assert found.logout

    assert {one.sure for one in (found.login, found.refresh)} == {"suggested"}


def test_a_login_that_is_plainly_called_so_may_be_anywhere(tmp_path: Path) -> None:
    """Its summary leaves no doubt, though its path does not say it and its answer shows no token."""
    paths = {"POST /do-auth/password": operation(requestBody=body("username", "password"), summary="登录")}
    found = look(document(paths), tmp_path).login
    assert found

    assert (found.value.operation, found.sure) == ("POST /do-auth/password", "suggested")


def test_tokens_may_be_elsewhere_in_the_answer_of_a_refresh(tmp_path: Path) -> None:
    """A login answers the user as well and so has them deeper; both places are looked at."""
    login = {"type": "object", "properties": {"user": {"type": "object"}, "token": PAIR}}
    paths = {
        "POST /auth/login": operation(login, requestBody=body("username", "password")),
        "POST /auth/refresh": operation(PAIR, requestBody=body("refresh_token")),
    }
    found = look(document(paths), tmp_path).tokens
    assert found

    assert found.value == Tokens(("/token/access_token", "/access_token"), ("/token/refresh_token", "/refresh_token"))


def test_a_refresh_token_that_is_sent_as_a_cookie_comes_as_one(tmp_path: Path) -> None:
    """No answer shows it, and without its place nothing could be refreshed."""
    answer = {"type": "object", "properties": {"access_token": TEXT}}
    cookie = [{"name": "refresh_token", "in": "cookie", "schema": TEXT}]
    paths = {
        "POST /auth/login": operation(answer, requestBody=body("username", "password")),
        "POST /auth/reissue": operation(answer, parameters=[*query("v"), *cookie]),
    }
    found = look(document(paths), tmp_path).tokens
    assert found

    assert found.value == Tokens(("/access_token",), ("cookie:refresh_token",))


def test_a_login_may_say_that_it_answers_a_refresh_token(tmp_path: Path) -> None:
    """It sends a password, so it is no refresh for that."""
    summary = "Check credentials and answer a token and a cookie with a refresh token"
    login = operation(PAIR, requestBody=body("email", "password"), summary=summary)
    found = look(document({"POST /accounts/authenticate": login}), tmp_path).login
    assert found

    assert (found.value.operation, found.sure) == ("POST /accounts/authenticate", "certain")


def test_a_body_may_be_listed_value_by_value(tmp_path: Path) -> None:
    """As if each of its properties was a body of its own, which Swagger 2.0 does not have."""
    listed = [{"name": name, "in": "body", "schema": TEXT} for name in ("username", "password")]
    answer = {"200": {"description": "", "schema": PAIR}}
    login = {"operationId": "login", "parameters": listed, "responses": answer}
    data = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/login": {"post": login}}}
    found = look(data, tmp_path).login
    assert found

    assert found.sure == "certain"


def test_a_login_with_the_token_of_another_service_is_suggested(tmp_path: Path) -> None:
    """No password is sent, so nothing proves it."""
    google = operation(PAIR, requestBody=body("id_token"), summary="Login with Google")
    found = look(document({"POST /auth/google": google}), tmp_path).login
    assert found

    assert (found.value.operation, found.sure) == ("POST /auth/google", "suggested")
