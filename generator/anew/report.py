"""The ledger becomes counts for people and, on request, a JSON file with all of it."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from anew.errors import Diagnostic, Place
from anew.model import Entry, Note


def as_json(document: str, ledger: Iterable[Entry]) -> dict[str, Any]:
    """Give the report's data.

    `{"document", "operations": [{"method", "path", "operation_id", "status", "notes": […]}], "schemas": [{"name",
    "status", "notes": […]}], "webhooks": [{"kind", "name", "method", "status", "notes": […]}]}`; a note is
    `{"message", "file", "line", "column", "pointer"}`, the kind `webhook` or `callback`.
    """
    entries = tuple(ledger)
    return {
        "document": document,
        "operations": [_operation(entry) for entry in entries if entry.kind == "operation"],
        "schemas": [
            {"name": entry.name, "status": entry.status, "notes": _notes(entry.notes)}
            for entry in entries
            if entry.kind == "schema"
        ],
        "webhooks": [_webhook(entry) for entry in entries if entry.kind in ("webhook", "callback")],
    }


def counts(report: dict[str, Any], kind: str) -> str:
    """Say "41 generated, 2 degraded, 1 refused" of the report's operations or schemas, leaving out what is zero."""
    counted = Counter(entry["status"] for entry in report[kind])
    said = [f"{counted[status]} {status}" for status in ("generated", "degraded", "refused") if counted[status]]
    return ", ".join(said) or "none"


def warnings(ledger: Iterable[Entry], *, skipped: frozenset[tuple[str, str]] = frozenset()) -> tuple[Diagnostic, ...]:
    """Say what is not in the SDK, and why, in the order of the document, but for `skipped` methods and paths."""
    refused = (entry for entry in ledger if entry.status == "refused")
    return tuple(_warning(entry) for entry in refused if (entry.method, entry.path) not in skipped)


def write(path: Path, report: dict[str, Any]) -> None:
    """Write the report, all of it or nothing.

    Raises:
        OSError: the file cannot be written.
    """
    replace(path, json.dumps(report, ensure_ascii=False, indent=2) + "\n")


def replace(path: Path, text: str) -> None:
    """Put a text in a file's place in one step, so that no reader sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _warning(entry: Entry) -> Diagnostic:
    called = " ".join(filter(None, (entry.method, entry.path))) if entry.kind == "operation" else entry.name
    name = called or entry.name
    why = entry.notes[0].message if entry.notes else "it cannot be expressed"
    place = entry.notes[0].place if entry.notes else entry.place
    return Diagnostic(f"the {entry.kind} {name} is left out: {why}", place, severity="warning")


def _operation(entry: Entry) -> dict[str, Any]:
    return {
        "method": entry.method,
        "path": entry.path,
        "operation_id": entry.name,
        "status": entry.status,
        "notes": _notes(entry.notes),
    }


def _webhook(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "name": entry.name,
        "method": entry.method,
        "status": entry.status,
        "notes": _notes(entry.notes),
    }


def _notes(notes: Iterable[Note]) -> list[dict[str, Any]]:
    return [{"message": note.message, **_place(note.place)} for note in notes]


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer}


def _mode(path: Path) -> int:
    """Keep the permissions of what is replaced; a new file gets the usual ones, unlike a temporary file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
