"""A document and its `sdk.yaml` become an SDK on disk: the stages, in their order, a sentence each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import attrs
from attrs import frozen

from anew import document as documents
from anew import normalise, parse, render, report, upstream, write
from anew import settings as configuration
from anew.document import Document, Remote
from anew.errors import Diagnostic, UsageError
from anew.format import format_files
from anew.model import Api
from anew.normalise import Normal
from anew.pipeline.agreement import known, refuse_disagreement, skipped
from anew.pipeline.collector import paused
from anew.pipeline.memory import remember
from anew.pipeline.remote import remote_of
from anew.pipeline.request import CONFIG, Outcome, Request
from anew.pipeline.stamp import digest
from anew.settings import Settings
from anew.write import manifest


@paused()
def run(request: Request, tell: Callable[[str], None]) -> Outcome:
    """Do all the work; `tell` hears the name of each stage.

    Raises:
        AnewError: the document, `sdk.yaml` or the command is at fault; the SDK is as it was.
    """
    start, since = time.perf_counter(), time.time_ns()
    read = understand(request, tell)
    api, document, settings = read.api, read.document, read.settings
    tell("rendering")
    files = format_files(render.render(api))
    tell("comparing" if request.check else "writing")
    diff = write.check(files, request.output) if request.check else ""
    if not request.check:
        read.remote.save()
    written = {} if request.check else attrs.asdict(write.write(files, request.output))
    ledger = document.locate_ledger(api.ledger)
    left_out = skipped(settings, known(document, read.normal))
    outcome = Outcome(
        package=api.package.name,
        document=document.name,
        config=str(settings.file or ""),
        report=report.as_json(document.name, ledger),
        warnings=(*document.warnings, *report.warnings(ledger, skipped=left_out)),
        files=written,
        diff=diff,
        seconds=time.perf_counter() - start,
    )
    remember(request, outcome, (*document.files(), read.remote.lock), _held(request.output), since)
    return outcome


@frozen
class Understood:
    """A document and its `sdk.yaml`, as far as they are about the API and not about the SDK's text."""

    api: Api
    document: Document
    normal: Normal
    settings: Settings
    remote: Remote


@paused()
def understand(request: Request, tell: Callable[[str], None] = lambda _: None) -> Understood:
    """Do the first half of the work: give the model that the SDK is written from.

    Raises:
        AnewError: the document, `sdk.yaml` or the command is at fault.
    """
    tell("reading the document")
    settings, document, remote = _inputs(request)
    tell("normalising")
    normal = normalise.normalise(document, settings)
    refuse_disagreement(settings, document, normal)
    package = configuration.complete(settings.package, normal.title, normal.version, document.path)
    settings = attrs.evolve(settings, package=package)
    tell("parsing")
    parsed = upstream.parse(normal.tame)
    return Understood(parse.parse(normal, parsed, document, settings), document, normal, settings, remote)


def _inputs(request: Request) -> tuple[Settings, Document, Remote]:
    config = request.config or (CONFIG if CONFIG.exists() else None)
    settings = configuration.load(config) if config else configuration.defaults()
    path = request.document or settings.document
    if path is None:
        fix = "name one: `anew generate openapi.yaml`, or `document: openapi.yaml` in sdk.yaml"
        raise UsageError(Diagnostic("there is no document to generate from", fix=fix))
    remote = remote_of(settings, "offline" if request.check else "again" if request.refetch else "missing")
    return settings, documents.load(path, _once((*settings.overlays, *request.overlays)), remote), remote


def _once(overlays: Iterable[Path]) -> tuple[Path, ...]:
    """Leave out what was named before: `init --overlay` puts into `sdk.yaml` what people then name once more."""
    return tuple({path.resolve(): path for path in overlays}.values())


def _held(folder: Path) -> dict[str, str]:
    """Say what the SDK's folder holds, by digest: the files, and the list of them that is kept beside them."""
    return (manifest.load(folder) or {}) | {manifest.NAME: digest(folder / manifest.NAME)}
