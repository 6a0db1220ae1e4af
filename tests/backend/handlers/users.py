"""users: rows into people, with their roles and their pictures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from tests.backend.envelope import FORBIDDEN, NOT_FOUND, USERNAME_TAKEN, BusinessError, invalid
from tests.backend.moments import iso
from tests.backend.seed import hashed
from tests.backend.service import Handler, Invocation

OF_ROW = ("username", "password", "role", "managerId")
"""Facts that have a column of their own."""


def find(call: Invocation, user: int) -> sqlite3.Row:
    """Return a user's row, or fail with code 404."""
    row = call.service.database.row("SELECT * FROM users WHERE id = ?", [user])
    if row is None:
        raise BusinessError(NOT_FOUND, f"there is no user {user}")
    return row


def facts(row: sqlite3.Row) -> dict[str, Any]:
    """Return what has no column of its own."""
    found: dict[str, Any] = json.loads(row["facts"])
    return found


def reference(call: Invocation, user: int | None) -> Any:
    """Return a user in few words."""
    row = call.service.database.row("SELECT id, username FROM users WHERE id = ?", [user])
    return {"id": row["id"], "username": row["username"]} if row else None


def as_json(call: Invocation, row: sqlite3.Row) -> dict[str, Any]:
    """Return a user as the API shows one."""
    known = {"id": row["id"], "username": row["username"], "role": row["role"], "createdAt": iso(row["created"])}
    return {"displayName": None, **facts(row), **known, "manager": reference(call, row["manager"])}


def require_admin(call: Invocation) -> None:
    """Fail with code 403 unless an administrator calls."""
    if find(call, call.user)["role"] != "admin":
        raise BusinessError(FORBIDDEN, "only administrators may do this")


def list_users(call: Invocation) -> Any:
    """Filter, sort and cut."""
    wanted = call.arguments
    rows = [row for row in call.service.database.rows("SELECT * FROM users") if _fits(row, wanted)]
    key = wanted["sort"].removeprefix("-")
    rows.sort(key=lambda row: row[key], reverse=wanted["sort"].startswith("-"))
    start = (wanted["pageNo"] - 1) * wanted["pageSize"]
    return {"list": [as_json(call, row) for row in rows[start : start + wanted["pageSize"]]], "total": len(rows)}


def create_user(call: Invocation) -> Any:
    """Add one user."""
    require_admin(call)
    return _create(call, call.body)


def create_users(call: Invocation) -> Any:
    """Add several users, each on its own."""
    require_admin(call)
    return [_attempt(call, body) for body in call.body]


def user_exists(call: Invocation) -> bool:
    """Look a user name up."""
    return bool(call.service.database.rows("SELECT 1 FROM users WHERE username = ?", [call.arguments["username"]]))


def get_user(call: Invocation) -> Any:
    """Return one user."""
    return as_json(call, find(call, call.arguments["userId"]))


def update_user(call: Invocation) -> Any:
    """Change what the body names."""
    user, body = call.arguments["userId"], call.body
    if call.user != user:
        require_admin(call)
    row = find(call, user)
    if body.get("managerId") is not None:
        find(call, body["managerId"])
    changed = {**facts(row), **{name: value for name, value in body.items() if name not in OF_ROW}}
    call.service.database.update(
        "users",
        "id",
        user,
        role=body.get("role", row["role"]),
        manager=body.get("managerId", row["manager"]),
        facts=json.dumps(changed),
    )
    return as_json(call, find(call, user))


def delete_user(call: Invocation) -> None:
    """Remove a user, or only see whether it could be done."""
    require_admin(call)
    find(call, call.arguments["userId"])
    if call.arguments["userId"] == call.user:
        raise BusinessError(FORBIDDEN, "nobody can remove themselves")
    if not call.arguments["X-Dry-Run"]:
        call.service.database.delete("users", "id", call.arguments["userId"])


def get_avatar(call: Invocation) -> Response:
    """Return the picture as it is."""
    picture = find(call, call.arguments["userId"])["avatar"]
    if picture is None:
        raise BusinessError(NOT_FOUND, "this user has no picture")
    return Response(picture, media_type="image/png")


def put_avatar(call: Invocation) -> None:
    """Keep a picture."""
    find(call, call.arguments["userId"])
    if not call.body.startswith(b"\x89PNG"):
        raise invalid("body", "is not a PNG")
    call.service.database.update("users", "id", call.arguments["userId"], avatar=call.body)


def _fits(row: sqlite3.Row, wanted: Mapping[str, Any]) -> bool:
    name = f"{row['username']} {facts(row).get('displayName') or ''}".lower()
    return (
        (wanted["keyword"] is None or wanted["keyword"].lower() in name)
        and (wanted["role"] is None or row["role"] in wanted["role"])
        and (wanted["ids"] is None or row["id"] in wanted["ids"])
        and (wanted["joinedAfter"] is None or row["created"] > _moment("joinedAfter", wanted["joinedAfter"]))
    )


def _moment(name: str, text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(name, "is not a date-time") from None
    if moment.tzinfo is None:
        raise invalid(name, "lacks an offset from UTC")
    return moment.timestamp()


def _create(call: Invocation, body: Mapping[str, Any]) -> dict[str, Any]:
    service, name = call.service, body["username"]
    if service.database.rows("SELECT 1 FROM users WHERE username = ?", [name]):
        raise BusinessError(USERNAME_TAKEN, f"the user name {name} is taken")
    number = service.database.insert(
        "users",
        username=name,
        password=hashed(name, body["password"]),
        role=body.get("role", "member"),
        facts=json.dumps({key: value for key, value in body.items() if key not in OF_ROW}),
        created=service.clock.now(),
    )
    service.feed.publish("userJoined", user={"id": number, "username": name})
    return as_json(call, find(call, number))


def _attempt(call: Invocation, body: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"outcome": "created", "user": _create(call, body)}
    except BusinessError as error:
        return {"outcome": "failed", "code": error.code, "msg": error.msg}


HANDLERS: Mapping[str, Handler] = {
    "listUsers": list_users,
    "createUser": create_user,
    "createUsers": create_users,
    "userExists": user_exists,
    "getUser": get_user,
    "updateUser": update_user,
    "deleteUser": delete_user,
    "getAvatar": get_avatar,
    "putAvatar": put_avatar,
}
