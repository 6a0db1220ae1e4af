"""A document and its `sdk.yaml` become the plan of a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import evolve, frozen

from anew import document as documents
from anew import normalise
from anew import settings as configuration
from anew.document import Document, Found, Remote
from anew.document.faults import RemoteError
from anew.errors import Diagnostic, DocumentError, UsageError
from anew.model import Envelope, Session
from anew.normalise import Normal, events, media, paths
from anew.normalise.facts import AnswerFact, OperationFact
from anew.normalise.ledger import Ledger
from anew.normalise.raw import Content, Raw, Reply
from anew.normalise.views import Views
from anew.pipeline.agreement import refuse_disagreement
from anew.pipeline.request import CONFIG
from anew.sandbox.plan import Argument, Endpoint, Payload, Plan, Promise, Role
from anew.settings import Settings


@frozen
class Read:
    """A plan, and what its schemas are looked up in."""

    plan: Plan
    document: Document
    views: Views


def read(path: Path | None, config: Path | None = None) -> Read:
    """Read a document and its settings: those named, else the `sdk.yaml` of the current folder, else none.

    Args:
        path: The document; None for the one that the settings name.
        config: The settings.

    Raises:
        AnewError: one of them is at fault.
    """
    named = config or (CONFIG if CONFIG.exists() else None)
    settings = configuration.load(named) if named else configuration.defaults()
    path = path or settings.document
    if path is None:
        fix = "name one: `anew sandbox openapi.yaml`, or `document: openapi.yaml` in sdk.yaml"
        raise UsageError(Diagnostic("there is no document to serve", fix=fix))
    document = documents.load(path, settings.overlays, _remote(settings))
    # What is left out of the SDK is served all the same.
    rules = tuple(evolve(rule, skip=None) for rule in settings.operations)
    settings = evolve(settings, operations=rules)
    normal = normalise.normalise(document, settings)
    refuse_disagreement(settings, document, normal)
    views = Views(document, Ledger())
    endpoints = tuple(_endpoints(document, views, normal, settings))
    package = configuration.complete(settings.package, normal.title, normal.version, document.path)
    title = normal.title or path.stem
    return Read(Plan(title, package, settings, _base(normal), endpoints, normal.security_schemes), document, views)


def _remote(settings: Settings) -> Remote:
    """Know documents on the network, where `sdk.yaml` lists hosts."""
    try:
        return Remote.of(settings.hosts, settings.file.parent if settings.file else Path(), "missing")
    except RemoteError as error:
        raise DocumentError(Diagnostic(str(error), fix=error.fix)) from None


def _base(normal: Normal) -> str:
    return urlsplit(normal.servers[0].usual).path.rstrip("/") if normal.servers else ""


def _endpoints(document: Document, views: Views, normal: Normal, settings: Settings) -> Iterator[Endpoint]:
    facts = {fact.at: fact for fact in normal.operations}
    envelopes = {envelope.name: envelope for envelope in settings.envelopes}
    for raw, _ in paths.operations(document, Ledger(), views):
        fact = facts.get(raw.at)
        if fact is not None:
            yield _Reader(raw, fact, views, envelopes, settings).endpoint()


@frozen
class _Reader:
    raw: Raw
    fact: OperationFact
    views: Views
    envelopes: dict[str, Envelope]
    settings: Settings

    def endpoint(self) -> Endpoint:
        fact, (path, query) = self.fact, _taken_apart(self.fact.path)
        payload = self.raw.payload
        return Endpoint(
            id=fact.id,
            method=fact.method,
            path=path,
            query=query,
            tags=tuple(str(tag) for tag in self.raw.value.get("tags") or () if isinstance(tag, str)),
            role=_role(fact.id, self.settings.session),
            secured=fact.authenticated and self.settings.session is not None,
            security=fact.security or (),
            arguments=tuple(self._arguments()),
            payloads=tuple(self._payload(one) for one in (payload.contents if payload else ())),
            payload_required=fact.body_required,
            good=tuple(self._promise(one) for one in fact.answers),
            bad=tuple(self._promise(one) for one in fact.errors),
            pagings=tuple(one for one in self.settings.pagings if one.name in fact.pagings),
        )

    def _arguments(self) -> Iterator[Argument]:
        schemas = {one.at: one.schema for one in self.raw.inputs}
        for one in self.fact.parameters:
            schema = schemas.get(one.at, Found({}, one.at))
            yield Argument(one.wire, one.location, one.required, one.style, one.explode, one.media_type, schema)

    def _payload(self, content: Content) -> Payload:
        kind = media.body_kind(content.media_type, content.schema, self.views)
        return Payload(media.bare(content.media_type), kind, content.schema, content.encoding)

    def _promise(self, fact: AnswerFact) -> Promise:
        found = next(self._contents(fact), None)
        reply, content = found or (None, None)
        envelope = self.envelopes.get(fact.envelope or "")
        return Promise(
            fact.status,
            fact.kind,
            fact.media_type,
            self._promised(fact, content) if content else None,
            envelope,
            reply.at if reply else "",
            content.media_type if content else "",
            reply.headers if reply else (),
        )

    def _promised(self, fact: AnswerFact, content: Content) -> Found | None:
        """Give the schema of what is sent: of a stream, that of one item, or of the data of an event."""
        if fact.kind == "sse" and content.item is not None:
            return events.data_of(content.item, self.views)[0]
        return content.item or content.schema

    def _contents(self, fact: AnswerFact) -> Iterator[tuple[Reply, Content]]:
        """Find what an answer was read from."""
        for reply in self.raw.replies:
            if reply.status.strip().upper() in (fact.status, fact.status.upper()):
                for content in reply.contents:
                    name = "" if media.is_wild(content.media_type) else content.media_type.strip()
                    if name == fact.media_type:
                        yield reply, content


def _role(id_: str, session: Session | None) -> Role:
    roles: tuple[Role, ...] = ("refresh", "login", "logout")
    for role in roles:
        exchange: Any = getattr(session, role) if session else None
        if exchange and exchange.operation == id_:
            return role
    return ""


def _taken_apart(path: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Give a path without query and fragment, and the fields of its query."""
    plain, _, query = path.partition("#")[0].partition("?")
    return plain, tuple(parse_qsl(query, keep_blank_values=True))
