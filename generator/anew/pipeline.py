"""A document and its `sdk.yaml` become an SDK on disk: the only module that knows the order of the stages.

The stages are imported when they are run: openapi-python-client alone takes a second, which a run that has nothing to
do should not pay for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from anew import report, stamp
from anew.errors import Diagnostic, DocumentError, Place, UsageError

if TYPE_CHECKING:
    from anew.document import Document
    from anew.normalise import Normal
    from anew.settings import Known, Settings

_PACKAGE = Path(__file__).parent
_CONFIG = Path("sdk.yaml")
_SCHEMA = _PACKAGE / "settings" / "sdk.schema.json"


@frozen
class Request:
    """What one run of `generate` is asked for."""

    output: Path
    document: Path | None = None
    """None: the one that `sdk.yaml` names."""
    config: Path | None = None
    """None: `sdk.yaml` in the current folder, if there is one."""
    check: bool = False
    """Compare and write nothing."""
    report: Path | None = None


@frozen
class Outcome:
    """What a run did."""

    package: str
    document: str
    config: str
    """Empty where there is no `sdk.yaml`."""
    report: dict[str, Any] = field(repr=False)
    warnings: tuple[Diagnostic, ...]
    """What is left out of the SDK, and why."""
    files: Mapping[str, int]
    """How many were `created`, `updated`, `removed` and left `unchanged`; empty for a check."""
    diff: str
    """What a check found to be different."""
    seconds: float


@frozen
class Draft:
    """An `sdk.yaml` to be, and what it was written from."""

    text: str
    operations: int
    """How many the document has."""
    findings: tuple[tuple[str, str, str], ...]
    """What was seen, how sure that is, and why."""


def generate(request: Request, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Generate an SDK, or compare one with what would be generated; `tell` hears the name of each stage.

    Raises:
        AnewError: the document, `sdk.yaml` or the command is at fault; the SDK is as it was.
    """
    start = time.perf_counter()
    remembered = _remembered(request, start)
    if remembered is not None:
        return remembered
    tell("reading the document")
    settings, document = _inputs(request)
    from anew import normalise, parse, render, upstream, write
    from anew.format import format_files

    tell("normalising")
    normal = normalise.normalise(document, settings)
    known = tuple(_known(document, normal))
    _refuse_misses(settings, known)
    _refuse_dangling(settings, document, normal)
    settings = _named(settings, normal, document)
    tell("parsing")
    parsed = upstream.parse(normal.tame)
    api = parse.parse(normal, parsed, document, settings)
    tell("rendering")
    files = format_files(render.render(api))
    tell("comparing" if request.check else "writing")
    diff = write.check(files, request.output) if request.check else ""
    written = {} if request.check else attrs.asdict(write.write(files, request.output))
    ledger = document.locate_ledger(api.ledger)
    outcome = Outcome(
        package=api.package.name,
        document=document.name,
        config=str(settings.file or ""),
        report=report.as_json(document.name, ledger),
        warnings=report.warnings(ledger, skipped=_skipped(settings, known)),
        files=written,
        diff=diff,
        seconds=time.perf_counter() - start,
    )
    _report(request, outcome)
    _remember(request, outcome, _read(document, settings), files)
    return outcome


def draft(path: Path, home: Path) -> Draft:
    """Write an `sdk.yaml` for a document, to stand at `home`, from what can be seen in it.

    Raises:
        AnewError: the document cannot be read.
    """
    from anew import document, normalise, settings
    from anew.detect import detect
    from anew.detect.compose import compose, summary

    seen = document.load(path)
    normal = normalise.normalise(seen, settings.defaults())
    detection = detect(seen, {(one.method, one.path): one.id for one in _known(seen, normal)})
    text = compose(
        detection,
        document=_relative(path, home.absolute().parent),
        package=settings.package_name(normal.title, path),
        schema=_schema(home.absolute().parent),
        dangling=len(_dangling(seen, normal)),
    )
    return Draft(text, detection.operations, tuple(summary(detection)))


def _inputs(request: Request) -> tuple[Settings, Document]:
    from anew import document, settings

    config = request.config or (_CONFIG if _CONFIG.exists() else None)
    read = settings.load(config) if config else settings.defaults()
    path = request.document or read.document
    if path is None:
        fix = "name one: `anew generate openapi.yaml`, or `document: openapi.yaml` in sdk.yaml"
        raise UsageError(Diagnostic("there is no document to generate from", fix=fix))
    return read, document.load(path)


def _refuse_misses(settings: Settings, known: Iterable[Known]) -> None:
    from anew.settings import misses

    if found := misses(settings, known):
        raise DocumentError(*found)


def _skipped(settings: Settings, known: Iterable[Known]) -> frozenset[tuple[str, str]]:
    """List the operations that `sdk.yaml` leaves out: nobody needs to be told about them."""
    rules = ((one, settings.rule(one.id, one.tags, one.method, one.path)) for one in known)
    return frozenset((one.method, one.path) for one, rule in rules if rule.skip)


def _refuse_dangling(settings: Settings, document: Document, normal: Normal) -> None:
    if settings.references == "strict" and (found := _dangling(document, normal)):
        fix = "correct it, or write `references: lenient` in sdk.yaml to do without what needs it"
        raise DocumentError(*(Diagnostic(message, place, fix=fix) for place, message in found.items()))


def _dangling(document: Document, normal: Normal) -> dict[Place, str]:
    """Find the references that lead nowhere, each once however many operations need it, in the order of the file."""
    remarks = (remark for subject in normal.subjects for remark in subject.remarks if remark.dangling)
    messages = {document.place(remark.at): remark.message for remark in remarks}
    placed = {place: messages[asked] for asked, place in document.locate(messages).items()}
    return dict(sorted(placed.items(), key=lambda one: (one[0].file, one[0].line, one[0].column)))


def _known(document: Document, normal: Normal) -> Iterator[Known]:
    """List the operations of the document, those included that `sdk.yaml` leaves out, with the tags it gives them."""
    from anew.settings import Known

    ids = {one.key: one.id for one in normal.operations}
    for subject in normal.subjects:
        if subject.kind == "operation":
            operation = document.follow(subject.at, "#").value
            tags = operation.get("tags") if isinstance(operation, dict) else None
            kept = tuple(map(str, tags)) if isinstance(tags, list) else ()
            yield Known(ids.get(subject.key, subject.name.strip()), kept, subject.method, subject.path)


def _named(settings: Settings, normal: Normal, document: Document) -> Settings:
    from anew.settings import complete

    return attrs.evolve(settings, package=complete(settings.package, normal.title, normal.version, document.path))


def _report(request: Request, outcome: Outcome) -> None:
    if request.report is not None:
        report.write(request.report, outcome.report)


def _read(document: Document, settings: Settings) -> list[Path]:
    """List every file that the result depends on, and the `sdk.yaml` that could be there but is not."""
    return [*document.files(), settings.file or _CONFIG]


def _remember(request: Request, outcome: Outcome, read: list[Path], files: Mapping[str, str]) -> None:
    """Keep a stamp of a run after which the SDK is what it should be."""
    if outcome.diff:
        return
    from anew.write.manifest import NAME

    said = {"package": outcome.package, "document": outcome.document, "config": outcome.config}
    wrote = {name: stamp.text_digest(text.encode()) for name, text in files.items()}
    wrote[NAME] = stamp.digest(request.output / NAME)
    memory = {**said, "report": outcome.report, "warnings": [attrs.asdict(one) for one in outcome.warnings]}
    stamp.save(_key(request), stamp.Stamp(_tool(), stamp.digests(read), wrote, memory))


def _remembered(request: Request, start: float) -> Outcome | None:
    """Give the outcome of the last run, if nothing that it read or wrote has changed."""
    last = stamp.fresh(_key(request), request.output, _tool())
    if last is None:
        return None
    files = {} if request.check else {"created": 0, "updated": 0, "removed": 0, "unchanged": len(last.wrote) - 1}
    warnings = tuple(_diagnostic(one) for one in last.memory["warnings"])
    seconds = time.perf_counter() - start
    outcome = Outcome(**{**last.memory, "warnings": warnings, "files": files, "diff": "", "seconds": seconds})
    _report(request, outcome)
    return outcome


def _diagnostic(data: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(**{**data, "place": data["place"] and Place(**data["place"])})


def _key(request: Request) -> str:
    paths = (request.output, request.document or Path(), request.config or _CONFIG)
    return stamp.key_of(str(Path.cwd()), *map(str, paths))


def _tool() -> str:
    # In a wheel the templates are inside the package, in a checkout at its top.
    outside = _PACKAGE.parents[1] / "templates"
    return stamp.tool_digest([_PACKAGE, *([outside] if outside.is_dir() else [])])


def _schema(folder: Path) -> str:
    """Say where an editor finds the JSON Schema: beside the settings (a checkout, a `.venv`), else on this machine."""
    if _SCHEMA.is_relative_to(folder):
        return _SCHEMA.relative_to(folder).as_posix()
    return _SCHEMA.as_uri()


def _relative(path: Path, folder: Path) -> str:
    """Write a path as seen from a folder; where they share nothing, in full."""
    try:
        return Path(os.path.relpath(path.absolute(), folder)).as_posix()
    except ValueError:
        return path.absolute().as_posix()
