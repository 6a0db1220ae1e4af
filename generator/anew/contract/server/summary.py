"""An outcome becomes lines for a terminal: what is wrong, what was tested, what was not and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from anew.contract.server.findings import KINDS, Finding
from anew.contract.server.outcome import Outcome

_INDENT = "    "


def lines(outcome: Outcome) -> Iterator[str]:
    """Write the summary."""
    for finding in outcome.findings:
        yield from _finding(finding)
    yield f"{outcome.title} at {outcome.url} (seed {outcome.seed}, {outcome.seconds:.0f} s)"
    requests = sum(one.requests for one in outcome.operations)
    reached = [one for one in outcome.operations if one.requests]
    yield f"  tested      {_many(len(reached), 'operation')}, {_many(requests, 'request')}"
    yield from _grouped((one.label, one.remark) for one in outcome.operations if one.remark)
    yield f"  not tested  {_many(len(outcome.left_out), 'operation')}"
    yield from _grouped(outcome.left_out.items())
    for remark in outcome.remarks:
        yield f"  note        {remark}"
    if outcome.known:
        yield f"  accepted    {_many(len(outcome.known), 'finding')} of the baseline"
    for kind, operation, about in outcome.gone:
        yield f"  gone        {operation}: {kind}: {about}; run with --update-baseline to forget it"
    yield f"  findings    {_verdict(outcome)}"


def _verdict(outcome: Outcome) -> str:
    if outcome.findings:
        return str(len(outcome.findings))
    if not outcome.proven:
        return "none, but nothing was tested"
    return "none that are new" if outcome.known else "none"


def _finding(finding: Finding) -> Iterator[str]:
    times = f" (seen {finding.seen} times)" if finding.seen > 1 else ""
    yield f"{finding.operation}: {finding.kind}: {finding.about}{times}"
    yield f"{_INDENT}{KINDS[finding.kind]}"
    for line in finding.message.splitlines():
        yield f"{_INDENT}{line}"
    if finding.request:
        yield f"{_INDENT}{finding.request.splitlines()[0]}"
    yield ""


def _grouped(said: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say what is true of several operations once."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for label, what in said:
        grouped[what].append(label)
    for what, labels in grouped.items():
        yield f"{_INDENT}{what}: {', '.join(labels)}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
