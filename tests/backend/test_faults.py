"""The switches: what each of them does to an answer, and that it ends when it should."""

from __future__ import annotations

import threading

import httpx
import pytest

from tests.backend import Fault
from tests.backend.conftest import Raw


def test_closed_connection_ends_before_the_handler(ada: Raw) -> None:
    """`close` gives no answer and spends no refresh token."""
    pair = ada.login()
    ada.backend.faults.add("refreshToken", Fault(kind="close"), times=1)

    with pytest.raises(httpx.RemoteProtocolError):
        ada.refresh(pair["refreshToken"])

    assert ada.backend.counters.refreshes == 0


def test_dropped_answer_comes_after_the_rotation(ada: Raw) -> None:
    """`drop` spends the refresh token and tells nobody."""
    pair = ada.login()
    ada.backend.faults.add("refreshToken", Fault(kind="drop"), times=1)

    with pytest.raises(httpx.RemoteProtocolError):
        ada.refresh(pair["refreshToken"])

    assert ada.backend.counters.refreshes == 1


def test_truncated_answer_ends_in_the_middle(ada: Raw) -> None:
    """`truncate` announces more than it sends."""
    ada.backend.faults.add("getMe", Fault(kind="truncate"), times=1)

    with pytest.raises(httpx.RemoteProtocolError):
        ada.http.get("/auth/me")


def test_gateway_says_when_to_come_back(ada: Raw) -> None:
    """`status` answers outside the envelope, with `Retry-After` if wanted."""
    ada.backend.faults.add("refreshToken", Fault(kind="status", status=429, retry_after="7"))
    answer = ada.http.post("/auth/refresh", json={"refreshToken": "any"})

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_gateway_answers_with_a_page(ada: Raw) -> None:
    """`html` is what proxies do."""
    ada.backend.faults.add("getMe", Fault(kind="html", status=502))

    assert ada.http.get("/auth/me").headers["content-type"].startswith("text/html")


def test_garbage_is_json_without_envelope(ada: Raw) -> None:
    """`garbage` has no code."""
    ada.backend.faults.add("getMe", Fault(kind="garbage"))

    assert "code" not in ada.call("GET", "/auth/me")


def test_fresh_token_can_be_refused_everywhere(ada: Raw) -> None:
    """`code` on `*` refuses all calls that need a token, and lets the refresh through."""
    ada.backend.faults.add("*", Fault(kind="code"))
    pair = ada.login()
    ada.use(ada.refresh(pair["refreshToken"])["data"])

    assert (ada.call("GET", "/users")["code"], ada.backend.counters.refusals) == (409, 1)


def test_fault_ends_after_so_many_times(ada: Raw) -> None:
    """`times=2` lets the third call through."""
    ada.backend.faults.add("getMe", Fault(kind="code", code=500), times=2)

    assert [ada.call("GET", "/auth/me")["code"] for _ in range(3)] == [500, 500, 200]


def test_clear_switches_all_off(ada: Raw) -> None:
    """After `clear` nothing goes wrong any more."""
    ada.backend.faults.add("getMe", Fault(kind="code", code=500))
    ada.backend.faults.clear()

    assert ada.call("GET", "/auth/me")["code"] == 200


def test_gate_holds_calls_until_it_opens(ada: Raw) -> None:
    """What happens while a call is held comes before it: its token is not good any more when it goes on."""
    gate = ada.backend.faults.hold("getMe")
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(ada.call("GET", "/auth/me")["code"]))
    thread.start()
    gate.wait_for(1)
    ada.backend.tokens.end_all()
    gate.open()
    thread.join(20)

    assert codes == [401]


def test_answers_can_be_held_after_the_deed(ada: Raw) -> None:
    """With `answered` the token is exchanged while the caller still waits to hear of it."""
    gate = ada.backend.faults.hold("refreshToken", answered=True)
    token = ada.login()["refreshToken"]
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(ada.refresh(token)["code"]))
    thread.start()
    gate.wait_for(1)
    before = (ada.backend.counters.refreshes, list(codes))
    gate.open()
    thread.join(20)

    assert (before, codes) == ((1, []), [200])


def test_switches_work_from_other_processes(ada: Raw) -> None:
    """The endpoints under `/_admin` do what the handle does."""
    admin = httpx.Client(base_url=f"{ada.backend.origin}/_admin")
    admin.post("/faults", json={"operation": "getUser", "kind": "code", "code": 500, "times": 1})
    first = ada.call("GET", "/users/1")["code"]
    admin.post("/expire")
    second = ada.call("GET", "/users/1")["code"]
    counters = admin.get("/counters").json()

    assert (first, second, counters["refusals"], counters["requests"]["getUser"]) == (500, 409, 1, 2)


def test_time_can_be_moved_from_other_processes(ada: Raw) -> None:
    """`/_admin/advance` moves the backend's clock, `DELETE /_admin/faults` switches all off."""
    admin = httpx.Client(base_url=f"{ada.backend.origin}/_admin")
    ada.backend.faults.add("getMe", Fault(kind="code", code=500))
    admin.delete("/faults")
    admin.post("/advance", json={"seconds": 3})

    assert ada.call("GET", "/auth/me")["code"] == 409


def test_unknown_fault_is_refused(ada: Raw) -> None:
    """A misspelt kind is told, with those there are."""
    answer = httpx.post(f"{ada.backend.origin}/_admin/faults", json={"operation": "getMe", "kind": "explode"})

    assert answer.status_code == 400
    assert "truncate" in answer.json()["error"]
