"""Every fault has the effect on an SDK that its name says."""

from __future__ import annotations

import httpx
import pytest
from acme import Acme
from acme.api import users
from acme.errors import (
    BadGateway,
    ConnectionLost,
    DecodeError,
    FreshTokenRefused,
    LoginRequired,
    RateLimited,
    SdkError,
    ServiceUnavailable,
    SessionLost,
)
from anew.errors import UsageError
from anew.sandbox import Sandbox
from anew.sandbox.faults import KINDS

from tests.sandbox.conftest import CONFIG, DOCUMENT

EFFECTS: dict[str, type[SdkError] | None] = {
    "delay=0.05": None,
    "drop": ConnectionLost,
    "lost": ConnectionLost,
    "status=503": ServiceUnavailable,
    "html=502": BadGateway,
    "limited=7": RateLimited,
    "truncate": ConnectionLost,
    "slow=0.05": None,
    "mediatype=text/html": DecodeError,
    "malformed": DecodeError,
    "empty": DecodeError,
    "envelope": DecodeError,
    "expired": FreshTokenRefused,
    "anonymous": SessionLost,
}


@pytest.mark.parametrize(("fault", "error"), [(fault, error) for fault, error in EFFECTS.items() if error])
def test_a_fault_becomes_an_error(served: Sandbox, acme: Acme, fault: str, error: type[SdkError]) -> None:
    """The SDK raises what it raises for a server that does this."""
    served.fault(fault)
    with pytest.raises(error) as caught:
        acme.users.get_user(7)

    assert type(caught.value) is error


@pytest.mark.parametrize("fault", [fault for fault, error in EFFECTS.items() if error is None])
def test_a_slow_answer_is_an_answer(served: Sandbox, acme: Acme, fault: str) -> None:
    """It arrives whole, only not before its time."""
    served.fault(fault)
    answer = acme.send_detailed(users.get_user(7))

    assert answer.elapsed >= 0.05


@pytest.mark.parametrize("fault", ["drop for 1", "status=503 for 1", "truncate for 1", "expired for 1"])
def test_a_passing_fault_is_survived(served: Sandbox, acme: Acme, fault: str) -> None:
    """What goes wrong once is repeated, or refreshed, and then goes right."""
    served.fault(fault)

    assert acme.with_options(retries=2).users.get_user(7)


def test_a_limit_says_how_long_to_wait(served: Sandbox, acme: Acme) -> None:
    """`Retry-After` comes along."""
    served.fault("limited=7")
    with pytest.raises(RateLimited) as caught:
        acme.users.get_user(7)

    assert caught.value.retry_after == 7


def test_a_redirect_takes_no_token_along(served: Sandbox, acme: Acme) -> None:
    """The client is sent to another origin, which does not learn who asks."""
    with Sandbox(DOCUMENT, config=CONFIG) as elsewhere:
        served.fault(f"redirect={elsewhere.url}/auth/me for 1")
        with pytest.raises(SdkError):
            acme.users.get_user(7)

        [seen] = elsewhere._service.journal.as_json()
        assert (seen["path"], seen["family"], seen["note"]) == ("/v1/auth/me", None, "anonymous")


def test_a_stale_token_is_refused_from_the_start(served: Sandbox, acme: Acme) -> None:
    """One refresh is made, and no second one for the same call."""
    served.expire_tokens()
    served.fault("stale for 1")
    with pytest.raises(FreshTokenRefused):
        acme.users.get_user(7)

    assert served.counts["refreshes"] == 1


def test_a_double_rotation_shows_at_the_next_refresh(served: Sandbox, acme: Acme) -> None:
    """The token that arrived is spent already, so using it looks like theft."""
    served.expire_tokens()
    served.fault("twice for 1")
    acme.users.get_user(7)
    served.clock.advance(3600)
    with pytest.raises(LoginRequired):
        acme.users.get_user(7)

    assert served.counts["reused"] == 1


def test_nothing_is_done_where_a_connection_is_dropped(served: Sandbox, acme: Acme, raw: httpx.Client) -> None:
    """A dropped login leaves no family behind, one whose answer is lost does."""
    for fault in ("drop", "lost"):
        with pytest.raises(httpx.TransportError):
            raw.post("/auth/login", json={"username": "a", "password": "b"}, headers={"x-sandbox-fault": fault})

    assert served.counts["logins"] == 2  # the fixture's, and the lost one


def test_a_request_brings_its_own_fault(raw: httpx.Client) -> None:
    """The header is about this request only, and may name several."""
    bad = raw.get("/health", headers={"x-sandbox-fault": "status=500, delay=0.01"})
    good = raw.get("/health")

    assert (bad.status_code, good.status_code) == (500, 200)


def test_a_fault_is_about_what_it_names(served: Sandbox, acme: Acme) -> None:
    """An operationId, a tag or a path say where; other calls go well."""
    for match in ("getUser", "users", "GET /users/*"):
        served.clear_faults()
        served.fault(f"status=503 at {match}")
        with pytest.raises(ServiceUnavailable):
            acme.users.get_user(7)

        assert acme.auth.get_me()


def test_logins_go_well_unless_named(served: Sandbox) -> None:
    """A fault without a place leaves login, refresh and logout alone."""
    served.fault("status=503")
    with Acme(served.url) as client:
        client.login("ada", "x")

        assert client.session.tokens is not None


@pytest.mark.parametrize("text", ["explode", "status=abc", "delay=-1", "status=503 for ever", ""])
def test_a_fault_that_there_is_not_is_refused(served: Sandbox, text: str) -> None:
    """The message says what there is."""
    with pytest.raises(UsageError, match="expected"):
        served.fault(text)


def test_every_kind_is_tried_here() -> None:
    """A new kind needs a test of its effect."""
    elsewhere = {"redirect", "stale", "twice"}

    assert {fault.partition("=")[0] for fault in EFFECTS} | elsewhere == set(KINDS)
