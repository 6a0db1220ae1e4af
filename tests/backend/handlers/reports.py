"""reports: everything there is into numbers and lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from starlette.responses import PlainTextResponse, Response

from tests.backend.envelope import invalid
from tests.backend.handlers import projects, users
from tests.backend.moments import today
from tests.backend.service import Handler, Invocation

COLUMNS = ("id", "username", "displayName", "role")


def get_health(_: Invocation) -> Response:
    """Say that the service is up."""
    return PlainTextResponse("ok")


def export_users(call: Invocation) -> Response:
    """Write a line for each user."""
    columns = call.arguments["columns"] or COLUMNS
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(columns)
    for row in call.service.database.rows("SELECT * FROM users ORDER BY id"):
        user = users.as_json(call, row)
        writer.writerow([user[column] for column in columns])
    return Response(lines.getvalue(), media_type="text/csv")


def get_spending(call: Invocation) -> Any:
    """Add up the budgets of the projects that start within the days."""
    first, last = call.arguments["from"], call.arguments["to"] or today(call.service.clock.now())
    if last < first:
        raise invalid("to", "lies before from")
    totals: dict[str, Decimal] = {}
    largest: tuple[Decimal, Any] = (Decimal(0), None)
    for row in call.service.database.rows("SELECT * FROM projects"):
        facts = json.loads(row["facts"])
        if facts.get("budget") and first <= facts.get("startsOn", "") <= last:
            amount, currency = Decimal(facts["budget"]["amount"]), facts["budget"]["currency"]
            totals[currency] = totals.get(currency, Decimal(0)) + amount
            largest = max(largest, (amount, row), key=lambda pair: pair[0])
    return {
        "from": first,
        "to": last,
        "totals": {currency: str(amount) for currency, amount in totals.items()},
        "largest": projects.as_json(call, largest[1]) if largest[1] else None,
    }


HANDLERS: Mapping[str, Handler] = {
    "getHealth": get_health,
    "exportUsers": export_users,
    "getSpending": get_spending,
}
