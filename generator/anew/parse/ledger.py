"""Subjects and what became of them become the ledger: one entry for each, none lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from anew.document import Document
from anew.model import Entry, Note, Status
from anew.normalise.facts import Normal, Remark, Subject
from anew.upstream import Parsed


def ledger(normal: Normal, parsed: Parsed, document: Document, late: Iterable[Remark]) -> tuple[Entry, ...]:
    """Write an entry for each subject of the document; `late` remarks go to the one that they stand in."""
    remarks: dict[str, list[Remark]] = defaultdict(list)
    spots = {subject.at for subject in normal.subjects}
    for remark in late:
        remarks[_subject(remark.at, spots)].append(remark)
    return tuple(_entry(subject, remarks[subject.at], parsed, document) for subject in normal.subjects)


def _subject(at: str, spots: set[str]) -> str:
    """Find the subject that a spot is part of."""
    while at and at not in spots:
        at = at.rpartition("/")[0]
    return at


def _entry(subject: Subject, late: list[Remark], parsed: Parsed, document: Document) -> Entry:
    remarks = [*subject.remarks, *late]
    lost = subject.kind != "schema" and bool(subject.key) and subject.key not in parsed.endpoints
    if lost:
        remarks.append(Remark(_why(subject.key, parsed), subject.at, degrades=True))
    return Entry(
        kind=subject.kind,
        status=_status(subject, remarks, lost=lost),
        name=subject.name,
        method=subject.method,
        path=subject.path,
        notes=tuple(Note(remark.message, document.place(remark.at)) for remark in remarks),
        place=document.place(subject.at),
    )


def _status(subject: Subject, remarks: list[Remark], *, lost: bool) -> Status:
    if lost or subject.refused:
        return "refused"
    return "degraded" if any(remark.degrades for remark in remarks) else "generated"


def _why(key: str, parsed: Parsed) -> str:
    words = next((error for error in parsed.errors if f"/{key} " in error), next(iter(parsed.errors), ""))
    return f"openapi-python-client could not parse it: {words[:300]}"
