"""Measures JSON bytes → objects → JSON-ready dictionaries, with orders of 15 fields: nested, dates, enums, a union."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter

from benchmarks.measure import Contest, Table, cpu_microseconds
from benchmarks.packages import HERE, models_command
from benchmarks.processes import cost

COUNT = 1_000


def order(number: int) -> dict[str, Any]:
    """Make one order as the server would send it."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "number": number,
        "state": ("open", "paid", "shipped", "returned")[number % 4],
        "createdAt": "2026-03-04T05:06:07+00:00",
        "dueOn": "2026-04-05",
        "total": 12.5 * number,
        "currency": "EUR",
        "gift": number % 2 == 0,
        "note": None if number % 3 else "leave at the door",
        "customer": {"id": number, "name": "Ada", "email": "ada@example.com", "active": True},
        "address": {"street": "Main Street 1", "city": "Wien", "zip": "1010", "country": "at"},
        "payment": {"kind": "card", "last4": "4242"} if number % 2 else {"kind": "transfer", "iban": "AT61"},
        "tags": ["new", "paper"],
        "lines": [{"sku": "A-1", "quantity": 2}, {"sku": "B-2", "quantity": 1}],
        "weight": 1.25,
    }


def tables(folder: Path) -> Iterator[Table]:
    """Decode and encode the same orders by both packages, and by models of pydantic that are made in `folder`."""
    cost(models_command(HERE / "bench.yaml", folder / "bench_pydantic"))
    from bench_anew import models as ours  # type: ignore[import-not-found]
    from bench_pydantic import Order  # type: ignore[import-not-found]
    from bench_stock import models as stock  # type: ignore[import-not-found]

    adapter = TypeAdapter(list[Order])
    data = [order(number) for number in range(COUNT)]
    text = orjson.dumps(data)

    def per_object(work: Any) -> float:
        return cpu_microseconds(work, 3) / COUNT

    yield Contest(
        "Decode: bytes to objects",
        "µs an object",
        {
            "stock on json": lambda: per_object(lambda: [stock.Order.from_dict(o) for o in json.loads(text)]),
            "anew on json": lambda: per_object(lambda: [ours.Order.from_dict(o) for o in json.loads(text)]),
            "anew on orjson": lambda: per_object(lambda: [ours.Order.from_dict(o) for o in orjson.loads(text)]),
            "pydantic (datamodel-code-generator)": lambda: per_object(lambda: adapter.validate_json(text)),
            "orjson alone": lambda: per_object(lambda: orjson.loads(text)),
        },
    ).run()
    mine, theirs = [ours.Order.from_dict(o) for o in data], [stock.Order.from_dict(o) for o in data]
    yield Contest(
        "Encode: objects to dictionaries",
        "µs an object",
        {
            "stock": lambda: per_object(lambda: [o.to_dict() for o in theirs]),
            "anew": lambda: per_object(lambda: [o.to_dict() for o in mine]),
        },
    ).run()
