"""A document and its `sdk.yaml` are held against each other; names and references that lead nowhere are faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anew.document import Document
from anew.errors import Diagnostic, DocumentError, Place
from anew.normalise import Normal
from anew.normalise.facts import Remark
from anew.settings import Known, Settings, misses, unknown_scheme

_FIX = "correct it, or write `references: lenient` in sdk.yaml to do without what needs it"


def refuse_disagreement(settings: Settings, document: Document, normal: Normal) -> None:
    """Raise DocumentError for all that `sdk.yaml` names in vain, and for all references that lead nowhere."""
    found = [*misses(settings, known(document, normal)), *unknown_scheme(settings, normal.security_schemes)]
    if settings.references == "strict":
        lost = dangling(document, normal)
        found += [Diagnostic(one.message, place, fix=one.fix or _FIX) for place, one in lost.items()]
    if found:
        # A target that matches nothing may well be why something is still wrong.
        raise DocumentError(*document.warnings, *found)


def known(document: Document, normal: Normal) -> Iterator[Known]:
    """List the operations of the document, those included that `sdk.yaml` leaves out, with the tags it gives them."""
    ids = {one.key: one.id for one in normal.operations}
    for subject in normal.subjects:
        if subject.kind == "operation":
            operation = document.follow(subject.at, "#").value
            tags = operation.get("tags") if isinstance(operation, dict) else None
            kept = tuple(map(str, tags)) if isinstance(tags, list) else ()
            yield Known(ids.get(subject.key, subject.name.strip()), kept, subject.method, subject.path)


def skipped(settings: Settings, operations: Iterable[Known]) -> frozenset[tuple[str, str]]:
    """List the operations that `sdk.yaml` leaves out, by method and path: nobody needs to be told about them."""
    rules = ((one, settings.rule(one.id, one.tags, one.method, one.path)) for one in operations)
    return frozenset((one.method, one.path) for one, rule in rules if rule.skip)


def dangling(document: Document, normal: Normal) -> dict[Place, Remark]:
    """Find the references that lead nowhere, each once however many operations need it, in the order of the file."""
    remarks = (remark for subject in normal.subjects for remark in subject.remarks if remark.dangling)
    by_place = {document.place(remark.at): remark for remark in remarks}
    placed = {place: by_place[asked] for asked, place in document.locate(by_place).items()}
    return dict(sorted(placed.items(), key=lambda one: (one[0].file, one[0].line, one[0].column)))
