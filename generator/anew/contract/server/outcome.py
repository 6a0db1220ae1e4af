"""What a run came to, for everybody who wants to tell of it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from anew.contract.server.findings import Finding

Key = tuple[str, str, str]


@frozen
class Operation:
    """What became of one operation that was tested."""

    label: str
    requests: int
    accepted: int
    """Answers that spoke of success."""
    refused: int
    """Answers that said, with a fresh token, that nobody is logged in."""
    remark: str = ""
    """Why it counts for less than others."""


@frozen
class Outcome:
    """All of it."""

    title: str
    url: str
    seed: int
    seconds: float
    operations: tuple[Operation, ...]
    left_out: Mapping[str, str]
    """Operations that were not tested, and why not."""
    findings: tuple[Finding, ...]
    """New ones."""
    known: tuple[Finding, ...]
    """Those that the baseline accepts."""
    gone: tuple[Key, ...]
    """What the baseline accepts, and is not there any more."""
    remarks: tuple[str, ...] = ()
    """What could not be told, and why."""
    versions: Mapping[str, str] = field(factory=dict[str, str])

    @property
    def proven(self) -> bool:
        """Whether anything was tested at all, and nothing new was found."""
        return not self.findings and any(one.requests for one in self.operations)
