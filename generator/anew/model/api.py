"""Everything that is generated from, and the ledger of what became of the document."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from anew.errors import Place
from anew.model.configuration import Envelope, ErrorRule, Paging, Session
from anew.model.operations import Group, Payload, SecurityScheme, Server
from anew.model.schemas import Schema

Status = Literal["generated", "degraded", "refused"]


@frozen
class Note:
    """Why something is degraded or refused."""

    message: str
    place: Place


@frozen
class Entry:
    """A line of the ledger: what became of one operation, schema, webhook or callback of the document."""

    kind: Literal["operation", "schema", "webhook", "callback"]
    status: Status
    name: str
    """operationId, schema name or webhook name as the document writes it ("" where it writes none)."""
    method: str = ""
    path: str = ""
    notes: tuple[Note, ...] = ()
    place: Place | None = None


@frozen
class Package:
    """The distribution that is generated."""

    name: str
    """Import name, for example `acme`."""
    client: str
    """Class name of the client, for example `Acme`; its twin is `AsyncAcme`."""
    distribution: str
    version: str
    http: Literal["httpx", "httpx2"] = "httpx"
    lenient: bool = False
    """Scalars that contradict the document are taken for what they must mean."""


@frozen
class Api:
    """Everything that is generated from."""

    title: str
    version: str
    description: str
    source: str
    """File name of the document, for the headers of generated files."""
    package: Package
    groups: tuple[Group, ...]
    schemas: tuple[Schema, ...]
    """Sorted by name."""
    payloads: tuple[Payload, ...] = ()
    servers: tuple[Server, ...] = ()
    security_schemes: tuple[SecurityScheme, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    errors: tuple[ErrorRule, ...] = ()
    session: Session | None = None
    pagings: tuple[Paging, ...] = ()
    ledger: tuple[Entry, ...] = field(default=(), repr=False)
