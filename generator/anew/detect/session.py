"""The operations of a document become login, refresh and logout, where their names, inputs and answers say so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from anew.detect import tokens
from anew.detect.findings import Found, Sure
from anew.detect.tokens import REFRESH
from anew.detect.view import Input, Seen, View
from anew.model import Exchange, Tokens

_LOGIN = re.compile(r"log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|authenticate|登录|登陆")
_LOGOUT = re.compile(r"log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out|登出|注销|退出")
_REFRESH = re.compile(r"refresh|renew|刷新")
_OTHER_LOGIN = re.compile(
    r"sms|social|oauth|wechat|weixin|mini|third|captcha|qr|sso|saml|ldap|register|sign[-_ ]?up|swagger|code|switch"
    r"|短信|社交|验证码"
)
_PASSWORDS = frozenset({"password", "passwd", "pwd", "passphrase"})
_USERS = frozenset({"username", "user", "email", "account", "mobile", "phone", "login", "loginname", "identifier"})
_SENDING = ("POST", "PUT", "PATCH")


@frozen
class Exchanges:
    """How tokens are had, renewed and given up."""

    login: Found[Exchange] | None
    refresh: Found[Exchange] | None
    logout: Found[Exchange] | None
    tokens: Found[Tokens] | None


@frozen
class _Candidate:
    seen: Seen
    score: int
    sure: Sure
    evidence: str


def detect(view: View) -> Exchanges:
    """Find the operations that give, renew and end a session, and where the tokens are in their answers."""
    giving = {seen.id: held for seen in view.operations if seen.id and (held := tokens.find(view, seen))}
    login = _best(_logins(view.operations, giving), near="")
    refresh = _best(_refreshes(view.operations, giving), near=login.seen.path if login else "")
    anchor = login or refresh
    logout = _best(_logouts(view.operations), near=anchor.seen.path) if anchor else None
    source = next((one for one in (login, refresh) if one and one.seen.id in giving), None)
    return Exchanges(
        login=_exchange(login),
        refresh=_exchange(refresh, sent=_sent(refresh.seen)) if refresh else None,
        logout=_exchange(logout),
        tokens=Found(giving[source.seen.id], source.sure, f"the answer of `{source.seen.id}`") if source else None,
    )


def _logins(operations: Iterable[Seen], giving: dict[str, Tokens]) -> Iterable[_Candidate]:
    for seen in operations:
        named, password = bool(_LOGIN.search(seen.words)), seen.input(_PASSWORDS)
        # A form that asks for a grant type is an OAuth token endpoint; it serves login and refresh in one.
        if seen.method not in _SENDING or seen.id not in giving or _REFRESH.search(seen.words):
            continue
        if not (named or password) or seen.input(frozenset({"granttype"})):
            continue
        score = 4 * bool(password) + 2 * bool(seen.input(_USERS)) + 2 * named
        score += 2 * bool(re.search(r"(log|sign)[-_]?in$", seen.path.lower())) - 3 * bool(
            _OTHER_LOGIN.search(seen.words)
        )
        sure: Sure = "certain" if named and password else "suggested"
        facts = [f"sends `{password.name}`"] if password else []
        yield _Candidate(seen, score, sure, _evidence(seen, [*facts, f"answers {_answers(giving[seen.id])}"]))


def _refreshes(operations: Iterable[Seen], giving: dict[str, Tokens]) -> Iterable[_Candidate]:
    for seen in operations:
        named, sent = bool(_REFRESH.search(seen.words)), _token_input(seen)
        if seen.method == "DELETE" or seen.id not in giving or not named:
            continue
        facts = [f"sends `{sent.name}`"] if sent else ["sends no refresh token that the document shows (a cookie?)"]
        sure: Sure = "certain" if sent and not seen.input(frozenset({"granttype"})) else "suggested"
        score = 4 * bool(sent) + 2 * bool(giving[seen.id].refresh) - 2 * ("oauth" in seen.words)
        yield _Candidate(seen, score, sure, _evidence(seen, [*facts, f"answers {_answers(giving[seen.id])}"]))


def _logouts(operations: Iterable[Seen]) -> Iterable[_Candidate]:
    for seen in operations:
        if _LOGOUT.search(f"{seen.path} {seen.id}".lower()) and "{" not in seen.path:
            yield _Candidate(seen, int(seen.method in ("POST", "DELETE")), "certain", _evidence(seen, []))


def _best(candidates: Iterable[_Candidate], near: str) -> _Candidate | None:
    """Take the highest score; of equals the one whose path has most in common with `near`, then the shortest."""
    return max(candidates, key=lambda one: (one.score, _common(one.seen.path, near), -len(one.seen.path)), default=None)


def _common(path: str, other: str) -> int:
    pairs = zip(path.split("/"), other.split("/"), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), 99)


def _exchange(candidate: _Candidate | None, sent: Exchange | None = None) -> Found[Exchange] | None:
    if candidate is None:
        return None
    value = sent or Exchange(operation=candidate.seen.id)
    return Found(value, candidate.sure, candidate.evidence)


def _sent(seen: Seen) -> Exchange:
    """Say how a refresh operation is given the refresh token."""
    token = _token_input(seen)
    if token is None:
        return Exchange(operation=seen.id, send="cookie")
    place = token.location if token.location in ("body", "query", "header", "cookie") else "body"
    return Exchange(operation=seen.id, send=place, parameter=token.name)  # type: ignore[arg-type]  # one of the four


def _token_input(seen: Seen) -> Input | None:
    return seen.input(REFRESH, ("body", "query", "header", "cookie"))


def _answers(held: Tokens) -> str:
    return " and ".join(f"`{place}`" for place in (*held.access, *held.refresh))


def _evidence(seen: Seen, facts: list[str]) -> str:
    return ", ".join([f"{seen.method} {seen.path}", *facts])
