"""What was detected becomes what `init` tells people: what it saw, how sure it is and where, and what to check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from anew.detect import notation as write
from anew.detect.compose import CHECK
from anew.detect.findings import Detection, Found, Sure

_CHECK = re.compile(rf"# {CHECK}: (?P<text>.*)$")


@frozen
class Line:
    """A finding for people."""

    what: str
    sure: Sure
    evidence: str
    at: str
    """The spot of the document where it can be seen, or ""."""


def findings(detection: Detection) -> tuple[Line, ...]:
    """List what was seen, the most important first."""
    return tuple(_findings(detection))


def _findings(detection: Detection) -> Iterator[Line]:
    one = detection
    yield from _line("preset", one.preset)
    yield from _line("envelope", one.envelope)
    for other in one.others:
        yield from _line(f"envelope {other.value.name}", other)
    if one.success and one.success.value.at and not one.preset:
        yield from _line("success", one.success, _succeeds(detection))
    yield from _line("token endpoint", one.oauth)
    yield from _line("login", one.login)
    yield from _line("refresh", one.refresh)
    yield from _line("logout", one.logout)
    if one.tokens and not one.preset:
        places = (*one.tokens.value.access, *one.tokens.value.refresh, *one.tokens.value.expires)
        yield from _line("tokens", one.tokens, f"{', '.join(places)}: {one.tokens.evidence}")
        yield from _line("token goes", one.attach, _goes(detection))
        yield from _line("expired", one.expired)
    for paging in one.pagings:
        yield from _line(f"paging {paging.value.name}", paging, f"{write.paging(paging.value)}: {paging.evidence}")


def checks(text: str) -> tuple[tuple[int, str], ...]:
    """List what to check in a composed `sdk.yaml`, with the numbers of the lines."""
    lines = enumerate(text.splitlines(), start=1)
    return tuple((number, found["text"]) for number, line in lines if (found := _CHECK.search(line)))


def _line(what: str, found: Found[object] | None, why: str = "") -> Iterator[Line]:
    if found:
        yield Line(what, found.sure, write.comment(why or found.evidence), found.at)


def _succeeds(detection: Detection) -> str:
    known = detection.success
    return f"{write.signal(known.value)}: {known.evidence}" if known else ""


def _goes(detection: Detection) -> str:
    found = detection.attach
    return f"{found.value.parameter}: {found.value.value} ({found.value.location}): {found.evidence}" if found else ""
