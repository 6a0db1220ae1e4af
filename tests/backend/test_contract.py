"""The backend and `openapi.yaml`: every operation is served, and every answer looks as documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.backend.conftest import Raw
from tests.backend.contract import Operation, load
from tests.backend.handlers import HANDLERS
from tests.backend.seed import PIXEL, project_id

CONTRACT = load()
OPERATIONS = {operation.id: operation for operation in CONTRACT.operations}
PROJECT = project_id(1)
PERSON = {"username": "newcomer", "password": "long enough"}
NEW = {"name": "Moon", "budget": {"amount": "12.50", "currency": "EUR"}}
CALLS: dict[str, dict[str, Any]] = {
    "getHealth": {},
    "login": {"json": {"username": "ada", "password": "secret", "device": None}},
    "refreshToken": {"json": {"refreshToken": "{refresh}"}},
    "logout": {},
    "getMe": {},
    "changePassword": {"data": {"oldPassword": "secret", "newPassword": "long enough"}},
    "getPreferences": {"headers": {"X-Client-Version": "2", "cookie": "acme_locale=de"}},
    "listUsers": {"params": {"pageSize": 3, "role": ["admin", "member"], "joinedAfter": "2020-01-01T00:00:00Z"}},
    "createUser": {"json": PERSON},
    "createUsers": {"json": [PERSON, {**PERSON, "username": "ada"}]},
    "userExists": {"params": {"username": "ada"}},
    "getUser": {"path": {"userId": 1}},
    "updateUser": {"path": {"userId": 2}, "json": {"managerId": 1, "birthday": "1906-12-09", "skills": ["COBOL"]}},
    "deleteUser": {"path": {"userId": 2}, "headers": {"X-Dry-Run": "true"}},
    "getAvatar": {"path": {"userId": 1}},
    "putAvatar": {"path": {"userId": 2}, "content": PIXEL, "headers": {"content-type": "image/png"}},
    "listProjects": {"params": {"limit": 2, "filter[status]": "active", "filter[ownerId]": "2"}},
    "createProject": {"json": NEW, "headers": {"Idempotency-Key": PROJECT}},
    "getProject": {"path": {"projectId": PROJECT}},
    "replaceProject": {"path": {"projectId": PROJECT}, "json": {**NEW, "dueOn": None}},
    "deleteProject": {"path": {"projectId": PROJECT}},
    "archiveProject": {"path": {"projectId": PROJECT}},
    "getProjectSettings": {"path": {"projectId": PROJECT}},
    "putProjectSettings": {"path": {"projectId": PROJECT}, "json": {"color": "red"}},
    "listActivity": {"path": {"projectId": PROJECT}, "params": {"limit": 1}},
    "listFiles": {"params": {"tags": "draft|legal"}},
    "uploadFile": {
        "files": {"file": ("a.pdf", b"%PDF")},
        "data": {"tags": ["draft", "legal"], "details": '{"pages": 1}', "folder": "/a/b", "projectId": PROJECT},
    },
    "getFolderTree": {},
    "getFile": {"path": {"fileId": "{file}"}},
    "deleteFile": {"path": {"fileId": "{file}"}},
    "downloadFile": {"path": {"fileId": "{file}"}},
    "exportUsers": {"params": {"columns": "id,role"}},
    "getSpending": {"params": {"from": "2026-01-01", "to": "2026-12-31"}},
    "streamEvents": {"params": {"follow": "false", "topics": ["userJoined", "fileUploaded"]}},
}


def test_every_operation_has_a_handler() -> None:
    """What the document promises is served, and nothing else."""
    assert set(OPERATIONS) == set(HANDLERS)


def test_every_operation_is_called() -> None:
    """The calls of this module leave no operation out."""
    assert set(OPERATIONS) == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_answer_looks_as_documented(ada: Raw, name: str) -> None:
    """A successful answer has a documented media type and fits its schema."""
    answer = _send(ada, OPERATIONS[name], CALLS[name])
    media = answer.headers["content-type"].partition(";")[0]
    pointer = OPERATIONS[name].answers["200"][media]
    faults = CONTRACT.faults(answer.json(), pointer) if media == "application/json" else []

    assert (answer.status_code, _code(answer), faults) == (200, 200, [])


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if operation.secured])
def test_every_secured_operation_refuses_an_expired_token(ada: Raw, name: str) -> None:
    """Code 409 comes as the documented failure, from downloads and streams too."""
    call = _send(ada, OPERATIONS[name], CALLS[name], expired=True)
    faults = CONTRACT.faults(call.json(), OPERATIONS[name].answers["default"]["application/json"])

    assert (call.json()["code"], faults) == (409, [])


@pytest.mark.parametrize(
    ("name", "change", "field"),
    [
        ("createUser", {"json": {"username": "newcomer"}}, "password"),
        ("createProject", {"json": {"name": "x", "budget": {"amount": "1"}}}, "budget.currency"),
        ("createUsers", {"json": [{**PERSON, "role": "boss"}]}, "0.role"),
        ("listUsers", {"params": {"pageSize": "0"}}, "pageSize"),
        ("listUsers", {"params": {"joinedAfter": "yesterday"}}, "joinedAfter"),
        ("getSpending", {"params": {}}, "from"),
        ("getProject", {"path": {"projectId": "seven"}}, "projectId"),
        ("getUser", {"path": {"userId": 1 << 63}}, "userId"),
        ("listUsers", {"params": {"ids": f"1,{1 << 63}"}}, "ids.1"),
        ("listProjects", {"params": {"filter[status]": "lost"}}, "filter.status"),
        ("listProjects", {"params": {"cursor": "?"}}, "cursor"),
        ("changePassword", {"data": {"oldPassword": "secret", "newPassword": "short"}}, "newPassword"),
        ("createUser", {"content": b"{", "headers": {"content-type": "application/json"}}, "body"),
        ("createUser", {"content": b"a=b", "headers": {"content-type": "text/plain"}}, "content-type"),
    ],
)
def test_wrong_value_is_named(ada: Raw, name: str, change: dict[str, Any], field: str) -> None:
    """Code 422 carries the path of the field that is wrong."""
    envelope = _send(ada, OPERATIONS[name], change).json()

    assert (envelope["code"], field in {fault["field"] for fault in envelope["data"]}) == (422, True)


def test_refusal_of_a_password_does_not_repeat_it(ada: Raw) -> None:
    """What is wrong with a secret is told without the secret."""
    answer = ada.http.post("/users", json={"username": "newcomer", "password": "canary"})

    assert "canary" not in answer.text


def _send(raw: Raw, operation: Operation, call: dict[str, Any], *, expired: bool = False) -> httpx.Response:
    """Send a call, its placeholders filled with things that exist."""
    pair = raw.login()
    known = {"{refresh}": pair["refreshToken"]}
    if "{file}" in call.get("path", {}).values():
        known["{file}"] = raw.data("POST", "/files", files={"file": ("a.txt", b"hello")})["id"]
    if expired:
        raw.backend.expire_now()
    values = {name: known.get(str(value), value) for name, value in call.get("path", {}).items()}
    path = re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), operation.path)
    how = {name: value for name, value in call.items() if name != "path"}
    if "json" in how and isinstance(how["json"], dict):
        how["json"] = dict(_fill(how["json"], known))
    return raw.http.request(operation.method, path, **how)


def _fill(body: dict[str, Any], known: dict[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        yield name, known.get(value, value) if isinstance(value, str) else value


def _code(answer: httpx.Response) -> int:
    return int(answer.json()["code"]) if "json" in answer.headers["content-type"] else 200
