"""The operations of a document become login, refresh and logout, where their names, inputs and answers say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from anew.detect import tokens
from anew.detect.findings import Found, Sure
from anew.detect.seen import Input, Seen
from anew.detect.tokens import REFRESH, Held
from anew.detect.view import View
from anew.detect.vocabulary import plain
from anew.model import Exchange, Tokens

_LOGIN = re.compile(r"log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|authenticate|登录|登陆")
_LOGOUT = re.compile(r"log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out|登出|注销|退出")
_REFRESH = re.compile(r"refresh|renew|刷新")
_PLACE = re.compile(r"/(?:log[-_]?in|log[-_]?on|sign[-_]?in|authenticate)/?$")
_ISSUER = re.compile(r"/(?:(?:\w+[-_])?token|tokens|auth|sessions?)/?$")
"""How the paths of logins end, and those of what may give tokens for other things as well."""
_OTHER_LOGIN = re.compile(
    r"sms|social|oauth|wechat|weixin|mini|third|captcha|qr|sso|saml|ldap|register|sign[-_ ]?up|swagger|code|switch"
    r"|invite|test|短信|社交|验证码"
)
_PASSWORDS = frozenset({"password", "passwd", "pwd", "pass", "pw", "passphrase", "userpassword", "loginpassword"})
_USERS = frozenset({"username", "user", "email", "account", "mobile", "phone", "login", "loginname", "identifier"})
_GRANT = frozenset({"granttype"})
_REFRESH_GRANT = frozenset({"refreshtoken"})
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
    exchange: Exchange


def detect(view: View, operations: Sequence[Seen]) -> Exchanges:
    """Find the operations that give, renew and end a session, and where the tokens are in their answers."""
    giving = {seen.id: held for seen in operations if seen.id and (held := tokens.find(view, seen))}
    login = _best(_logins(view, operations, giving), near="")
    paired = bool(login and login.seen.id in giving and giving[login.seen.id].tokens.refresh)
    refresh = _best(_refreshes(operations, giving, paired=paired), near=login.seen.path if login else "")
    anchor = login or refresh
    logout = _best(_logouts(operations), near=anchor.seen.path) if anchor else None
    found = (_found(login), _found(refresh), _found(logout))
    return Exchanges(*found, _tokens([one for one in (login, refresh) if one], giving))


def _tokens(sources: Sequence[_Candidate], giving: Mapping[str, Held]) -> Found[Tokens] | None:
    source = next((one for one in sources if one.seen.id in giving), None)
    if source:
        held = giving[source.seen.id]
        evidence = f"the answer of `{source.seen.id}`{tokens.GUESSED if held.guessed else ''}"
        return Found(held.tokens, source.sure, evidence, source.seen.at)
    if sources:
        return Found(tokens.UNSEEN, "suggested", tokens.UNSEEN_BECAUSE, sources[0].seen.at)
    return None


def _logins(view: View, operations: Iterable[Seen], giving: dict[str, Held]) -> Iterator[_Candidate]:
    for seen in operations:
        password = seen.input(_PASSWORDS) or _nested(view, seen)
        renews = bool(_REFRESH.search(seen.words)) or (password is None and seen.input(REFRESH) is not None)
        if seen.method not in _SENDING or renews or (password and seen.input(_REFRESH_GRANT)):
            continue
        if found := _login(view, seen, giving, password):
            yield found


def _login(view: View, seen: Seen, giving: dict[str, Held], password: Input | None) -> _Candidate | None:
    """Judge one operation: a login is called so, sends a password and answers a token; two of these are a hint."""
    named, path = bool(_LOGIN.search(seen.words)), seen.path.lower()
    at_home, issuer = bool(_PLACE.search(path)), bool(_ISSUER.search(path))
    if password and named and at_home and seen.id not in giving and (held := tokens.bare(view, seen)):
        giving[seen.id] = held
    answers = seen.id in giving
    if not _is_login(
        seen, named=named and (at_home or issuer), issuer=issuer, password=bool(password), answers=answers
    ):
        return None
    score = 4 * bool(password) + 2 * bool(seen.input(_USERS)) + 2 * named + 4 * answers
    score += 2 * bool(re.search(r"(log|sign)[-_]?in/?$", path)) - 3 * bool(_OTHER_LOGIN.search(seen.words))
    sure: Sure = "certain" if password and answers else "suggested"
    facts = [f"sends `{password.name}`"] if password else []
    facts.append(f"answers {_answers(giving[seen.id])}" if answers else "but no answer shows a token")
    return _Candidate(seen, score, sure, _evidence(seen, facts), Exchange(operation=seen.id))


def _is_login(seen: Seen, *, named: bool, issuer: bool, password: bool, answers: bool) -> bool:
    if password:
        return (answers and (bool(_LOGIN.search(seen.words)) or issuer)) or named
    return named and answers and not seen.input(_GRANT)


def _nested(view: View, seen: Seen) -> Input | None:
    """Look for the password one level deeper, as in `{"user": {"email": …, "password": …}}`."""
    for one in seen.inputs:
        for name, schema in view.properties(one.schema).items() if one.location == "body" else ():
            if plain(name) in _PASSWORDS:
                return Input(f"{one.name}.{name}", "body", view.resolve(schema))
    return None


def _refreshes(operations: Iterable[Seen], giving: dict[str, Held], *, paired: bool) -> Iterator[_Candidate]:
    for seen in operations:
        # A refresh of something that the path names, such as `/sessions/{id}/refresh`, is that thing's.
        about = seen.path.rstrip("/").rpartition("/")[0].endswith("}")
        if seen.method == "DELETE" or about or not _REFRESH.search(seen.words):
            continue
        exchange, sure, how = _sent(seen, paired=paired)
        if held := giving.get(seen.id):
            score = 4 * (sure == "certain") + 2 * bool(held.tokens.refresh) - 2 * ("oauth" in seen.words)
            yield _Candidate(seen, score, sure, _evidence(seen, [how, f"answers {_answers(held)}"]), exchange)
        elif paired and sure == "certain":
            yield _Candidate(seen, 0, "suggested", _evidence(seen, [how, "but no answer shows a token"]), exchange)


def _sending(seen: Seen, token: Input) -> Exchange:
    return Exchange(operation=seen.id, send=token.location, parameter=token.name)  # type: ignore[arg-type]  # as asked


def _sent(seen: Seen, *, paired: bool) -> tuple[Exchange, Sure, str]:
    """Say how a refresh operation is given the refresh token."""
    token = seen.input(REFRESH, ("body", "query", "header", "cookie"))
    if token is not None:
        sure: Sure = "suggested" if seen.input(_GRANT) else "certain"
        return _sending(seen, token), sure, f"sends `{token.name}`"
    if old := seen.input(frozenset({"token", "accesstoken"})):
        exchange = Exchange(operation=seen.id, send="body", parameter=old.name, value="{access}")
        return exchange, "suggested", f"sends `{old.name}`, which may be the old access token"
    if paired:
        exchange = Exchange(operation=seen.id, send="header", parameter="Authorization", value="Bearer {refresh}")
        return exchange, "suggested", "sends no refresh token that the document shows (in the Authorization header?)"
    exchange = Exchange(operation=seen.id, send="cookie")
    return exchange, "suggested", "sends no refresh token that the document shows (a cookie?)"


def _logouts(operations: Iterable[Seen]) -> Iterator[_Candidate]:
    for seen in operations:
        if _LOGOUT.search(f"{seen.path} {seen.id}".lower()) and "{" not in seen.path:
            score = int(seen.method in ("POST", "DELETE"))
            token = seen.input(REFRESH, ("body", "query", "header", "cookie"))
            exchange = _sending(seen, token) if token else Exchange(operation=seen.id)
            facts = [f"sends `{token.name}`"] if token else []
            yield _Candidate(seen, score, "certain", _evidence(seen, facts), exchange)


def _best(candidates: Iterable[_Candidate], near: str) -> _Candidate | None:
    """Take the highest score; of equals the one whose path has most in common with `near`, then the shortest."""
    return max(candidates, key=lambda one: (one.score, _common(one.seen.path, near), -len(one.seen.path)), default=None)


def _common(path: str, other: str) -> int:
    pairs = zip(path.split("/"), other.split("/"), strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), 99)


def _found(candidate: _Candidate | None) -> Found[Exchange] | None:
    if candidate is None:
        return None
    return Found(candidate.exchange, candidate.sure, candidate.evidence, candidate.seen.at)


def _answers(held: Held) -> str:
    return " and ".join(f"`{place}`" for place in (*held.tokens.access, *held.tokens.refresh))


def _evidence(seen: Seen, facts: list[str]) -> str:
    return ", ".join([f"{seen.method} {seen.path}", *facts])
