"""A lab becomes facts: each experiment has a login of its own, so that none spoils another's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from attrs import frozen

from anew.contract.session.facts import Concurrent, Facts, Grace
from anew.contract.session.lab import MADE_UP, Lab
from anew.runtime import SdkError, TokenGrant

AT_ONCE = 6
"""How many requests present one refresh token at the same moment."""
_DELAYS = (1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 30.0, 60.0)
_LEEWAY = 1.0

Experiment = Callable[[], None]


@frozen
class Experiments:
    """All of them, in their order."""

    lab: Lab
    wait: float
    """Seconds to wait, at most, for a single thing to happen."""
    facts: Facts

    def run(self) -> Iterator[str]:
        """Make them; gives the name of each before it begins."""
        for name, experiment in self._all():
            yield name
            experiment()

    def _all(self) -> Iterator[tuple[str, Experiment]]:
        yield "login", self._login
        yield "answers to bad tokens", self._bad_tokens
        yield "refresh and rotation", self._rotation
        if self.facts.refreshes:
            yield "made-up refresh token", self._made_up
            yield "reuse of a spent refresh token", self._reuse
            yield "grace", self._grace
            yield "one refresh token at once", self._at_once
        yield "expiry", self._expiry
        yield "two logins", self._two_logins
        yield "logout", self._logout

    def _login(self) -> None:
        granted = self.lab.login()
        self.facts.life = granted.expires_in
        if granted.expires_in is None and granted.expires_at is not None:
            self.facts.life = max(0.0, granted.expires_at - time.time())
        if self.facts.life is None:
            self.facts.unknown["life"] = "the server does not say how long an access token lives"
        if self.lab.ask(granted.access) != "accepted":
            self.facts.unknown["access"] = f"{self.lab.probe.label} does not accept a fresh token"

    def _bad_tokens(self) -> None:
        self.facts.anonymous = self.lab.ask()
        self.facts.made_up = self.lab.ask(MADE_UP)

    def _rotation(self) -> None:
        first = self.lab.login()
        if not self._can_refresh(first):
            self.facts.unknown["refresh"] = "sdk.yaml describes none, or the login gave no refresh token"
            return
        second = self.lab.refresh(first)
        self.facts.refreshes = isinstance(second, TokenGrant)
        if not isinstance(second, TokenGrant):
            said = self.lab.member.secrets.hide(str(second))
            self.facts.unknown["refresh"] = f"a fresh refresh token was refused: {said}"
            return
        self.facts.rotates = second.refresh is not None and second.refresh != first.refresh
        if second.access != first.access:
            self.facts.replaced_access = self.lab.ask(first.access)

    def _can_refresh(self, tokens: TokenGrant) -> bool:
        session = self.lab.api.spec.session
        if session is None or session.refresh is None:
            return False
        return tokens.refresh is not None or "{refresh}" not in session.refresh.value

    def _made_up(self) -> None:
        granted = self.lab.login()
        self.facts.refuses_made_up = self.lab.refuses_for_good(TokenGrant(granted.access, MADE_UP))

    def _reuse(self) -> None:
        if not self.facts.rotates:
            self.facts.unknown["reuse"] = "refresh tokens are not replaced, so none is ever spent"
            return
        first = self.lab.login()
        second = self.lab.refresh(first)
        again = self.lab.refresh(first)
        assert isinstance(second, TokenGrant)  # noqa: S101 - there would be no rotation otherwise
        if isinstance(again, TokenGrant):
            self.facts.reuse = "same pair" if _pair(again) == _pair(second) else "another pair"
        else:
            self.facts.reuse = "refused"
        # The access token proves nothing: one that is signed is good to its end, whatever became of the login.
        self.facts.reuse_ends_login = not self.lab.renews(second)

    def _grace(self) -> None:
        if self.facts.reuse is None:
            return
        if self.facts.reuse == "refused":
            self.facts.grace = Grace(0.0, 0.0)
            return
        lasts = 0.0
        for delay in [one for one in _DELAYS if one <= self.wait]:
            first = self.lab.login()
            self.lab.refresh(first)
            self.lab.sleep(delay)
            if not self.lab.renews(first):
                self.facts.grace = Grace(lasts, delay)
                return
            lasts = delay
        self.facts.grace = Grace(lasts)
        more = next((one for one in _DELAYS if one > self.wait), None)
        how = f"; --wait {more:g} looks further" if more else ""
        self.facts.unknown["grace"] = f"a spent refresh token was still good after {lasts:g} s{how}"

    def _at_once(self) -> None:
        granted = self.lab.refresh_at_once(self.lab.login(), AT_ONCE)
        different = {_pair(one): one for one in granted}
        alive = sum(self._lives(one) for _, one in sorted(different.items()))
        self.facts.concurrent = Concurrent(AT_ONCE, len(granted), len(different), alive)

    def _lives(self, tokens: TokenGrant) -> bool:
        """Tell whether tokens can be used and, where they are replaced, exchanged for others."""
        return self.lab.ask(tokens.access) == "accepted" and (tokens.refresh is None or self.lab.renews(tokens))

    def _expiry(self) -> None:
        life = self.facts.life
        if life is None or life + _LEEWAY > self.wait:
            if life is not None:
                how = f"it would take {life:.0f} s; --wait {life + _LEEWAY:.0f} waits for it"
                self.facts.unknown["expiry"] = how
            return
        granted = self.lab.login()
        self.lab.sleep(life + min(_LEEWAY, life))
        self.facts.at_expiry = self.lab.ask(granted.access)
        if self.facts.refreshes:
            self.facts.refresh_after_expiry = self.lab.renews(granted)

    def _two_logins(self) -> None:
        first = self.lab.login()
        self.lab.login()
        self.facts.second_login_ends_first = self.lab.ask(first.access) != "accepted"

    def _logout(self) -> None:
        session = self.lab.api.spec.session
        if session is None or session.logout is None:
            self.facts.unknown["logout"] = "sdk.yaml describes no logout"
            return
        granted = self.lab.login()
        try:
            self.lab.logout(granted)
        except SdkError as error:
            self.facts.unknown["logout"] = f"it is refused: {self.lab.member.secrets.hide(str(error))}"
            return
        self.facts.access_after_logout = self.lab.ask(granted.access)
        if self._can_refresh(granted):
            self.facts.refresh_after_logout = self.lab.renews(granted)


def _pair(tokens: TokenGrant) -> tuple[str, str]:
    """Tell pairs apart by both: access tokens that are signed within the same second are the same."""
    return tokens.access, tokens.refresh or ""
