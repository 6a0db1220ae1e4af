"""The session: whoever calls over an expiry notices nothing, and one refresh is all it costs."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from acme import Acme, AsyncAcme, File, TokenGrant, errors, models
from acme._runtime._http import httpx
from acme.api.files import download_file, upload_file
from acme.api.reports import export_users

from tests.backend import Backend, Fault
from tests.behaviour.conftest import Caller


def test_call_over_an_expiry_succeeds(ada: Caller) -> None:
    """A call that begins after the expiry costs one refresh."""
    ada.backend.clock.advance(601)

    assert ada(lambda acme: acme.auth.get_me()).username == "ada"
    assert (ada.backend.counters.refresh_calls, ada.backend.counters.refusals) == (1, 1)


def test_many_expiries_are_one_refresh_each(ada: Caller) -> None:
    """Each of several expiries is passed, with a refresh token that is used once."""
    for _ in range(4):
        ada.backend.expire_now()
        ada(lambda acme: acme.auth.get_me())

    assert (ada.backend.counters.refresh_calls, ada.backend.counters.reuse_detections) == (4, 0)


def test_thousand_tasks_cost_one_refresh(backend: Backend) -> None:
    """1,000 concurrent asyncio calls over an expiry are all answered after exactly one refresh."""

    async def run() -> list[int]:
        async with AsyncAcme(backend.url) as acme:
            await acme.login("ada", "secret")
            backend.expire_now()
            users = await asyncio.gather(*(acme.users.get_user(number % 47 + 1) for number in range(1_000)))
            return [user.id for user in users]

    assert asyncio.run(run()) == [number % 47 + 1 for number in range(1_000)]
    assert (backend.counters.refresh_calls, backend.counters.reuse_detections) == (1, 0)


def test_hundred_threads_cost_one_refresh(backend: Backend, acme: Acme) -> None:
    """100 threads that call at once over an expiry are all answered after exactly one refresh."""
    backend.expire_now()
    start = threading.Barrier(100)

    def call(number: int) -> int:
        start.wait()
        return acme.users.get_user(number % 47 + 1).id

    with ThreadPoolExecutor(100) as pool:
        ids = list(pool.map(call, range(100)))

    assert ids == [number % 47 + 1 for number in range(100)]
    assert (backend.counters.refresh_calls, backend.counters.reuse_detections) == (1, 0)


def test_tasks_and_threads_share_one_refresh(backend: Backend, acme: Acme) -> None:
    """100 threads and 200 tasks on one session object, at once over an expiry: exactly one refresh."""
    backend.expire_now()

    async def run() -> int:
        async with AsyncAcme(backend.url, session=acme.session) as twin:
            return len(await asyncio.gather(*(twin.auth.get_me() for _ in range(200))))

    with ThreadPoolExecutor(101) as pool:
        tasks = pool.submit(asyncio.run, run())
        threads = [pool.submit(acme.auth.get_me) for _ in range(100)]

        assert (tasks.result(), len([thread.result() for thread in threads])) == (200, 100)

    assert (backend.counters.refresh_calls, backend.counters.reuse_detections) == (1, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="close"),
        Fault(kind="status", status=500),
        Fault(kind="status", status=429, retry_after="30"),
        Fault(kind="html", status=502),
        Fault(kind="garbage"),
        Fault(kind="truncate"),
    ],
    ids=lambda fault: fault.kind,
)
def test_refresh_that_is_down_fails_everybody_with_one_cause(backend: Backend, fault: Fault) -> None:
    """All of 200 waiting calls fail, each with an exception of its own and all with the same cause."""
    backend.faults.add("refreshToken", fault)

    async def run() -> list[Any]:
        async with AsyncAcme(backend.url) as acme:
            await acme.login("ada", "secret")
            backend.expire_now()
            return await asyncio.gather(*(acme.auth.get_me() for _ in range(200)), return_exceptions=True)

    failures = asyncio.run(run())

    assert {isinstance(failure, errors.SessionError) for failure in failures} == {True}
    assert len({id(failure.__cause__) for failure in failures}) == 1
    assert len({id(failure) for failure in failures}) == 200


def test_refresh_that_hangs_fails_everybody_within_the_deadline(backend: Backend) -> None:
    """A refresh endpoint that never answers costs the client's time-out, and then everybody fails alike."""
    backend.faults.hold("refreshToken")
    pair = backend.tokens.login(1)
    backend.expire_now()

    async def run() -> list[Any]:
        async with AsyncAcme(backend.url, timeout=httpx.Timeout(20, read=0.2)) as acme:
            acme.session.login(TokenGrant(str(pair["accessToken"]), str(pair["refreshToken"])))
            patient = acme.with_options(timeout=20)
            calls = (patient.auth.get_me() for _ in range(50))
            return await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 15)

    failures = asyncio.run(run())

    assert {type(failure) for failure in failures} == {errors.RefreshFailed}
    assert len({id(failure.__cause__) for failure in failures}) == 1


def test_session_recovers_when_the_refresh_is_back(ada: Caller) -> None:
    """A transient failure keeps the tokens: after a new login nothing is stuck."""
    ada.backend.faults.add("refreshToken", Fault(kind="status", status=503))
    ada.backend.expire_now()
    with pytest.raises(errors.RefreshFailed):
        ada(lambda acme: acme.auth.get_me())
    ada.backend.faults.clear()
    ada(lambda acme: acme.login("ada", "secret"))

    assert ada(lambda acme: acme.auth.get_me()).username == "ada"


def test_dead_refresh_token_asks_for_a_login(ada: Caller) -> None:
    """When the server ends the login, LoginRequired says so at once from then on."""
    ada.backend.expire_now()
    ada.backend.faults.add("refreshToken", Fault(kind="code", code=401))
    for _ in range(2):
        with pytest.raises(errors.LoginRequired):
            ada(lambda acme: acme.auth.get_me())

    assert ada.backend.counters.requests["refreshToken"] == 1


def test_refused_fresh_token_ends_in_an_error(ada: Caller) -> None:
    """A backend that calls every token expired gets one replay a call, and soon no refresh at all."""
    ada.backend.faults.add("*", Fault(kind="code", code=409))
    with pytest.raises(errors.FreshTokenRefused):
        ada(lambda acme: acme.auth.get_me())
    for _ in range(10):
        with pytest.raises(errors.SessionError):
            ada(lambda acme: acme.auth.get_me())

    assert ada.backend.counters.refresh_calls <= 6


def test_not_authenticated_neither_refreshes_nor_replays(ada: Caller) -> None:
    """Code 401 on a call means that the session is lost."""
    ada.backend.tokens.end_all()
    with pytest.raises(errors.SessionLost):
        ada(lambda acme: acme.auth.get_me())

    assert (ada.backend.counters.refresh_calls, ada.backend.counters.requests["getMe"]) == (0, 1)


def test_call_without_login_asks_for_one(stranger: Caller) -> None:
    """Without a session, nothing is sent where a token is needed."""
    with pytest.raises(errors.LoginRequired):
        stranger(lambda acme: acme.auth.get_me())

    assert stranger.backend.counters.requests["getMe"] == 0


def test_wrong_password_is_told(stranger: Caller) -> None:
    """A login that fails raises what the server says."""
    with pytest.raises(errors.ApiError, match="password is wrong"):
        stranger(lambda acme: acme.login("ada", "guess"))


def test_logout_ends_the_session_on_the_server(ada: Caller) -> None:
    """After a logout the server knows, and the SDK asks for a login."""
    ada(lambda acme: acme.logout())
    with pytest.raises(errors.LoginRequired):
        ada(lambda acme: acme.auth.get_me())

    assert ada.backend.counters.requests["logout"] == 1


def test_lost_answer_of_a_refresh_is_survived_within_the_grace() -> None:
    """A refresh whose answer got lost is repeated at once with the same token, and the server allows it."""
    with Backend(grace=5.0) as backend, Acme(backend.url) as acme:
        acme.login("ada", "secret")
        backend.faults.add("refreshToken", Fault(kind="drop"), times=1)
        backend.expire_now()

        assert acme.auth.get_me().username == "ada"
    assert (backend.counters.graced, backend.counters.reuse_detections) == (1, 0)


def test_cancelled_caller_leaves_the_refresh_to_the_others(backend: Backend) -> None:
    """Cancelling the task that met the expiry first hurts nobody else."""

    async def run() -> str:
        async with AsyncAcme(backend.url) as acme:
            await acme.login("ada", "secret")
            backend.expire_now()
            gate = backend.faults.hold("refreshToken")
            first = asyncio.create_task(acme.auth.get_me())
            await asyncio.to_thread(gate.wait_for, 1)
            second = asyncio.create_task(acme.auth.get_me())
            first.cancel()
            gate.open()
            return (await second).username

    assert asyncio.run(run()) == "ada"
    assert backend.counters.refresh_calls == 1


def test_known_life_is_used(backend: Backend) -> None:
    """A token that the server says is short-lived is renewed without a refusal, when its time has come."""
    backend.tokens.life = 0.001
    with Acme(backend.url) as acme:
        acme.login("ada", "secret")
        backend.tokens.life = 600.0
        backend.clock.advance(1)
        acme.auth.get_me()

    assert backend.counters.refresh_calls == 1


@pytest.mark.parametrize("operation", ["download_file", "export_users", "stream_events", "upload_file"])
def test_answers_without_envelope_pass_an_expiry(ada: Caller, operation: str) -> None:
    """Downloads, exports, streams and uploads are refreshed for and replayed like everything else."""

    def upload() -> Any:
        body = models.FileUpload(file=File(b"hello", filename="a.txt"))
        return ada(lambda acme: acme.send(upload_file(body))).size

    file = ada(lambda acme: acme.send(upload_file(models.FileUpload(file=File(b"hello"))))).id
    ada.backend.expire_now()
    got = {
        "download_file": lambda: ada(lambda acme: acme.send(download_file(file))),
        "export_users": lambda: ada(lambda acme: acme.send(export_users()))[:12],
        "stream_events": lambda: [e.id for e in ada.list(lambda acme: acme.events.stream_events(follow=False))],
        "upload_file": upload,
    }[operation]()

    assert (
        got
        == {"download_file": b"hello", "export_users": "id,username,", "stream_events": ["1"], "upload_file": 5}[
            operation
        ]
    )
    assert ada.backend.counters.refresh_calls == 1
