"""The sandbox's own paths: what they show and do, for whom, and what they never show."""

from __future__ import annotations

import json

import httpx
import pytest
from acme import Acme
from anew.errors import UsageError
from anew.sandbox import Sandbox
from anew.sandbox.handle import Handle

from tests.sandbox.conftest import TTL

HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def handle(served: Sandbox) -> Handle:
    """Turn switches as a test in another process does."""
    return Handle(served.origin)


def test_a_handle_does_what_the_sandbox_does(handle: Handle, acme: Acme) -> None:
    """Expiries, the clock, faults and the end of logins are for other processes too."""
    seen = []
    for what in (handle.expire_tokens, lambda: handle.advance(TTL), lambda: handle.fault("expired for 1")):
        what()
        acme.auth.get_me()
        seen.append(handle.counts["refreshes"])

    assert seen == [1, 2, 3]


def test_a_handle_knows_the_sdk(handle: Handle, served: Sandbox) -> None:
    """Where to call, and what the package and its client are called."""
    assert (handle.url, handle.package, handle.client_class) == (served.url, "acme", "Acme")


def test_somebody_is_logged_in_without_a_password(handle: Handle, served: Sandbox) -> None:
    """For APIs whose login needs a captcha, or a person."""
    granted = handle.login("ada")
    answer = httpx.get(f"{served.url}/auth/me", headers={"token": granted["access"]})

    assert (answer.json()["code"], handle.standing(granted["access"])) == (200, "good")


def test_faults_of_one_client_are_not_those_of_another(served: Sandbox, acme: Acme) -> None:
    """Tests that run at the same time do not spoil each other's calls."""
    Handle(served.origin, "gw0").fault("status=503")
    named = acme.with_options(headers={"x-sandbox-client": "gw0"})

    assert acme.users.get_user(7)
    with pytest.raises(Exception, match="503"):
        named.users.get_user(7)


def test_expiries_of_one_client_are_not_those_of_another(served: Sandbox, acme: Acme) -> None:
    """What a client shows next has expired to it, and to nobody else who names himself."""
    tokens = acme.session.tokens
    assert tokens is not None
    Handle(served.origin, "gw0").expire_tokens()
    codes = [
        httpx.get(f"{served.url}/auth/me", headers={"token": tokens.access, "x-sandbox-client": name}).json()["code"]
        for name in ("gw1", "gw0")
    ]

    assert codes == [200, 409]


def test_a_reset_forgets_everything(handle: Handle, served: Sandbox, acme: Acme) -> None:
    """Logins, faults and requests are gone, and later tokens are not those of before."""
    before = acme.session.tokens
    handle.fault("status=503")
    handle.reset()
    state = handle.state()

    assert (state["families"], state["faults"], state["requests"], state["total"]) == ([], [], [], 0)
    assert before is not None
    assert handle.login()["access"] != before.access


def test_nothing_shows_a_token(handle: Handle, served: Sandbox, acme: Acme) -> None:
    """Neither the state nor the page has an access or refresh token in it, not even one from a query."""
    tokens = acme.session.tokens
    assert tokens is not None
    httpx.get(f"{served.url}/auth/me", params={"token": tokens.access})
    shown = json.dumps(handle.state()) + httpx.get(served.admin_url).text

    assert tokens.access not in shown
    assert tokens.refresh is not None
    assert tokens.refresh not in shown


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:80"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "state", "reset"])
def test_other_origins_are_turned_away(served: Sandbox, headers: dict[str, str], path: str) -> None:
    """A page of somebody else sees nothing and turns no switch, whatever name it has this machine go by."""
    method = "POST" if path == "reset" else "GET"
    answer = httpx.request(method, f"{served.admin_url}{path}", headers=headers)

    assert answer.status_code == 403


def test_the_sandbox_listens_on_this_machine_alone(served: Sandbox) -> None:
    """Nobody on the network can reach it."""
    assert served._socket.getsockname()[0] == "127.0.0.1"


def test_the_page_may_run_and_load_nothing_foreign(served: Sandbox) -> None:
    """Its policy names its own script and style by their hashes, and no other source."""
    answer = httpx.get(served.admin_url)
    policy = answer.headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy
    assert answer.text.count("<script>") == 1


def test_hostile_texts_stay_texts(served: Sandbox, handle: Handle) -> None:
    """What comes from requests is in the state as it came, and in the page's markup not at all."""
    handle.login(HOSTILE)
    page = httpx.get(served.admin_url).text

    assert handle.state()["families"][0]["user"] == HOSTILE
    assert HOSTILE not in page
    assert "innerHTML" not in page


@pytest.mark.parametrize(
    ("path", "sent"), [("clock", {"advance": -1}), ("clock", {"advance": "soon"}), ("faults", {"fault": "explode"})]
)
def test_nonsense_is_refused(served: Sandbox, path: str, sent: dict[str, object]) -> None:
    """A switch that there is not turns nothing."""
    answer = httpx.post(f"{served.admin_url}{path}", json=sent)

    assert (answer.status_code, "error" in answer.json()) == (400, True)


def test_a_handle_of_nothing_says_so() -> None:
    """There is no sandbox at that address."""
    with pytest.raises(UsageError, match="no sandbox answers"):
        Handle("http://127.0.0.1:9")


def test_the_journal_tells_what_became_of_requests(served: Sandbox, acme: Acme, handle: Handle) -> None:
    """Each line has the operation, the family and what the sandbox made of it."""
    served.expire_tokens()
    acme.auth.get_me()
    told = [(line["operation"], line["family"], line["note"]) for line in handle.state()["requests"]]

    assert told == [("getMe", 1, ""), ("refreshToken", 1, "refresh"), ("getMe", 1, "expired"), ("login", 1, "login")]


def test_the_clock_stops_and_goes_on(served: Sandbox, handle: Handle) -> None:
    """Stopped, it shows the same until it is pushed."""
    shown = [handle.advance(0), handle.advance(0), handle.advance(5)]

    assert (shown[1] - shown[0], shown[2] - shown[1]) == (0, 5)
