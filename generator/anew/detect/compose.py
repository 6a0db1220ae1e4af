"""What was detected becomes the text of an `sdk.yaml`: findings as settings, suggestions as comments.

A line that somebody should look at has a comment that starts with `CHECK`; see `told.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anew.detect import notation as write
from anew.detect.findings import Detection, Found
from anew.detect.sessions import session
from anew.model import Envelope, Paging
from anew.settings import preset_data

CHECK = "CHECK"


def compose(
    detection: Detection, *, document: str, package: str, schema: str, overlays: Sequence[str] = (), dangling: int = 0
) -> str:
    """Write `sdk.yaml`.

    Args:
        detection: what was seen.
        document: path of the document as seen from `sdk.yaml`.
        package: import name of the SDK.
        schema: path of the JSON Schema, for completion in editors.
        overlays: paths of what corrects the document, as seen from `sdk.yaml`.
        dangling: how many references of the document lead nowhere.
    """
    head = list(_head(detection, document, package, schema, overlays))
    if dangling:
        head += [
            f"# {dangling} references lead nowhere; what needs them is left out or less typed.",
            "references: lenient",
        ]
    blocks = [head, list(_envelopes(detection)), list(session(detection)), list(_paging(detection))]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _head(detection: Detection, document: str, package: str, schema: str, overlays: Sequence[str]) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={write.comment(schema)}"
    yield f"# What {write.comment(document)} cannot say: envelope, session, errors and paging."
    yield "# `anew init` wrote what it saw; `anew generate` obeys this file alone, so correct what is wrong."
    yield "version: 1"
    yield f"document: {write.text(document)}"
    if overlays:
        yield f"overlays: [{', '.join(map(write.text, overlays))}]"
    yield f"package: {{name: {write.text(package)}}}"
    if detection.preset:
        yield f"# The preset brings envelope, tokens and paging; {write.comment(detection.preset.evidence)}."
        yield f"preset: {detection.preset.value}"


def _envelopes(detection: Detection) -> Iterator[str]:
    found = detection.envelope
    if found is None or detection.preset:
        return
    lines = ["envelopes:"]
    for one in (found, *detection.others):
        lines += [f"  {line}" for line in _envelope(one, detection)]
    if found.sure == "suggested":
        yield f"# {CHECK}: {_doubt(found.value)}"
        yield from (f"# {line}" for line in lines)
    else:
        yield from lines


def _doubt(envelope: Envelope) -> str:
    if not (envelope.data or envelope.drop):
        return "failures look alike; take the marks away, and errors have their code."
    return "an envelope? Nothing proves it; take the marks away if it is one."


def _envelope(found: Found[Envelope], detection: Detection) -> Iterator[str]:
    envelope = found.value
    yield f"# {found.sure}: {write.comment(found.evidence)}"
    yield f"{envelope.name}:"
    if envelope.require:
        yield f"  require: [{', '.join(map(write.text, envelope.require))}]"
    yield from (f"  {line}" for line in _success(envelope, detection))
    if envelope.code:
        yield f"  code: {write.locations(envelope.code)}"
    if envelope.message:
        yield f"  message: {write.locations(envelope.message)}"
    yield f"  data: {write.text(envelope.data)}"
    if not envelope.data:
        yield f"  drop: [{', '.join(map(write.text, envelope.drop))}]"
    if envelope.meta:
        facts = {write.text(name): write.locations(places) for name, places in envelope.meta}
        yield f"  meta: {write.flow(facts)}"
    if envelope.document == "untyped":
        yield f"  document: untyped  # {CHECK}: what is inside becomes `Any` where the document does not show it"


def _success(envelope: Envelope, detection: Detection) -> Iterator[str]:
    """Say what a success looks like, and how sure that is: to be wrong here means that successes raise."""
    known, line = detection.success, f"success: {write.signal(envelope.success[0])}"
    if known is None:
        yield line
    elif known.sure == "suggested":
        yield f"# {CHECK}: {write.comment(known.evidence)}; these usually do. Look at one good answer."
        yield line
    else:
        yield f"{line}  # {known.sure}: {write.comment(known.evidence)}"


def _paging(detection: Detection) -> Iterator[str]:
    known = preset_data(detection.preset.value).get("paging", {}) if detection.preset else {}
    found = [one for one in detection.pagings if not _same(one.value, known.get(one.value.name, {}))]
    sure = [one for one in found if one.sure != "suggested"]
    if sure:
        yield "paging:"
    elif found:
        yield "# paging:"
    for one in found:
        mark = "  " if one.sure != "suggested" else "#   "
        yield f"{mark}{one.value.name}: {write.paging(one.value)}  # {one.sure}: {one.evidence}"


def _same(paging: Paging, known: dict[str, str]) -> bool:
    return (paging.items, paging.page) == (known.get("items"), known.get("page"))
