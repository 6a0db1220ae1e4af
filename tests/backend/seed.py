"""Turns an empty database into a small team: the same people, projects and files every time."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping

from tests.backend.clock import MONDAY_MORNING
from tests.backend.database import Database

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
FOUNDERS = (("ada", "admin", "Ada Lovelace"), ("grace", "member", "Grace Hopper"), ("linus", "guest", None))
PASSWORD = "secret"
"""Of everybody who is there from the beginning."""
MEMBERS = 44
PROJECTS = 25
DAY = 86_400.0


def fill(database: Database) -> None:
    """Add the team."""
    for number, (username, role, name) in enumerate(FOUNDERS):
        facts = {"displayName": name, "email": f"{username}@acme.example", "labels": {"founder": "yes"}}
        _add_user(database, username, role, facts, number)
    for number in range(len(FOUNDERS), len(FOUNDERS) + MEMBERS):
        _add_user(database, f"member{number + 1:02}", "member", {}, number, manager=1)
    database.update("users", "id", 1, avatar=PIXEL)
    for number in range(PROJECTS):
        _add_project(database, number)


def hashed(username: str, password: str) -> str:
    """Return what is stored of a password."""
    return hashlib.sha256(f"{username}:{password}".encode()).hexdigest()


def project_id(number: int) -> str:
    """Return the key of a project that is there from the beginning."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"project{number}.acme.example"))


def _add_user(
    database: Database, username: str, role: str, facts: Mapping[str, object], number: int, manager: int | None = None
) -> None:
    database.insert(
        "users",
        username=username,
        password=hashed(username, PASSWORD),
        role=role,
        manager=manager,
        facts=json.dumps(facts),
        created=MONDAY_MORNING - (100 - number) * DAY,
    )


def _add_project(database: Database, number: int) -> None:
    budget = {"amount": f"{1000 + number * 10}.50", "currency": "EUR" if number % 5 else "CHF"}
    facts = {"name": f"Project {number}", "priority": number % 3 + 1, "budget": budget if number % 4 else None}
    database.insert(
        "projects",
        id=project_id(number),
        owner=number % 3 + 1,
        status=("planned", "active", "archived")[number % 3],
        facts=json.dumps({**facts, "startsOn": "2026-01-05"}),
        settings=json.dumps({"color": "green", "board": "kanban"}),
        created=MONDAY_MORNING - (50 - number) * DAY,
    )
