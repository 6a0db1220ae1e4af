"""Facts about an endpoint, and the types of its parts, become the model's operation."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from anew.document.pointers import escape, split
from anew.model import ANY, Answer, Array, Body, Operation, Paged, Paging, Parameter, Payload, Type
from anew.normalise.facts import AnswerFact, BodyFact, OperationFact, ParameterFact, PayloadFact
from anew.normalise.tame import HEADERS, answer_status, header_status
from anew.parse.schemas import Schemas
from anew.upstream import ParsedEndpoint

_LISTING = ("GET", "POST", "QUERY")
"""Searches are often posted."""


def operation(fact: OperationFact, endpoint: ParsedEndpoint, schemas: Schemas, pagings: Iterable[Paging]) -> Operation:
    """Join the facts of an operation with what was parsed of it."""
    answers = tuple(_answer(one, endpoint, schemas) for one in fact.answers)
    return Operation(
        id=fact.id,
        name=fact.name,
        group=fact.group,
        method=fact.method,
        path=fact.path,
        parameters=tuple(_parameter(one, endpoint, schemas) for one in fact.parameters),
        bodies=_bodies(fact.bodies, endpoint, schemas),
        body_required=fact.body_required,
        answers=answers,
        errors=tuple(_answer(one, endpoint, schemas) for one in fact.errors),
        security=fact.security,
        authenticated=fact.authenticated,
        replay=fact.replay,
        paged=_paged(fact, answers, schemas, pagings),
        server=fact.server,
        summary=fact.summary,
        description=fact.description,
        deprecated=fact.deprecated,
        place=schemas.place(fact.at),
    )


def payload(fact: PayloadFact, endpoint: ParsedEndpoint, schemas: Schemas) -> Payload:
    """Join the facts of what the server sends with what was parsed of it."""
    return Payload(
        name=fact.name,
        wire=fact.wire,
        kind=fact.kind,
        method=fact.method,
        bodies=_bodies(fact.bodies, endpoint, schemas),
        path=fact.path if fact.kind == "callback" else "",
        summary=fact.summary,
        description=fact.description,
        deprecated=fact.deprecated,
    )


def _bodies(facts: tuple[BodyFact, ...], endpoint: ParsedEndpoint, schemas: Schemas) -> tuple[Body, ...]:
    return tuple(
        Body(one.media_type, one.kind, schemas.types.resolve(endpoint.bodies.get(one.key, ANY)), one.parts)
        for one in facts
    )


def _parameter(fact: ParameterFact, endpoint: ParsedEndpoint, schemas: Schemas) -> Parameter:
    type_ = schemas.types.resolve(endpoint.parameters.get(fact.key, ANY))
    return Parameter(
        name=fact.name,
        wire=fact.wire,
        location=fact.location,
        type=type_,
        required=fact.required,
        style=fact.style,
        explode=fact.explode,
        allow_reserved=fact.allow_reserved,
        media_type=fact.media_type,
        default=schemas.default(fact.default, type_, f"the parameter `{fact.wire}`", fact.at),
        description=fact.description,
        constraints=fact.constraints,
        deprecated=fact.deprecated,
        place=schemas.place(fact.at),
    )


def _answer(fact: AnswerFact, endpoint: ParsedEndpoint, schemas: Schemas) -> Answer:
    found = endpoint.answers.get(answer_status(fact), ANY)
    return Answer(
        status=fact.status,
        kind=fact.kind,
        media_type=fact.media_type,
        type=schemas.types.resolve(found) if fact.type is not None else None,
        envelope=fact.envelope,
        description=fact.description,
        headers=tuple(
            (name, schemas.types.resolve(endpoint.answers.get(header_status(fact, index), ANY)))
            for index, (name, _) in enumerate(fact.headers[:HEADERS])
        ),
    )


def _paged(
    fact: OperationFact, answers: tuple[Answer, ...], schemas: Schemas, pagings: Iterable[Paging]
) -> Paged | None:
    """Find the first paging whose parameters the operation has and whose items are a list in its payload.

    What changes things is not repeated for the sake of a page, whatever parameters it has in common with lists.
    """
    if fact.method not in _LISTING:
        return None
    wires = {one.wire for one in fact.parameters if one.location == "query"}
    payload = next((one.type for one in answers if one.kind == "json" and one.type is not None), None)
    known = {one.name: one for one in pagings}
    for paging in (known[name] for name in fact.pagings if name in known):
        if payload is None or not _moves(paging, wires):
            continue
        pointer = _pointer(paging, payload, schemas)
        items = schemas.member(payload, split(pointer))
        found = schemas.behind(items) if items is not None else None
        if isinstance(found, Array):
            return Paged(paging.name if pointer == paging.items else f"{paging.name}{pointer}", found.items)
    return None


def _pointer(paging: Paging, payload: Type, schemas: Schemas) -> str:
    """Say where the items are; `/*` is the only list of the payload, if there is just one."""
    *holder, last = split(paging.items) or [""]
    only = schemas.only_list(payload, holder) if last == "*" else None
    return f"{paging.items.removesuffix('*')}{escape(only)}" if only else paging.items


def pagings(known: Iterable[Paging], made: Iterable[Operation]) -> tuple[Paging, ...]:
    """Give the pagings with their items in a place: of one with `/*` a copy for each list that it stands for."""
    by_name = {one.name: one for one in known}
    found = {one.name: one for one in by_name.values() if not one.items.endswith("/*")}
    for name in (one.paged.paging for one in made if one.paged):
        base, slash, rest = name.partition("/")
        if name not in found:
            found[name] = evolve(by_name[base], name=name, items=f"{slash}{rest}")
    return tuple(found.values())


def _moves(paging: Paging, wires: set[str]) -> bool:
    """Tell whether an operation has the parameter that turns the page."""
    return any(name and name in wires for name in (paging.page, paging.offset, paging.cursor))
