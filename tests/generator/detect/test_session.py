"""Login, refresh, logout and the token's place are found by names, inputs and answers together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect.sessions import session_is_clear
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


def test_a_logout_is_given_the_refresh_token_that_it_asks_for(tmp_path: Path) -> None:
    """A server that is not told which login to end leaves it open, sometimes without a word."""
    logout = operation(requestBody=body("refresh_token"))
    found = look(document({"POST /auth/login": LOGIN, "POST /auth/logout": logout}), tmp_path)
    assert found.logout

    assert Exchange("POST /auth/logout", send="body", parameter="refresh_token") == found.logout.value


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


ACCESS = {"properties": {"accessToken": TEXT}}


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        (PAIR, Exchange("POST /auth/refresh", "", "header", "Authorization", "Bearer {refresh}")),
        (ACCESS, Exchange("POST /auth/refresh", send="cookie")),
    ],
)
def test_a_refresh_without_a_visible_token_is_only_suggested(login: Any, sent: Exchange, tmp_path: Path) -> None:
    """Where the document shows nowhere to put it, a token of the login goes as a header, and else is a cookie."""
    answer = operation(login, requestBody=body("username", "password"))
    found = look(document({"POST /auth/login": answer, "POST /auth/refresh": operation(ACCESS)}), tmp_path)
    assert found.refresh

    assert ("suggested", sent) == (found.refresh.sure, found.refresh.value)


def test_a_refresh_may_take_the_old_access_token(tmp_path: Path) -> None:
    """A refresh that is sent `token` is given the access token, which is only suggested."""
    refresh = operation(ACCESS, requestBody=body("token"))
    found = look(document({"POST /auth/refresh": refresh}), tmp_path)
    assert found.refresh

    assert ("suggested", "token", "{access}") == (
        found.refresh.sure,
        found.refresh.value.parameter,
        found.refresh.value.value,
    )


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"properties": {"access_token": TEXT}}, "/access_token"),
        ({"properties": {"data": {"properties": {"token": TEXT}}}}, "/data/token"),
        ({"properties": {"user": {"properties": {"email": TEXT, "token": TEXT}}}}, "/user/token"),
        ({"properties": {"code": CODE, "data": TEXT}}, "/data"),
    ],
)
def test_the_token_is_found_wherever_it_is(answer: Any, place: str, tmp_path: Path) -> None:
    """Deep inside, under several names, or as the payload itself."""
    login = operation(answer, requestBody=body("email", "password"))
    found = look(document({"POST /users/login": login}), tmp_path)
    assert found.tokens

    assert ((place,), "certain") == (found.tokens.value.access, found.tokens.sure)


def test_an_example_shows_the_token_too(tmp_path: Path) -> None:
    """An answer without a schema may have an example."""
    login = operation({}, requestBody=body("username", "password"))
    login["responses"]["200"]["content"]["application/json"]["example"] = {
        "token": "x",
        "expire": "2030-01-01T00:00:00Z",
    }
    found = look(document({"POST /login": login}), tmp_path)
    assert found.tokens

    assert Tokens(("/token",), (), ("/expire",), "iso") == found.tokens.value


def test_a_password_may_be_nested(tmp_path: Path) -> None:
    """`{"user": {"email": …, "password": …}}`, as Rails likes it."""
    inner = {"type": "object", "properties": {"user": {"type": "object", "properties": {"password": TEXT}}}}
    login = operation(ACCESS, requestBody={"content": {"application/json": {"schema": inner}}})
    found = look(document({"POST /users/login": login}), tmp_path)
    assert found.login

    assert "sends `user.password`" in found.login.evidence


def test_a_login_without_a_visible_token_is_suggested(tmp_path: Path) -> None:
    """The operation is named, and the place of the token is said to be a guess."""
    found = look(document({"POST /login": operation(requestBody=body("username", "password"))}), tmp_path)
    assert found.login
    assert found.tokens

    assert ("suggested", "suggested", "no answer shows a token, so its place is a guess") == (
        found.login.sure,
        found.tokens.sure,
        found.tokens.evidence,
    )


@pytest.mark.parametrize(
    "key",
    ["POST /users", "POST /connections/test", "POST /sessions/{id}/refresh", "DELETE /auth/refresh", "POST /databases"],
)
def test_what_has_a_password_or_token_is_not_always_a_login(key: str, tmp_path: Path) -> None:
    """Users are created with a password, connections are tested with one, and many things can be refreshed."""
    one = operation({"properties": {"token": TEXT}}, requestBody=body("username", "password", "refresh_token"))
    found = look(document({key: one}), tmp_path)

    assert (None, None) == (found.login, found.refresh)


def test_a_password_grant_is_a_login(tmp_path: Path) -> None:
    """FastAPI's form has a grant type that can only be `password`, and no refresh token."""
    form = body("grant_type", "username", "password", "scope", "client_id", "client_secret")
    found = look(document({"POST /token": operation(ACCESS, requestBody=form)}), tmp_path)
    assert found.login

    assert found.login.sure == "certain"


@pytest.mark.parametrize(
    ("name", "schema", "unit"),
    [
        ("expiresIn", {"type": "integer"}, "seconds"),
        ("expires_in", {"type": "integer", "description": "Life in milliseconds"}, "ms"),
        ("expiresAt", {"type": "integer", "example": 1700000000}, "epoch_s"),
        ("expiresAt", {"type": "integer", "example": 1700000000000}, "epoch_ms"),
        ("expiresTime", {"type": "string", "format": "date-time"}, "iso"),
        ("expiresAt", {"type": "string", "example": "2030-01-01 00:00:00"}, "iso"),
        ("expiresTime", {"type": "integer", "format": "int64"}, "epoch_ms"),
        ("expires", {"type": "integer", "description": "Unix timestamp"}, "epoch_s"),
        ("expires", {"type": "integer", "description": "时间戳，毫秒"}, "epoch_ms"),
        ("expire_time", {"type": "integer", "description": "剩余秒数"}, "seconds"),
        ("expires", {"type": "string", "example": "7200"}, "seconds"),
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
        (
            {"type": "apiKey", "in": "header", "name": "Authorization", "description": 'With the prefix "Token"'},
            Attach("header", "Authorization", "Token {access}"),
        ),
        (
            {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Authorization: JWT <token>"},
            Attach("header", "Authorization", "JWT {access}"),
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


def test_of_several_schemes_a_token_goes_with_authorization(tmp_path: Path) -> None:
    """API keys and cookies come another way; that there are several makes it likely only."""
    schemes = {
        "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    found = look(document({"POST /login": LOGIN}, components={"securitySchemes": schemes}), tmp_path).attach
    assert found

    assert ("likely", "Authorization", "#/components/securitySchemes/token") == (
        found.sure,
        found.value.parameter,
        found.at,
    )


def test_tokens_are_seen_through_what_may_be_null(tmp_path: Path) -> None:
    """The library apispec writes a payload that may be missing as a union with an object that is only nullable."""
    data = {"anyOf": [{"type": "object", "nullable": True}, {"$ref": "#/components/schemas/Pair"}]}
    login = {**LOGIN, **operation({"properties": {"code": CODE, "msg": TEXT, "data": data}})}
    schemas = {"Pair": PAIR["properties"]["data"]}
    found = look(document({"POST /auth/login": login}, components={"schemas": schemas}), tmp_path)
    assert found.tokens

    assert found.tokens.value.access == ("/data/accessToken",)
