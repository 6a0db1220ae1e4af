"""Tokens are where `sdk.yaml` says, whatever it says, and answers mean what it says they mean."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from anew.runtime import ApiError, LoginRequired, RefreshRejected, SessionLost

from tests.renewals.dialects import DIALECTS, PAIR
from tests.renewals.issuer import Dialect
from tests.sandbox.conftest import TTL, Describe, Described

DOCUMENT = Path(__file__).parents[1] / "renewals" / "openapi.yaml"
BY_BODY = "refresh: {operation: refresh, send: {in: body, name: refreshToken}}\nexpired: {code: 409}\n"
LIVES = {
    "seconds": "/data/life",
    "ms": "/data/life",
    "epoch_s": "/data/life",
    "epoch_ms": "header:x-expires",
    "iso": "/data/until",
    "jwt": "jwt:exp",
}
SIGNALS = {
    "code": "expired: {code: A0230}\nlost: {code: A0232}\ndead: {code: A0231}",
    "http": "expired: {http: 424}\nlost: {http: 401}\ndead: {http: 403}",
    "at": "expired: {at: /error/reason, in: [TOKEN_EXPIRED]}\nlost: {code: 401}\ndead: {code: 401}",
    "message": "expired: {message: 'token (has )?expired'}\nlost: {message: 'log in'}\ndead: {http: '4*'}",
    "header": "expired: {header: x-expired}\nlost: {code: 401}\ndead: {at: /code, matches: '^B0'}",
    "both": "expired: [{http: 401, code: 4010}]\nlost: {http: 401, code: 4011}\ndead: {http: 401, code: 4012}",
}


def settings(session: str) -> str:
    if "login:" not in session:
        session = f"login: {{operation: login}}\n{session}"
    if "attach:" not in session:
        session = f"attach: {{header: token}}\n{session}"
    head = "version: 1\nenvelopes: {main: {success: {at: /code, in: [200]}, code: /code, message: /msg, data: /data}}\n"
    return f"{head}session:\n{textwrap.indent(session, '  ')}\n"


def outlive(one: Described, expiries: int = 2) -> None:
    one.login()
    for _ in range(expiries):
        assert one.send("getThing") is not None
        one.sandbox.expire_tokens()
    one.send("getThing")


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_a_session_outlives_expiries(describe: Describe, dialect: Dialect) -> None:
    """Whichever way an API takes and gives tokens, a client by the same `sdk.yaml` refreshes once for each expiry."""
    one = describe(DOCUMENT, settings(f"expired: {{code: 409}}\n{dialect.session}"))
    outlive(one)

    assert (one.sandbox.counts["refreshes"], one.sandbox.counts.get("refused", 0)) == (2, 0)


@pytest.mark.parametrize(("unit", "place"), LIVES.items())
def test_a_life_is_told_in_its_unit(describe: Describe, unit: str, place: str) -> None:
    """The client knows when the token expires, in its own time, even if the sandbox's clock was pushed forward."""
    tokens = f"tokens: {{access: /data/access, refresh: /data/refresh, expires: {{at: '{place}', as: {unit}}}}}"
    one = describe(DOCUMENT, settings(f"{BY_BODY}{tokens}"))
    one.sandbox.clock.advance(100_000)
    one.login()
    known = one.client.session.tokens

    assert known is not None
    assert known.expires_at == pytest.approx(time.time() + TTL, abs=20)


@pytest.mark.parametrize("signals", SIGNALS.values(), ids=SIGNALS)
def test_answers_mean_what_they_are_said_to_mean(describe: Describe, signals: str) -> None:
    """An expiry is refreshed, a refused refresh asks for a login, and an ended login is told apart from both."""
    session = f"refresh: {{operation: refresh, send: {{in: body, name: refreshToken}}}}\ntokens: {PAIR}\n{signals}"
    one = describe(DOCUMENT, settings(session))
    outlive(one)
    one.sandbox.end_logins()
    with pytest.raises(SessionLost):
        one.send("getThing")
    one.login()
    one.sandbox.end_logins()
    known = one.client.session.tokens
    assert known is not None
    with pytest.raises(RefreshRejected):
        one.client._core.need_session()[1].refresh(known)


@pytest.mark.parametrize(
    "attach", ["header: Authorization", "header: x-token, value: 'key {access}'", "cookie: sid", "query: access_token"]
)
def test_a_token_goes_where_it_is_attached(describe: Describe, attach: str) -> None:
    """Headers, cookies and the query are looked into, and nothing else is."""
    one = describe(DOCUMENT, settings(f"attach: {{{attach}}}\n{BY_BODY}tokens: {PAIR}"))
    with pytest.raises(LoginRequired):
        one.send("getThing")
    outlive(one, expiries=1)

    assert one.sandbox.counts["expired"] == 1


def test_new_tokens_come_with_any_answer(describe: Describe) -> None:
    """Where an API renews by the way, a token in the last quarter of its life is replaced, with no refresh."""
    renewed = "{access: 'header:new-token', expires: {at: 'header:new-expires-at', as: epoch_s}}"
    one = describe(DOCUMENT, settings(f"tokens: {{access: /data/token, renewed: {renewed}}}\nlost: {{code: 409}}"))
    one.login()
    before = one.client.session.tokens
    one.sandbox.clock.advance(TTL * 0.8)
    one.send("getThing")
    one.client.session.close()  # waits until the new token is kept
    after = one.client.session.tokens

    assert before is not None
    assert after is not None
    assert before.access != after.access


def test_one_operation_may_log_in_and_refresh(describe: Describe) -> None:
    """OAuth2's token endpoint does both, and is told by whether a refresh token comes along."""
    one = describe(
        DOCUMENT,
        settings(
            "login: {operation: login}\nexpired: {code: 409}\n"
            "refresh: {operation: login, send: {in: form, name: refresh_token}}\n"
            "tokens: {access: /access_token, refresh: /refresh_token}"
        ),
    )
    outlive(one)

    assert (one.sandbox.counts["logins"], one.sandbox.counts["refreshes"]) == (1, 2)


def test_without_a_session_nobody_is_asked(describe: Describe) -> None:
    """A document alone is served as well; its own security schemes are asked for, with any value."""
    one = describe(DOCUMENT)
    with pytest.raises(ApiError) as caught:
        one.send("getThing")

    assert caught.value.status == 401
    assert one.client.with_options(headers={"token": "any"}).send(one.call("getThing")) is not None
