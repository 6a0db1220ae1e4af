"""projects: rows into what people work on, found again by cursor."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from tests.backend.envelope import NOT_FOUND, PROJECT_ARCHIVED, BusinessError, invalid
from tests.backend.handlers import users
from tests.backend.moments import iso
from tests.backend.service import Handler, Invocation

OF_ROW = ("status", "ownerId")
"""Facts that have a column of their own."""


def find(call: Invocation) -> sqlite3.Row:
    """Return the row of the project in the path, or fail with code 404."""
    key = call.arguments["projectId"]
    row = call.service.database.row("SELECT * FROM projects WHERE id = ?", [key])
    if row is None:
        raise BusinessError(NOT_FOUND, f"there is no project {key}")
    return row


def as_json(call: Invocation, row: sqlite3.Row) -> dict[str, Any]:
    """Return a project as the API shows one."""
    known = {"id": row["id"], "status": row["status"], "ownerId": row["owner"], "createdAt": iso(row["created"])}
    owner = users.reference(call, row["owner"])
    return {**json.loads(row["facts"]), **known, "members": [owner] if owner else []}


def cursor_to(place: int | None) -> str | None:
    """Return the text that leads back to a place in a list."""
    return None if place is None else base64.urlsafe_b64encode(f"at:{place}".encode()).decode()


def place_of(cursor: str | None) -> int:
    """Return the place that a cursor leads to, or fail with code 422."""
    if cursor is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("at:"))
    except (ValueError, binascii.Error):
        raise invalid("cursor", "is none of ours") from None


def list_projects(call: Invocation) -> Any:
    """Filter and cut, newest first."""
    wanted = call.arguments["filter"] or {}
    rows = call.service.database.rows("SELECT * FROM projects ORDER BY seq DESC")
    rows = [row for row in rows if row["owner"] == wanted.get("ownerId", row["owner"])]
    rows = [row for row in rows if row["status"] == wanted.get("status", row["status"])]
    start = place_of(call.arguments["cursor"])
    end = start + call.arguments["limit"]
    items = [as_json(call, row) for row in rows[start:end]]
    return {"items": items, "nextCursor": cursor_to(end if end < len(rows) else None)}


def create_project(call: Invocation) -> Any:
    """Start a project, once for each idempotency key."""
    service, key = call.service, call.arguments["Idempotency-Key"]
    known = service.database.row("SELECT * FROM projects WHERE idempotency_key = ?", [key])
    if known is not None:
        return as_json(call, known)
    number = service.database.insert(
        "projects",
        id=str(uuid.uuid4()),
        settings="{}",
        created=service.clock.now(),
        idempotency_key=key,
        **_columns(call, "planned"),
    )
    row = service.database.rows("SELECT * FROM projects WHERE seq = ?", [number])[0]
    service.feed.publish("projectStarted", row["id"], projectId=row["id"], name=call.body["name"])
    return as_json(call, row)


def get_project(call: Invocation) -> Any:
    """Return one project."""
    return as_json(call, find(call))


def replace_project(call: Invocation) -> Any:
    """Put all facts in the place of the old ones."""
    row = find(call)
    if row["status"] == "archived":
        raise BusinessError(PROJECT_ARCHIVED, "the project is archived and cannot change")
    call.service.database.update("projects", "id", row["id"], **_columns(call, "planned"))
    return as_json(call, find(call))


def delete_project(call: Invocation) -> None:
    """Delete a project and its files."""
    row = find(call)
    call.service.database.delete("files", "project", row["id"])
    call.service.database.delete("projects", "id", row["id"])


def archive_project(call: Invocation) -> None:
    """Archive a project."""
    call.service.database.update("projects", "id", find(call)["id"], status="archived")


def get_settings(call: Invocation) -> Any:
    """Return all settings."""
    return json.loads(find(call)["settings"])


def put_settings(call: Invocation) -> None:
    """Replace all settings."""
    call.service.database.update("projects", "id", find(call)["id"], settings=json.dumps(call.body))


def list_activity(call: Invocation) -> Any:
    """Cut the events of one project."""
    rows = call.service.database.rows(
        "SELECT seq, data FROM events WHERE project = ? AND seq > ? ORDER BY seq LIMIT ?",
        [find(call)["id"], place_of(call.arguments["cursor"]), call.arguments["limit"] + 1],
    )
    shown, more = rows[: call.arguments["limit"]], len(rows) > call.arguments["limit"]
    return {
        "items": [json.loads(row["data"]) for row in shown],
        "nextCursor": cursor_to(shown[-1]["seq"] if more else None),
    }


def _columns(call: Invocation, status: str) -> dict[str, Any]:
    body = call.body
    return {
        "owner": body.get("ownerId", call.user),
        "status": body.get("status", status),
        "facts": json.dumps({name: value for name, value in body.items() if name not in OF_ROW}),
    }


HANDLERS: Mapping[str, Handler] = {
    "listProjects": list_projects,
    "createProject": create_project,
    "getProject": get_project,
    "replaceProject": replace_project,
    "deleteProject": delete_project,
    "archiveProject": archive_project,
    "getProjectSettings": get_settings,
    "putProjectSettings": put_settings,
    "listActivity": list_activity,
}
