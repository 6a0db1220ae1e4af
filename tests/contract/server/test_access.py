"""Who may be tested, and as whom: no strangers, no anonymous success, and clear words where it cannot be told."""

from __future__ import annotations

from typing import Any

import pytest
from anew.contract.server import Options, conduct
from anew.contract.target import Secrets, account, address
from anew.contract.target.member import LoginFailedError
from anew.errors import AnewError, UsageError

from tests.contract.server.conftest import ADA, CONFIG, DOCUMENT, Examine, read


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://localhost:1", "http://[::1]:1/", "http://a.localhost"]
)
def test_this_machine_may_be_tested(url: str) -> None:
    """Loopback needs no further word."""
    assert address(url).url == url.rstrip("/")


@pytest.mark.parametrize(
    "url", ["https://api.acme.example", "http://0.0.0.0:80", "http://10.0.0.1", "http://localhost.acme.example"]
)
def test_other_hosts_need_to_be_allowed(url: str) -> None:
    """Somebody else's machine is not tested by accident."""
    with pytest.raises(UsageError, match="--allow-host"):
        address(url)


def test_allowed_host_may_be_tested() -> None:
    """The very host that is named, and no other."""
    assert address("https://API.acme.example/v1/", ["api.acme.example"]).url == "https://API.acme.example/v1"
    with pytest.raises(UsageError):
        address("https://api.acme.example.evil.example", ["api.acme.example"])


@pytest.mark.parametrize("url", ["127.0.0.1:80", "ftp://127.0.0.1", "http://", "http://ada:secret@127.0.0.1"])
def test_what_is_no_base_url_is_refused(url: str) -> None:
    """A URL has a scheme and a host, and no password."""
    with pytest.raises(UsageError):
        address(url)


def test_run_without_an_account_is_refused(deviant: Examine) -> None:
    """Nothing is found where nobody was logged in, so that is no success; the variables are named."""
    with pytest.raises(UsageError, match="ANEW_USERNAME"):
        deviant(environment={})


def test_wrong_password_ends_the_run(deviant: Examine) -> None:
    """The server's refusal is told, without the password."""
    with pytest.raises(LoginFailedError, match="user name or password is wrong") as caught:
        deviant(environment={"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "canary-password"})

    assert ("canary" in str(caught.value), caught.value.exit_code) == (False, 2)


def test_server_that_is_not_there_is_told() -> None:
    """Nobody listens: that is no finding, and the run cannot tell anything."""
    asked: dict[str, Any] = {"document": DOCUMENT, "config": CONFIG, "cases": 1, "borders": False}
    ways: list[dict[str, Any]] = [{"environment": ADA}, {"anonymous": True}]
    for how in ways:
        with pytest.raises(AnewError, match=r"does not answer|the login fails") as caught:
            conduct(Options(url="http://127.0.0.1:9", **asked, **how), read=read)
        assert caught.value.exit_code == 2


def test_made_up_tokens_end_the_run(deviant: Examine) -> None:
    """Tokens from the environment that are no good are not taken for a login."""
    with pytest.raises(LoginFailedError, match="nothing to log in with"):
        deviant(environment={"ANEW_ACCESS_TOKEN": "canary-access", "ANEW_REFRESH_TOKEN": "canary-refresh"})


def test_anonymous_run_tests_what_is_public(deviant: Examine) -> None:
    """What needs a login is left out, with that reason."""
    outcome = deviant(environment={}, anonymous=True, cases=1)

    assert [one.label for one in outcome.operations] == ["GET /health"]
    assert outcome.left_out["GET /users"] == "left out by --anonymous: it needs a login"


def test_read_only_run_changes_nothing(deviant: Examine) -> None:
    """Only GET and HEAD are sent."""
    outcome = deviant(read_only=True, cases=1)

    assert {one.label.split()[0] for one in outcome.operations} == {"GET"}


def test_user_name_and_password_go_where_the_login_wants_them() -> None:
    """The names come from the document."""
    found = account({"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "secret"}, read(DOCUMENT, CONFIG), Secrets())

    assert found.login == {"username": "ada", "password": "secret"}


def test_variable_that_is_no_json_is_not_repeated() -> None:
    """What is wrong with it is told without the value."""
    with pytest.raises(UsageError) as caught:
        account({"ANEW_LOGIN": "canary"}, read(DOCUMENT, CONFIG), Secrets())

    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "curl -H 'Authorization: Bearer canary-value' http://127.0.0.1",
        "curl -H 'Cookie: sid=canary-value; a=canary-value' http://127.0.0.1",
        "curl -H 'token: canary-value' http://127.0.0.1",
        "curl 'http://127.0.0.1/?access_token=canary-value&page=1'",
        'curl -d \'{"newPassword": "canary-value", "x": 1}\' http://127.0.0.1',
        "curl -d 'oldPassword=canary-value&b=1' http://127.0.0.1",
        '{"accessToken":"canary-value","refresh_token" : "canary-value"}',
        "Set-Cookie: refresh=canary-value; HttpOnly",
        "Authorization: Basic canary-value",
    ],
)
def test_secrets_are_hidden_wherever_they_stand(text: str) -> None:
    """By the name that they go by, before anybody has seen their value."""
    assert "canary" not in Secrets().hide(text)


def test_value_that_was_seen_is_hidden_everywhere() -> None:
    """A token that an answer quotes in the middle of a text is hidden as well."""
    secrets = Secrets()
    secrets.add("canary-value")

    assert secrets.hide("the token <canary-value> is odd") == "the token <[hidden]> is odd"
