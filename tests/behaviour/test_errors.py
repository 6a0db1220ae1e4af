"""Errors: every way of saying no has a class, a code and the server's own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from acme import Acme, File, errors, models
from acme._runtime._http import httpx

from tests.backend import Backend, Fault
from tests.backend.seed import project_id
from tests.behaviour.conftest import Caller

TAKEN = models.UserCreate(username="ada", password="long enough")


@pytest.mark.parametrize(
    ("make", "kind", "code"),
    [
        (lambda acme: acme.users.get_user(999), errors.NotFound, 404),
        (lambda acme: acme.users.create_user(TAKEN), errors.UsernameTaken, 1001),
        (lambda acme: acme.users.delete_user(1), errors.Forbidden, 403),
        (
            lambda acme: acme.projects.replace_project(project_id(2), models.ProjectCreate(name="New")),
            errors.ProjectArchived,
            1002,
        ),
    ],
)
def test_code_has_a_class(ada: Caller, make: Callable[[Any], Any], kind: type[errors.ApiError], code: int) -> None:
    """Each code that sdk.yaml names raises its class; the HTTP status was 200."""
    with pytest.raises(kind) as caught:
        ada(make)

    assert (type(caught.value), caught.value.code, caught.value.status) == (kind, code, 200)


def test_error_carries_all_that_the_server_said(ada: Caller) -> None:
    """Message, trace id, headers and operation are there to look at."""
    with pytest.raises(errors.NotFound) as caught:
        ada(lambda acme: acme.users.get_user(999))
    error = caught.value

    assert (error.msg, error.operation) == ("there is no user 999", "getUser")
    assert error.trace_id == error.headers["x-request-id"]


def test_error_carries_the_payload(ada: Caller) -> None:
    """Code 422 brings the list of fields."""
    with pytest.raises(errors.UnprocessableEntity) as caught:
        ada(lambda acme: acme.users.create_user(models.UserCreate(username="A", password="long enough")))

    assert "username" in str(caught.value.data)


def test_unnamed_code_is_an_api_error(ada: Caller) -> None:
    """A code that nobody named raises the base class, or the class of the status that it looks like."""
    ada.backend.faults.add("getMe", Fault(kind="code", code=4711), times=1)
    with pytest.raises(errors.ApiError) as caught:
        ada(lambda acme: acme.auth.get_me())

    assert (type(caught.value), caught.value.code) == (errors.ApiError, 4711)


def test_error_envelope_of_a_download_is_an_error(ada: Caller) -> None:
    """Where bytes are expected, an envelope that says no raises instead of being taken for the file."""
    with pytest.raises(errors.NotFound):
        ada(lambda acme: acme.files.download_file(uuid4()))


def test_full_storage_has_a_class() -> None:
    """A business code of an upload is told like any other."""
    with Backend(storage=4) as backend, Acme(backend.url) as acme:
        acme.login("ada", "secret")
        with pytest.raises(errors.StorageFull):
            acme.files.upload_file(models.FileUpload(file=File(b"12345")))


def test_gateway_page_is_an_error_of_its_status(ada: Caller) -> None:
    """HTML with status 502 is no envelope: it raises BadGateway."""
    ada.backend.faults.add("createUser", Fault(kind="html", status=502))
    with pytest.raises(errors.BadGateway):
        ada(lambda acme: acme.users.create_user(TAKEN))


@pytest.mark.parametrize("kind", ["html", "garbage"])
def test_success_that_is_not_as_documented_is_a_decode_error(ada: Caller, kind: Any) -> None:
    """Status 200 with a page or with other JSON raises DecodeError, never an AttributeError or a TypeError."""
    ada.backend.faults.add("getMe", Fault(kind=kind, status=200))
    with pytest.raises(errors.DecodeError):
        ada(lambda acme: acme.auth.get_me())


def test_wrong_type_is_named_with_its_path(ada: Caller) -> None:
    """A payload that is not as documented names the member that is wrong."""
    ada.backend.database.update("users", "id", 5, facts='{"skills": [1]}')
    with pytest.raises(errors.DecodeError, match=r"\$\.data\.skills\[0\]"):
        ada(lambda acme: acme.users.get_user(5))


def test_broken_connection_is_a_transport_error(ada: Caller) -> None:
    """A call that is not idempotent is not repeated when the connection breaks off."""
    ada.backend.faults.add("createUser", Fault(kind="close"))
    with pytest.raises(errors.ConnectionLost):
        ada(lambda acme: acme.users.create_user(TAKEN))

    assert ada.backend.counters.requests["createUser"] == 1


def test_truncated_answer_is_a_transport_error(ada: Caller) -> None:
    """Half an answer is no answer."""
    ada.backend.faults.add("createUser", Fault(kind="truncate"))
    with pytest.raises(errors.TransportError):
        ada(lambda acme: acme.users.create_user(TAKEN))


def test_idempotent_call_is_repeated_when_the_connection_breaks(ada: Caller) -> None:
    """A GET whose connection broke off once succeeds."""
    ada.backend.faults.add("getMe", Fault(kind="close"), times=1)

    assert ada(lambda acme: acme.auth.get_me()).username == "ada"


def test_busy_gateway_is_asked_again_when_it_says(ada: Caller) -> None:
    """429 with `Retry-After: 0` is repeated."""
    ada.backend.faults.add("getMe", Fault(kind="status", status=429, retry_after="0"), times=1)

    assert ada(lambda acme: acme.auth.get_me()).username == "ada"


def test_patience_ends(ada: Caller) -> None:
    """Without retries the first 429 is told, with the seconds to wait."""
    ada.backend.faults.add("getMe", Fault(kind="status", status=429, retry_after="7"))
    with pytest.raises(errors.RateLimited) as caught:
        ada(lambda acme: acme.with_options(retries=0).auth.get_me())

    assert (caught.value.retry_after, ada.backend.counters.requests["getMe"]) == (7.0, 1)


def test_slow_server_times_out(ada: Caller) -> None:
    """A call with a time-out of its own ends by it."""
    ada.backend.faults.hold("getMe")
    timeout = httpx.Timeout(20, read=0.05)
    with pytest.raises(errors.TimedOut):
        ada(lambda acme: acme.with_options(timeout=timeout, retries=0).auth.get_me())


def test_nobody_listens(ada: Caller) -> None:
    """A server that is gone raises ConnectFailed, with the reason as its cause."""
    ada.backend.stop()
    with pytest.raises(errors.TransportError) as caught:
        ada(lambda acme: acme.with_options(retries=0).reports.get_health())

    assert caught.value.__cause__ is not None
