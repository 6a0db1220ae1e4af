"""What was detected becomes the text of an `sdk.yaml`: findings as settings, suggestions as comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anew.detect import notation as write
from anew.detect.findings import Detection, Found, Sure
from anew.model import Envelope, Exchange, Paging
from anew.settings import preset_data

_EXPIRED = "[{http: 401}, {code: 401}]"
_DEAD = "[{http: [400, 401, 403]}, {code: [400, 401, 403]}]"
_USUAL = "what servers usually say; the document does not tell"


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
    blocks = [
        head,
        list(_envelope(detection)),
        list(_session(detection)),
        list(_paging(detection)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def session_is_clear(detection: Detection) -> bool:
    """Tell whether enough was seen to switch the session on: tokens, and no doubt about login or refresh."""
    sure = [one.sure for one in (detection.login, detection.refresh) if one]
    return detection.tokens is not None and "certain" in sure


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


def _envelope(detection: Detection) -> Iterator[str]:
    found = detection.envelope
    if found is None or detection.preset:
        return
    lines = [f"# {write.comment(found.evidence)} ({found.sure})", *_envelope_lines(found.value)]
    if not detection.success_known:
        lines.insert(1, "# Which code means success the document does not tell; these usually do.")
    if found.sure == "suggested":
        yield "# An envelope? Nothing proves it; take the marks away if it is one."
        yield from _commented(["envelopes:", *_indented(lines)])
    else:
        yield from ["envelopes:", *_indented(lines)]


def _envelope_lines(envelope: Envelope) -> Iterator[str]:
    yield f"{envelope.name}:"
    yield f"  require: [{', '.join(map(write.text, envelope.require))}]"
    yield f"  success: {write.signal(envelope.success[0])}"
    if envelope.code:
        yield f"  code: {write.locations(envelope.code)}"
    if envelope.message:
        yield f"  message: {write.locations(envelope.message)}"
    yield f"  data: {write.text(envelope.data)}"
    if envelope.drop:
        yield f"  drop: [{', '.join(map(write.text, envelope.drop))}]"
    for name, places in envelope.meta:
        yield f"  meta: {{{name}: {write.locations(places)}}}"


def _session(detection: Detection) -> Iterator[str]:
    if detection.tokens is None:
        return
    clear = session_is_clear(detection)
    lines = list(_exchanges(detection, clear=clear))
    if not detection.preset:
        lines += _details(detection)
    if clear:
        yield from ["session:", *_indented(lines)]
    else:
        yield "# A session? Nothing proves it; take the marks away if these are its operations."
        yield from _commented(["session:", *_indented(lines)])


def _exchanges(detection: Detection, *, clear: bool) -> Iterator[str]:
    for name, found in (("login", detection.login), ("refresh", detection.refresh), ("logout", detection.logout)):
        if found is None:
            continue
        yield f"# {write.comment(found.evidence)} ({found.sure})"
        line = f"{name}: {write.exchange(found.value)}"
        known = not clear or found.sure != "suggested" or _preset_knows(detection, name)
        yield line if known else f"# {line}"


def _details(detection: Detection) -> Iterator[str]:
    assert detection.tokens is not None  # noqa: S101 - the caller has asked; this tells the type checker
    yield f"# From {write.comment(detection.tokens.evidence)}."
    yield "tokens:"
    yield from (f"  {key}: {value}" for key, value in write.tokens(detection.tokens.value).items())
    if detection.attach:
        yield f"attach: {write.attach(detection.attach.value)}  # {write.comment(detection.attach.evidence)}"
    for header in detection.headers:
        yield f'# headers: {{{write.text(header.value)}: "{{tenant}}"}}  # {write.comment(header.evidence)}'
    if detection.refresh and (detection.refresh.sure != "suggested" or not session_is_clear(detection)):
        yield f"expired: {_EXPIRED}  # {_USUAL}"
        yield f"dead: {_DEAD}"
    else:
        yield f"lost: {_EXPIRED}  # {_USUAL}"


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
        yield f"{mark}{one.value.name}: {write.paging(one.value)}  # {one.evidence}"


def _preset_knows(detection: Detection, name: str) -> bool:
    """Tell whether the preset says how the refresh token is sent, where the document does not."""
    return bool(detection.preset and preset_data(detection.preset.value).get("session", {}).get(name, {}).get("send"))


def _same(paging: Paging, known: dict[str, str]) -> bool:
    return (paging.items, paging.page) == (known.get("items"), known.get("page"))


def _indented(lines: list[str] | Iterator[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _commented(lines: list[str]) -> Iterator[str]:
    return (f"# {line}" for line in lines)


def summary(detection: Detection) -> list[tuple[str, Sure, str]]:
    """List the findings for people: what, how sure, and why."""
    found: list[tuple[str, Found[Exchange] | Found[Envelope] | Found[str] | None]] = [
        ("preset", detection.preset),
        ("envelope", detection.envelope),
        ("login", detection.login),
        ("refresh", detection.refresh),
        ("logout", detection.logout),
    ]
    rows = [(name, one.sure, write.comment(one.evidence)) for name, one in found if one]
    if detection.attach and detection.tokens:
        rows.append(("token", detection.attach.sure, write.comment(detection.attach.evidence)))
    return rows + [(f"paging {one.value.name}", one.sure, one.evidence) for one in detection.pagings]
