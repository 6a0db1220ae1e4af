"""What a run of the pipeline is asked for, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from anew.errors import Diagnostic, Place

CONFIG = Path("sdk.yaml")
"""The settings that are read where none are named."""


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
    refetch: bool = False
    """Fetch documents on the network again, whatever is known about them."""
    overlays: tuple[Path, ...] = ()
    """OpenAPI Overlay files, applied after those that `sdk.yaml` names."""


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
class Finding:
    """What was seen, for people."""

    what: str
    sure: str
    evidence: str
    place: Place | None
    """Where in the document."""


@frozen
class Draft:
    """An `sdk.yaml` to be, and what it was written from."""

    text: str
    operations: int
    """How many the document has."""
    findings: tuple[Finding, ...]
    checks: tuple[tuple[int, str], ...] = ()
    """What to look at in the text: the number of the line, and why."""
    warnings: tuple[Diagnostic, ...] = ()
    """What is odd about the overlays."""
