"""What openapi-python-client parsed, and the facts beside it, become the model that everything is generated from."""

from __future__ import annotations

from attrs import evolve

from anew.document import Document
from anew.model import Api, Group, Operation
from anew.normalise import Normal
from anew.parse.ledger import ledger
from anew.parse.operations import operation, pagings, payload
from anew.parse.schemas import Schemas
from anew.settings import Settings
from anew.upstream import Parsed

__all__ = ["parse"]


def parse(normal: Normal, parsed: Parsed, document: Document, settings: Settings) -> Api:
    """Join endpoints, models and facts.

    Places in the result have no lines yet; `Document.locate_ledger` finds those of the ledger.
    """
    schemas = Schemas(normal, parsed, document, closed=settings.enums == "closed")
    made = [
        operation(fact, endpoint, schemas, settings.pagings)
        for fact in normal.operations
        if (endpoint := parsed.endpoints.get(fact.key)) is not None
    ]
    return Api(
        title=normal.title,
        version=normal.version,
        description=normal.description,
        source=normal.source,
        package=evolve(settings.package, lenient=settings.lenient),
        groups=_groups(normal, made),
        schemas=schemas.all(),
        payloads=tuple(
            payload(fact, endpoint, schemas)
            for fact in normal.payloads
            if (endpoint := parsed.endpoints.get(fact.key)) is not None
        ),
        servers=normal.servers,
        security_schemes=normal.security_schemes,
        envelopes=settings.envelopes,
        errors=settings.errors,
        session=settings.session,
        pagings=pagings(settings.pagings, made),
        ledger=ledger(normal, parsed, document, schemas.remarks),
    )


def _groups(normal: Normal, made: list[Operation]) -> tuple[Group, ...]:
    by_name: dict[str, list[Operation]] = {group.name: [] for group in normal.groups}
    for one in made:
        by_name[one.group].append(one)
    return tuple(
        Group(group.name, group.class_name, group.title, group.description, tuple(by_name[group.name]))
        for group in normal.groups
        if by_name[group.name]
    )
