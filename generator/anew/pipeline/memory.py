"""A run that left the SDK as it should be becomes a stamp; the same request again becomes the same outcome at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from anew.errors import Diagnostic, Place
from anew.pipeline import stamp
from anew.pipeline.request import CONFIG, Outcome, Request

_PACKAGE = Path(__file__).parents[1]
_SAID = ("package", "document", "config", "report")


def remembered(request: Request) -> Outcome | None:
    """Give the outcome of the last run with this request, if nothing that it read or wrote has changed."""
    start = time.perf_counter()
    last = stamp.fresh(_key(request), request.output, _tool())
    if last is None:
        return None
    unchanged = {"created": 0, "updated": 0, "removed": 0, "unchanged": last.memory["files"]}
    return Outcome(
        **{name: last.memory[name] for name in _SAID},
        warnings=tuple(_diagnostic(one) for one in last.memory["warnings"]),
        files={} if request.check else unchanged,
        diff="",
        seconds=time.perf_counter() - start,
    )


def remember(request: Request, outcome: Outcome, read: Iterable[Path], wrote: Mapping[str, str], since: int) -> None:
    """Keep a stamp of a run, unless an input was changed while it ran.

    Args:
        request: what was asked for.
        outcome: what came of it.
        read: every file that the result depends on.
        wrote: what the SDK's folder holds now, by digest.
        since: nanoseconds since the epoch when the run began.
    """
    read = [*read, request.config or CONFIG]
    if outcome.diff or any(path.exists() and path.stat().st_mtime_ns >= since for path in read):
        return
    memory = {name: getattr(outcome, name) for name in _SAID}
    memory["files"] = len(wrote)
    memory["warnings"] = [attrs.asdict(one) for one in outcome.warnings]
    stamp.save(_key(request), stamp.Stamp(_tool(), stamp.digests(read), wrote, memory))


def _diagnostic(data: Mapping[str, Any]) -> Diagnostic:
    return Diagnostic(**{**data, "place": data["place"] and Place(**data["place"])})


def _key(request: Request) -> str:
    paths = (request.output, request.document or Path(), request.config or CONFIG, *request.overlays)
    return stamp.key_of(str(Path.cwd()), *map(str, paths))


def _tool() -> str:
    # In a wheel the templates are inside the package, in a checkout at its top.
    outside = _PACKAGE.parents[1] / "templates"
    return stamp.tool_digest([_PACKAGE, *([outside] if outside.is_dir() else [])])
