"""The rest of the surface: details of an answer, options, calls without a client, and the facts for tools."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from importlib.resources import files
from typing import Any

import acme as package
import pytest
from acme import Acme, Response, ResponseData, errors, models
from acme._runtime._http import httpx  # whichever of the two libraries the SDK was generated for
from acme.api.users import create_user, get_user, list_users

from tests.backend import Fault
from tests.backend.contract import load
from tests.behaviour.conftest import Caller

OPERATIONS: list[dict[str, Any]] = json.loads(files(package).joinpath("operations.json").read_text("utf-8"))[
    "operations"
]


def test_details_have_envelope_status_and_headers(ada: Caller) -> None:
    """`send_detailed` gives the payload and everything around it."""
    answer = ada(lambda acme: acme.send_detailed(get_user(1)))

    assert isinstance(answer, Response)
    assert isinstance(answer.envelope, ResponseData)
    assert (answer.data.username, answer.envelope.code, answer.envelope.msg, answer.status) == ("ada", 200, "ok", 200)
    assert answer.envelope.data is answer.data
    assert answer.request_id == answer.headers["x-request-id"]
    assert answer.elapsed > 0


def test_one_generic_envelope_stands_for_all() -> None:
    """No class was made for the envelopes that the document spells out."""
    assert [name for name in dir(models) if name.startswith("ResponseData")] == []


def test_options_are_a_view_of_the_client(ada: Caller) -> None:
    """`with_options` shares the session and changes nothing for the client that it came from."""
    ada.backend.faults.add("getMe", Fault(kind="status", status=503), times=1)
    with pytest.raises(errors.ServiceUnavailable):
        ada(lambda acme: acme.with_options(retries=0).auth.get_me())
    ada.backend.faults.add("getMe", Fault(kind="status", status=503), times=1)

    assert ada(lambda acme: acme.auth.get_me()).username == "ada"


def test_request_is_made_without_a_client() -> None:
    """`call.request` gives the httpx request, ready to look at or to send by other means."""
    request = list_users(role=[models.Role.ADMIN], ids=[1, 2], page_no=3).request("https://acme.example/v1")

    assert (request.method, request.url.path) == ("GET", "/v1/users")
    assert request.url.params.multi_items() == [("pageNo", "3"), ("role", "admin"), ("ids", "1,2")]


def test_body_is_made_without_a_client() -> None:
    """The body is what the model says, without what was not set."""
    request = create_user(models.UserCreate(username="zed", password="long enough")).request("https://acme.example")

    assert json.loads(request.content) == {"username": "zed", "password": "long enough"}


def test_answer_is_read_without_a_client() -> None:
    """`call.parse` judges and decodes an httpx response."""
    payload = {"id": 7, "username": "zed", "role": "guest", "createdAt": "2026-01-05T09:00:00Z"}
    user = get_user(7).parse(httpx.Response(200, json={"code": 200, "msg": "ok", "data": payload}))

    assert (user.id, user.role) == (7, models.Role.GUEST)


def test_error_is_read_without_a_client() -> None:
    """An error envelope with null data raises its class, never a TypeError."""
    with pytest.raises(errors.NotFound, match="gone"):
        get_user(7).parse(httpx.Response(200, json={"code": 404, "msg": "gone", "data": None}))


def test_own_httpx_client_is_used_and_left_open() -> None:
    """A client that was handed over makes the calls, and is the caller's to close."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200, text="ok", headers={"content-type": "text/plain"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as own:
        with Acme("https://acme.example/v1", http_client=own) as acme:
            acme.reports.get_health()

        assert (seen, own.is_closed) == (["/v1/health"], False)


def test_operations_json_lists_every_operation() -> None:
    """Tools find each operation of the document with its method and path."""
    listed = {(operation["method"], operation["path"]) for operation in OPERATIONS}

    assert listed == {(operation.method, operation.path) for operation in load().operations}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation["path"])
def test_operations_json_leads_to_the_function(operation: dict[str, Any]) -> None:
    """Module and function can be imported by what is listed."""
    assert callable(getattr(importlib.import_module(operation["module"]), operation["function"]))


def test_import_of_an_endpoint_loads_no_model() -> None:
    """Importing one endpoint leaves the models alone."""
    code = "import sys, acme.api.users; print([m for m in sys.modules if m.startswith('acme.models.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())

    assert done.stdout.strip() == "[]"


def test_secrets_stay_out_of_texts(ada: Caller) -> None:
    """Neither tokens nor passwords show in what a client, a session or a call says about itself."""
    row = ada.backend.database.rows("SELECT access, refresh FROM pairs")[0]
    call = create_user(models.UserCreate(username="zed", password="canary"))
    shown = f"{ada.client!r} {ada.client.session!r} {call!r}"

    assert [secret for secret in (row["access"], row["refresh"], "canary") if secret in shown] == []


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(files(package).joinpath(".."))}
