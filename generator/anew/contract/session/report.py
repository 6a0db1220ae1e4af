"""Facts and advice become lines for a terminal, and JSON for whoever wants to go on with them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from attrs import asdict, frozen

from anew.contract.session.facts import Advice, Facts


@frozen
class Report:
    """What a run came to."""

    title: str
    url: str
    probe: str
    requests: int
    facts: Facts
    advice: tuple[Advice, ...]

    @property
    def faults(self) -> tuple[Advice, ...]:
        """What has to be mended."""
        return tuple(one for one in self.advice if one.level == "fault")


def as_json(report: Report) -> str:
    """Write all of it."""
    return json.dumps(asdict(report), indent=2, ensure_ascii=False) + "\n"


def lines(report: Report) -> Iterator[str]:
    """Write it for people."""
    yield f"{report.title} at {report.url} ({report.requests} requests, tokens tried on {report.probe})"
    for what, said in _seen(report.facts):
        yield f"  {what:<28}{said}"
    for what, why in report.facts.unknown.items():
        yield f"  {what:<28}cannot tell: {why}"
    for one in report.advice:
        yield f"{one.level}: {one.text}"


def _seen(facts: Facts) -> Iterator[tuple[str, str]]:
    known: dict[str, object] = {
        "announced life": None if facts.life is None else f"{facts.life:g} s",
        "without a token": facts.anonymous,
        "with a made-up token": facts.made_up,
        "refresh gives new tokens": facts.refreshes,
        "and a new refresh token": facts.rotates,
        "access token it replaced": facts.replaced_access,
        "made-up refresh token": {None: None, True: "dead", False: "not understood as dead"}[facts.refuses_made_up],
        "spent refresh token": facts.reuse,
        "that ends the whole login": facts.reuse_ends_login,
        "grace": _grace(facts),
        "one refresh token at once": _at_once(facts),
        "at its announced end": facts.at_expiry,
        "refresh after that": facts.refresh_after_expiry,
        "access after logout": facts.access_after_logout,
        "refresh after logout": facts.refresh_after_logout,
        "second login ends the first": facts.second_login_ends_first,
    }
    for what, said in known.items():
        if said is not None:
            yield what, {True: "yes", False: "no"}.get(said, str(said)) if isinstance(said, bool) else str(said)


def _grace(facts: Facts) -> str | None:
    if facts.grace is None:
        return None
    if facts.grace.ends == 0:
        return "none"
    upper = "" if facts.grace.ends is None else f", less than {facts.grace.ends:g} s"
    return f"{facts.grace.lasts:g} s or more{upper}"


def _at_once(facts: Facts) -> str | None:
    if facts.concurrent is None:
        return None
    one = facts.concurrent
    return f"{one.renewed} of {one.sent} had tokens, {one.pairs} different, {one.alive} good afterwards"
