"""What `sdk.yaml` names in the document, held against what the document has, becomes a list of misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from anew.errors import Diagnostic, Place
from anew.model import SecurityScheme
from anew.settings.check import choices, suggest
from anew.settings.shape import OperationRule, Settings


@frozen
class Known:
    """An operation of the document, as far as `sdk.yaml` can name it."""

    id: str
    tags: tuple[str, ...]
    method: str
    path: str


def unknown_scheme(settings: Settings, schemes: Iterable[SecurityScheme]) -> Iterator[Diagnostic]:
    """Tell of a security scheme that `sdk.yaml` names and the document does not have, or without a token endpoint."""
    mention, flow = settings.scheme, settings.session.oauth if settings.session else None
    if mention is None or flow is None:
        return
    urls = {one.name: one.token_url for one in schemes}
    if mention.name not in urls:
        what = f"the document has no security scheme `{mention.name}`"
        yield Diagnostic(what, mention.place, choices(urls), suggest(mention.name, list(urls)))
    elif not (flow.token_url or urls[mention.name]):
        what = f"the document names no token endpoint for `{mention.name}`"
        yield Diagnostic(what, mention.place, fix="add `token_url: https://…` beside it")


def misses(settings: Settings, operations: Iterable[Known]) -> list[Diagnostic]:
    """List the operations, tags and paths that `sdk.yaml` names and the document does not have."""
    known = tuple(operations)
    ids = [operation.id for operation in known]
    found = [
        _miss(f"the document has no operation `{mention.name}`", mention.place, suggest(mention.name, ids))
        for mention in settings.mentions
        if mention.name not in ids
    ]
    return found + [miss for rule in settings.operations for miss in _rule(rule, known)]


def _rule(rule: OperationRule, known: tuple[Known, ...]) -> Iterator[Diagnostic]:
    if rule.place is None or any(rule.matches(one.id, one.tags, one.method, one.path) for one in known):
        return
    names = {name for one in known for name in (one.id, *one.tags, f"{one.method} {one.path}")}
    yield _miss(f"nothing in the document matches `{rule.match}`", rule.place, suggest(rule.match, sorted(names)))


def _miss(message: str, place: Place, fix: str) -> Diagnostic:
    return Diagnostic(message, place, expected="an operationId, tag or path of the document", fix=fix)
