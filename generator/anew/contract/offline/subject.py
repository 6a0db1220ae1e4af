"""The target of a run becomes a document and a package to import: generated for the run, or there already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
from attrs import frozen

from anew import document as documents
from anew import pipeline
from anew import settings as configuration
from anew.contract.offline.options import Options
from anew.contract.offline.sdk import locate
from anew.document import Document
from anew.errors import Diagnostic, UsageError
from anew.pipeline.remote import remote_of
from anew.settings import Settings

_CONFIG = Path("sdk.yaml")


@frozen
class Subject:
    """What a run is about."""

    document: Document
    settings: Settings
    config: str
    package: Path


def subject(options: Options, folder: Path, tell: Callable[[str], None]) -> Subject:
    """Find or generate the package; `folder` is where a generated one goes.

    Raises:
        AnewError: target, document or settings are at fault.
    """
    path = Path(options.target)
    if path.is_file():
        return _generated(options, path, folder, tell)
    package = locate(options.target)
    if package is None:
        what = "it has no operations.json" if path.is_dir() else "there is no such file, folder or importable package"
        fix = "name an OpenAPI document, or a package that `anew generate` wrote"
        raise UsageError(Diagnostic(f"cannot try {options.target}: {what}", fix=fix))
    return _found(options, package)


def _generated(options: Options, path: Path, folder: Path, tell: Callable[[str], None]) -> Subject:
    if options.document is not None and options.document != path:
        raise UsageError(Diagnostic("--document is for packages; the target is a document already"))
    config = options.config or (_CONFIG if _CONFIG.exists() and _is_about(_CONFIG, path) else None)
    overlays = options.overlays
    if config is None:
        tell("looking for envelope and session")
        drafted = folder / _CONFIG.name
        drafted.write_text(pipeline.draft(path, drafted, overlays).text, "utf-8")
        overlays = ()
    request = pipeline.Request(folder / "sdk", path, config or drafted, overlays=overlays)
    outcome = pipeline.generate(request, tell)
    settings = configuration.load(request.config or drafted)
    document = documents.load(path, (*settings.overlays, *overlays), remote_of(settings))
    return Subject(document, settings, str(config or ""), folder / "sdk" / outcome.package)


def _is_about(config: Path, path: Path) -> bool:
    """Tell whether settings are those of a document, and not of another one that lies in the same folder."""
    named = configuration.load(config).document
    return named is None or named.resolve() == path.resolve()


def _found(options: Options, package: Path) -> Subject:
    config = options.config or (_CONFIG if _CONFIG.exists() else None)
    settings = configuration.load(config) if config else configuration.defaults()
    path = options.document or settings.document
    if path is None:
        why = f"nothing says which document {package.name} was generated from"
        raise UsageError(Diagnostic(why, fix="add `--document openapi.yaml`, or `--config sdk.yaml`"))
    document = documents.load(path, (*settings.overlays, *options.overlays), remote_of(settings))
    return Subject(document, attrs.evolve(settings, document=path), str(config or ""), package)
