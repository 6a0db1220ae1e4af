"""A server with signed access tokens: they live to their end, so refresh tokens tell what became of a login."""

from __future__ import annotations

from typing import Any

import pytest
from anew.contract.session import Facts
from anew.contract.session.experiments import Experiments
from anew.contract.session.lab import Lab, probes
from anew.contract.target import Endpoint, Member, api
from anew.errors import UsageError
from anew.runtime import RefreshRejected, RefreshSignal, TokenGrant
from attrs import define, field

from tests.contract.server.conftest import CONFIG, DOCUMENT
from tests.contract.session.test_advice import said


@define
class Signing:
    """Hands out one access token for as long as the second lasts, and rotates refresh tokens without any care."""

    good: str = ""
    """The refresh token that is good."""
    revokes: bool = False
    """A spent token ends the login."""
    made: list[str] = field(factory=list[str])

    def login(self) -> TokenGrant:
        self.made.append(f"r{len(self.made)}")
        self.good = self.made[-1]
        return TokenGrant("signed", self.good)

    def refresh(self, tokens: TokenGrant) -> TokenGrant | RefreshSignal:
        if tokens.refresh == self.good:
            return self.login()
        self.good = "" if self.revokes else self.good
        return RefreshRejected("spent")

    def renews(self, tokens: TokenGrant) -> bool:
        return isinstance(self.refresh(tokens), TokenGrant)

    def refresh_at_once(self, _: TokenGrant, count: int) -> list[TokenGrant]:
        return [self.login() for _ in range(count)]

    def ask(self, _: str = "") -> str:
        return "accepted"


def experiments(lab: Any) -> Experiments:
    """Get ready to try such a server out."""
    return Experiments(lab, 5.0, Facts(refreshes=True, rotates=True))


def test_winners_whose_refresh_token_is_dead_are_seen() -> None:
    """Six get tokens, and all but one of them meet the end of their login at the next expiry."""
    tried = experiments(Signing())
    tried._at_once()
    seen = tried.facts.concurrent

    assert seen is not None
    assert (seen.renewed, seen.pairs, seen.alive) == (6, 6, 1)
    assert "of 6 pairs that were handed out at once, 5 were no good" in said("warning", concurrent=seen)


@pytest.mark.parametrize("revokes", [True, False])
def test_a_login_that_reuse_ended_is_seen_by_its_refresh_token(revokes: bool) -> None:
    """Though its access token is accepted all the same."""
    tried = experiments(Signing(revokes=revokes))
    tried._reuse()

    assert (tried.facts.reuse, tried.facts.reuse_ends_login) == ("refused", revokes)


@define
class Picky:
    """Opens some operations to everybody, and others to nobody."""

    open: str
    closed: str
    lax: str = ""
    """Minds made-up tokens, but none that is missing."""

    def lab(self, monkeypatch: pytest.MonkeyPatch) -> Lab:
        """Make a lab at such a server's."""
        made = Lab(api(DOCUMENT, CONFIG), Member.__new__(Member), Endpoint.__new__(Endpoint), 80)
        monkeypatch.setattr(Lab, "login", lambda _: TokenGrant("fresh"))
        monkeypatch.setattr(Lab, "ask", lambda lab, access="": self.answer(lab.probe.label, access))
        return made

    def answer(self, label: str, access: str) -> str:
        lets_in = label == self.open or (access == "fresh" and label != self.closed)
        return "accepted" if lets_in or (label == self.lax and not access) else "refused"


def test_tokens_are_tried_where_they_make_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents call operations protected that are open, or that want more than a token; those prove nothing."""
    candidates = probes(api(DOCUMENT, CONFIG))
    first, second, third = candidates[:3]
    lab = Picky(first.label, second.label).lab(monkeypatch)
    lab.settle(candidates)

    assert lab.probe == third
    lab = Picky(first.label, second.label, third.label).lab(monkeypatch)
    lab.settle(candidates[:4])
    assert lab.probe == candidates[3]
    lab.settle(candidates[:3])
    assert lab.probe == third
    with pytest.raises(UsageError, match="no operation tells a fresh token from a made-up one"):
        lab.settle(candidates[:2])
