"""What an offline contract test is asked for."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Options:
    """The arguments of `anew contract offline`."""

    target: str
    """A document; or the folder or import name of a generated package."""
    document: Path | None = None
    """Of a package; None: the one that its `sdk.yaml` names."""
    config: Path | None = None
    """None: `sdk.yaml` in the current folder; where it is not about the document, what `init` would write."""
    overlays: tuple[Path, ...] = ()
    cases: int = 5
    """Requests for each operation; answers are half as many."""
    seed: int = 0
    only: tuple[str, ...] = ()
    """Operations to try: operationIds, or `METHOD /glob`; all if empty."""
    patience: float = 120.0
    """Seconds for one operation."""


@frozen
class Thresholds:
    """What passes, in per cent."""

    requests: float = 99.0
    answers: float = 99.0
    damaged: float = 100.0
