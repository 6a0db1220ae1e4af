"""A document alone becomes the draft of its `sdk.yaml`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from anew import document, normalise, settings
from anew.detect import detect
from anew.detect.compose import compose
from anew.detect.told import Line, checks, findings
from anew.document import Document
from anew.pipeline.agreement import dangling, known
from anew.pipeline.request import Draft, Finding

_SCHEMA = "sdk.schema.json"
"""Stands beside the settings, so that editors find it on every machine that has them."""


def draft(path: Path, home: Path, overlays: Sequence[Path] = ()) -> Draft:
    """Write an `sdk.yaml` for a document, to stand at `home`, from what can be seen in it after its overlays.

    Raises:
        AnewError: the document or an overlay cannot be read.
    """
    seen = document.load(path, overlays)
    normal = normalise.normalise(seen, settings.defaults())
    detection = detect(seen, {(one.method, one.path): one.id for one in known(seen, normal)})
    folder = home.absolute().parent
    text = compose(
        detection,
        document=_relative(path, folder),
        overlays=[_relative(one, folder) for one in overlays],
        package=settings.package_name(normal.title, path),
        schema=_SCHEMA,
        dangling=len(dangling(seen, normal)),
    )
    return Draft(text, detection.operations, _placed(seen, findings(detection)), checks(text), seen.warnings)


def schema(home: Path) -> tuple[Path, str] | None:
    """Tell which file editors need beside the settings at `home`, and its text; None where another one has its name."""
    path, ours = home.with_name(_SCHEMA), settings.schema()
    if not path.exists():
        return path, ours
    try:
        theirs = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return (path, ours) if isinstance(theirs, dict) and theirs.get("title") == json.loads(ours)["title"] else None


def _placed(seen: Document, lines: Sequence[Line]) -> tuple[Finding, ...]:
    places = {line.at: seen.place(line.at) for line in lines if line.at}
    known = seen.locate(places.values())
    found = {at: known.get(place, place) for at, place in places.items()}
    return tuple(Finding(line.what, line.sure, line.evidence, found.get(line.at)) for line in lines)


def _relative(path: Path, folder: Path) -> str:
    """Write a path as seen from a folder; where they share nothing, in full."""
    try:
        return Path(os.path.relpath(path.absolute(), folder)).as_posix()
    except ValueError:
        return path.absolute().as_posix()
