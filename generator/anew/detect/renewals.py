"""The operations of a document become those that may renew or end a session."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from anew.detect.candidates import Candidate, answered, evidence
from anew.detect.findings import Sure
from anew.detect.seen import Input, Seen
from anew.detect.tokens import REFRESH, Held
from anew.model import Exchange

GRANT = frozenset({"granttype"})
PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "pw", "passphrase", "userpassword", "loginpassword"})
LOGOUT = re.compile(r"log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out|登出|注销|退出|로그아웃")
RENEWS = re.compile(r"refresh|renew|renov|reissue|刷新|재발급|갱신|обнов")
_HOME = re.compile(r"token|auth|session|jwt|account")
_PLACE = re.compile(r"/(?:refresh(?:[-_]?tokens?)?|reissue)/?$")
_ENDS = re.compile(r"revoke|invalidat|blacklist|introspect|verif|valid|check|delete|register|吊销|撤销|校验")
"""What is done with a refresh token but to renew with it."""
_EVERYWHERE = ("body", "query", "header", "cookie")


def refreshes(
    operations: Iterable[Seen], giving: Mapping[str, Held], *, paired: bool, anchored: bool
) -> Iterator[Candidate]:
    """Find what may renew a session.

    Args:
        operations: all of the document.
        giving: those whose answers show tokens.
        paired: the login answers a refresh token.
        anchored: there is a login at all.
    """
    for seen in operations:
        named = bool(RENEWS.search(seen.words))
        if _is_elsewhere(seen, named=named) or not (named or seen.input(REFRESH)):
            continue
        exchange, sure, how = _sent(seen, paired=paired)
        if held := giving.get(seen.id):
            sure = sure if named else "suggested"
            facts = [how, f"answers {answered(held)}"]
            yield Candidate(seen, _score(seen, held, sure, named=named), sure, evidence(seen, facts), exchange)
        elif (paired or anchored) and (sure == "certain" or _is_silent(seen)):
            facts = [how, "but no answer shows a token"]
            yield Candidate(seen, 0 if named else -3, "suggested", evidence(seen, facts), exchange)


def _score(seen: Seen, held: Held, sure: Sure, *, named: bool) -> int:
    """Rate what answers tokens; one that is called otherwise may do more, such as to switch the tenant."""
    return 4 * (sure == "certain") + 2 * bool(held.tokens.refresh) - 2 * ("oauth" in seen.words) if named else -2


def logouts(operations: Iterable[Seen]) -> Iterator[Candidate]:
    """Find what may end a session."""
    for seen in operations:
        if _is_logout(seen) and "{" not in seen.path:
            score = int(seen.method in ("POST", "DELETE"))
            token = seen.input(REFRESH, _EVERYWHERE)
            exchange = _sending(seen, token) if token else Exchange(operation=seen.id)
            facts = [f"sends `{token.name}`"] if token else []
            yield Candidate(seen, score, "certain", evidence(seen, facts), exchange)


def _is_elsewhere(seen: Seen, *, named: bool) -> bool:
    """Tell what is done to other things: `/sessions/{id}/refresh`, or to a token that is checked or revoked."""
    if seen.method == "DELETE" or seen.path.rstrip("/").rpartition("/")[0].endswith("}"):
        return True
    if named or _is_logout(seen):
        return _is_logout(seen)
    at_home = _HOME.search(seen.path.lower())
    return not at_home or seen.input(PASSWORDS) is not None or bool(_ENDS.search(seen.words))


def _is_logout(seen: Seen) -> bool:
    return bool(LOGOUT.search(f"{seen.path} {seen.id}".lower()))


def _is_silent(seen: Seen) -> bool:
    """Tell whether nothing but its path says what a refresh is: neither inputs nor an answer are described."""
    return seen.method == "POST" and bool(_PLACE.search(seen.path.lower())) and seen.is_silent


def _sending(seen: Seen, token: Input) -> Exchange:
    place = "form" if token.location == "body" and seen.form else token.location
    return Exchange(operation=seen.id, send=place, parameter=token.name)  # type: ignore[arg-type]  # as asked


def _sent(seen: Seen, *, paired: bool) -> tuple[Exchange, Sure, str]:
    """Say how a refresh operation is given the refresh token."""
    token = seen.input(REFRESH, _EVERYWHERE)
    if token is not None:
        sure: Sure = "suggested" if seen.input(GRANT) else "certain"
        return _sending(seen, token), sure, f"sends `{token.name}`"
    if old := seen.input(frozenset({"token", "accesstoken"})):
        exchange = Exchange(operation=seen.id, send="body", parameter=old.name, value="{access}")
        return exchange, "suggested", f"sends `{old.name}`, which may be the old access token"
    if paired:
        exchange = Exchange(operation=seen.id, send="header", parameter="Authorization", value="Bearer {refresh}")
        return exchange, "suggested", "sends no refresh token that the document shows (in the Authorization header?)"
    exchange = Exchange(operation=seen.id, send="cookie")
    return exchange, "suggested", "sends no refresh token that the document shows (a cookie?)"
