"""A document of any dialect becomes one tame dialect and the facts that it cannot carry."""

from __future__ import annotations

from anew.document import Document
from anew.model import SecurityScheme
from anew.normalise import components, paths, security, servers
from anew.normalise.envelopes import Envelopes
from anew.normalise.facts import GroupFact, Normal, OperationFact
from anew.normalise.identity import body_names, identify
from anew.normalise.keywords import mapping, text
from anew.normalise.ledger import Ledger
from anew.normalise.operations import Operations
from anew.normalise.payloads import Payloads
from anew.normalise.schemas import Reader
from anew.normalise.tame import tame_document
from anew.settings import Settings

__all__ = ["Normal", "normalise"]


def normalise(document: Document, settings: Settings) -> Normal:
    """Bring a document into one dialect, with names, envelopes and groups settled."""
    ledger = Ledger()
    reader = Reader(document, ledger, components.lines(document, ledger))
    envelopes = Envelopes(reader, settings.envelopes)
    schemes = security.schemes(document, reader.views, settings.session)
    payloads = Payloads(reader)
    facts, groups = _read_operations(document, reader, envelopes, settings, schemes, payloads)
    _read_webhooks(document, reader, payloads)
    components.read_rest(document, reader, envelopes)
    for at in document.repeated():
        ledger.add("the key is given more than once: the last one counts, but mappings are put together", at)
    schemas = components.named(reader)
    info = mapping(document.root.get("info"))
    return Normal(
        title=text(info.get("title")),
        version=text(info.get("version")),
        description=text(info.get("description")),
        source=document.path.name,
        tame=tame_document(facts, payloads.facts, schemas, reader.forms),
        operations=tuple(facts),
        groups=groups,
        payloads=tuple(payloads.facts),
        schemas=schemas,
        forms=dict(reader.forms.known),
        servers=servers.servers(document),
        security_schemes=schemes,
        subjects=ledger.subjects(),
    )


def _read_operations(
    document: Document,
    reader: Reader,
    envelopes: Envelopes,
    settings: Settings,
    schemes: tuple[SecurityScheme, ...],
    payloads: Payloads,
) -> tuple[list[OperationFact], tuple[GroupFact, ...]]:
    found = list(paths.operations(document, reader.ledger, reader.views))
    raws = [raw for raw, _ in found]
    identities, groups = identify(document, raws, settings)
    reader.rename(body_names(raws, identities))
    silent = "security" not in document.root and not any("security" in raw.value for raw in raws)
    operations = Operations(document, reader, envelopes, settings, schemes, silent)
    facts: list[OperationFact] = []
    for (raw, line), identity in zip(found, identities, strict=True):
        with reader.ledger.about(line):
            if identity.rule.skip:
                reader.ledger.refuse("it is left out, as `skip` in sdk.yaml says", raw.at)
                continue
            line.key = f"o{len(facts)}"
            facts.append(operations.fact(raw, identity, line.key))
            reader.finish()
        for called, own in paths.callbacks(document, reader.ledger, reader.views, raw, identity.name):
            payloads.add(called, own, f"{identity.hint}Callback")
    used = {fact.group for fact in facts}
    return facts, tuple(group for group in groups if group.name in used)


def _read_webhooks(document: Document, reader: Reader, payloads: Payloads) -> None:
    for called, line in paths.webhooks(document, reader.ledger, reader.views):
        with reader.ledger.about(line):
            hint = reader.hint(f"#/{called.name}")
        payloads.add(called, line, hint)
