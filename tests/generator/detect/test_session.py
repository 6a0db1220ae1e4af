"""Login, refresh, logout and the token's place are found by names, inputs and answers together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect.compose import session_is_clear
from anew.model import Attach, Exchange, Tokens

from tests.generator.detect.builder import CODE, TEXT, body, document, look, operation, query

PAIR = {
    "properties": {
        "code": CODE,
        "msg": TEXT,
        "data": {"type": "object", "properties": {"accessToken": TEXT, "refreshToken": TEXT, "expiresIn": CODE}},
    }
}
LOGIN = operation(PAIR, requestBody=body("username", "password"))
REFRESH = operation(PAIR, requestBody=body("refreshToken"))


def test_login_refresh_and_logout_are_found(tmp_path: Path) -> None:
    """A password that buys tokens is a login, a refresh token that does is a refresh."""
    data = document({"POST /auth/login": LOGIN, "POST /auth/refresh": REFRESH, "POST /auth/logout": operation()})
    found = look(data, tmp_path)
    assert found.login
    assert found.refresh
    assert found.logout
    assert found.tokens

    assert session_is_clear(found)
    assert (
        "POST /auth/login",
        Exchange("POST /auth/refresh", send="body", parameter="refreshToken"),
        "POST /auth/logout",
        Tokens(("/data/accessToken",), ("/data/refreshToken",), ("/data/expiresIn",), "seconds"),
    ) == (found.login.value.operation, found.refresh.value, found.logout.value.operation, found.tokens.value)


def test_the_plain_login_goes_before_others(tmp_path: Path) -> None:
    """Of login by password, by text message and by registration, the first is meant."""
    others = {f"POST /auth/{name}": LOGIN for name in ("sms-login", "register", "social-login")}
    found = look(document({**others, "POST /auth/login": LOGIN}), tmp_path)
    assert found.login

    assert found.login.value.operation == "POST /auth/login"


def test_the_refresh_nearest_to_the_login_is_taken(tmp_path: Path) -> None:
    """Where admins and users have a session each, login and refresh are of the same one."""
    paths = {f"POST /{side}/auth/{name}": one for side in ("app", "admin") for name, one in (("refresh", REFRESH),)}
    found = look(document({**paths, "POST /admin/auth/login": LOGIN}), tmp_path)
    assert found.refresh

    assert found.refresh.value.operation == "POST /admin/auth/refresh"


def test_a_token_endpoint_for_grants_is_not_assumed(tmp_path: Path) -> None:
    """An OAuth token endpoint serves many grants; a session over it is suggested, not switched on."""
    token = {"properties": {"access_token": TEXT, "refresh_token": TEXT}}
    grant = operation(token, requestBody=body("grant_type", "refresh_token", "username", "password"))
    found = look(document({"POST /oauth2/token#refresh": grant, "POST /oauth2/token": grant}), tmp_path)

    assert not session_is_clear(found)


def test_a_refresh_token_in_the_query_is_sent_there(tmp_path: Path) -> None:
    """The refresh token goes where the operation takes it."""
    refresh = operation(PAIR, parameters=query("refreshToken", type="string"))
    found = look(document({"POST /auth/refresh-token": refresh}), tmp_path)
    assert found.refresh

    assert Exchange("POST /auth/refresh-token", send="query", parameter="refreshToken") == found.refresh.value


def test_a_refresh_without_a_visible_token_is_only_suggested(tmp_path: Path) -> None:
    """Where the document does not show how the refresh token is sent, it cannot be known."""
    found = look(document({"POST /auth/login": LOGIN, "POST /auth/refresh": operation(PAIR)}), tmp_path)
    assert found.refresh

    assert (found.refresh.sure, found.refresh.value.send) == ("suggested", "cookie")


@pytest.mark.parametrize(
    ("name", "schema", "unit"),
    [
        ("expiresIn", {"type": "integer"}, "seconds"),
        ("expires_in", {"type": "integer", "description": "Life in milliseconds"}, "ms"),
        ("expiresAt", {"type": "integer", "example": 1700000000}, "epoch_s"),
        ("expiresAt", {"type": "integer", "example": 1700000000000}, "epoch_ms"),
        ("expiresTime", {"type": "string", "format": "date-time"}, "iso"),
    ],
)
def test_the_unit_of_the_tokens_life_is_told_by_name_type_and_example(
    name: str, schema: dict[str, Any], unit: str, tmp_path: Path
) -> None:
    """A life in seconds, a moment since 1970 and a date are told apart."""
    answer = {"properties": {"token": TEXT, name: schema}}
    found = look(document({"POST /login": operation(answer, requestBody=body("password"))}), tmp_path)
    assert found.tokens

    assert unit == found.tokens.value.expires_as


@pytest.mark.parametrize(
    ("scheme", "attach"),
    [
        ({"type": "http", "scheme": "bearer"}, Attach("header", "Authorization", "Bearer {access}")),
        ({"type": "apiKey", "in": "header", "name": "X-Token"}, Attach("header", "X-Token", "{access}")),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, Attach("cookie", "sid", "{access}")),
        (
            {"type": "apiKey", "in": "header", "name": "Authorization"},
            Attach("header", "Authorization", "Bearer {access}"),
        ),
        ({"type": "http", "scheme": "basic"}, None),
    ],
)
def test_security_schemes_say_where_the_token_goes(
    scheme: dict[str, Any], attach: Attach | None, tmp_path: Path
) -> None:
    """Bearer and API keys are places for a token, a password is not."""
    data = document({"POST /login": LOGIN}, components={"securitySchemes": {"s": scheme}})
    found = look(data, tmp_path).attach

    assert attach == (found.value if found else None)


def test_a_header_that_many_operations_ask_for_is_the_tokens(tmp_path: Path) -> None:
    """Without security schemes, a common header parameter named like a token is its place."""
    header = [{"name": "token", "in": "header", "schema": TEXT}]
    data = document({f"GET /r{n}": operation({}, parameters=header) for n in range(3)})
    found = look(data, tmp_path).attach
    assert found

    assert ("likely", Attach("header", "token", "{access}")) == (found.sure, found.value)
