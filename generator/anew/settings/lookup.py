"""What `sdk.yaml` names in the document, held against what the document has, becomes a list of misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from anew.errors import Diagnostic, Place
from anew.settings.check import suggest
from anew.settings.shape import OperationRule, Settings


@frozen
class Known:
    """An operation of the document, as far as `sdk.yaml` can name it."""

    id: str
    tags: tuple[str, ...]
    method: str
    path: str


def misses(settings: Settings, operations: Iterable[Known]) -> list[Diagnostic]:
    """List the operations, tags and paths that `sdk.yaml` names and the document does not have."""
    known = tuple(operations)
    ids = [operation.id for operation in known]
    found = [
        _miss(f"the document has no operation `{mention.operation}`", mention.place, suggest(mention.operation, ids))
        for mention in settings.mentions
        if mention.operation not in ids
    ]
    return found + [miss for rule in settings.operations for miss in _rule(rule, known)]


def _rule(rule: OperationRule, known: tuple[Known, ...]) -> Iterator[Diagnostic]:
    if rule.place is None or any(rule.matches(one.id, one.tags, one.method, one.path) for one in known):
        return
    names = {name for one in known for name in (one.id, *one.tags, f"{one.method} {one.path}")}
    yield _miss(f"nothing in the document matches `{rule.match}`", rule.place, suggest(rule.match, sorted(names)))


def _miss(message: str, place: Place, fix: str) -> Diagnostic:
    return Diagnostic(message, place, expected="an operationId, tag or path of the document", fix=fix)
