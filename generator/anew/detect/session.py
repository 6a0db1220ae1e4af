"""The operations of a document become login, refresh and logout, where their names, inputs and answers say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from anew.detect import tokens
from anew.detect.candidates import Candidate, answered, best, evidence, found
from anew.detect.findings import Found, Sure
from anew.detect.renewals import GRANT, PASSWORDS, RENEWS, logouts, refreshes
from anew.detect.seen import Input, Seen
from anew.detect.tokens import REFRESH, Held
from anew.detect.view import View
from anew.detect.vocabulary import plain
from anew.model import Exchange, Tokens

_LOGIN = re.compile(r"log[-_ ]?in|log[-_ ]?on|sign[-_ ]?in|authenticate|登录|登陆|로그인")
_PLAINLY = re.compile(r"(?:(?:user|admin|account)[-_ ]?)?(?:log|sign)[-_ ]?in|(?:用户|账号|密码)?(?:登录|登陆)|로그인")
"""Names and summaries that leave no doubt, wherever the path leads."""
_PLACE = re.compile(r"/(?:log[-_]?in|log[-_]?on|sign[-_]?in|authenticate)/?$")
_ISSUER = re.compile(r"/(?:(?:\w+[-_])?token|tokens|auth|sessions?)/?$")
"""How the paths of logins end, and those of what may give tokens for other things as well."""
_OTHER_LOGIN = re.compile(
    r"sms|social|oauth|wechat|weixin|mini|third|captcha|qr|sso|saml|ldap|register|sign[-_ ]?up|swagger|code|switch"
    r"|invite|test|短信|社交|验证码"
)
_USERS = frozenset({"username", "user", "email", "account", "mobile", "phone", "login", "loginname", "identifier"})
_REFRESH_GRANT = frozenset({"refreshtoken"})
_SENDING = ("POST", "PUT", "PATCH")


@frozen
class Exchanges:
    """How tokens are had, renewed and given up."""

    login: Found[Exchange] | None
    refresh: Found[Exchange] | None
    logout: Found[Exchange] | None
    tokens: Found[Tokens] | None


def detect(view: View, operations: Sequence[Seen]) -> Exchanges:
    """Find the operations that give, renew and end a session, and where the tokens are in their answers."""
    giving = {seen.id: held for seen in operations if seen.id and (held := tokens.find(view, seen))}
    login = best(_logins(view, operations, giving), near="")
    paired = bool(login and login.seen.id in giving and giving[login.seen.id].tokens.refresh)
    renewing = refreshes(operations, giving, paired=paired, anchored=login is not None)
    refresh = best((one for one in renewing if one.seen is not (login and login.seen)), near=_path(login))
    anchor = login or refresh
    logout = best(logouts(operations), near=anchor.seen.path) if anchor else None
    return Exchanges(found(login), found(refresh), found(logout), _tokens(login, refresh, giving))


def _path(candidate: Candidate | None) -> str:
    return candidate.seen.path if candidate else ""


def _tokens(login: Candidate | None, refresh: Candidate | None, giving: Mapping[str, Held]) -> Found[Tokens] | None:
    """Say where the tokens are; a refresh may have them elsewhere than the login, or in a cookie."""
    sources = [one for one in (login, refresh) if one]
    shown = [one for one in sources if one.seen.id in giving]
    if shown:
        first, held = shown[0], [giving[one.seen.id] for one in shown]
        guessed = any(one.guessed for one in held)
        why = " and ".join(f"the answer of `{one.seen.id}`" for one in shown[: len({one.tokens for one in held})])
        where = _in_cookie(_merged([one.tokens for one in held]), refresh)
        return Found(where, first.sure, f"{why}{tokens.GUESSED if guessed else ''}", first.seen.at)
    if sources:
        return Found(tokens.UNSEEN, "suggested", tokens.UNSEEN_BECAUSE, sources[0].seen.at)
    return None


def _merged(places: Sequence[Tokens]) -> Tokens:
    """Look for tokens in all places where answers have them; only lives in one unit can be read alike."""
    timed = next((one for one in places if one.expires), places[0])
    alike = [one for one in places if one.expires_as == timed.expires_as]
    return evolve(
        timed,
        access=tuple(dict.fromkeys(at for one in places for at in one.access)),
        refresh=tuple(dict.fromkeys(at for one in places for at in one.refresh)),
        expires=tuple(dict.fromkeys(at for one in alike for at in one.expires)),
    )


def _in_cookie(known: Tokens, refresh: Candidate | None) -> Tokens:
    """See that a refresh token which is sent as a cookie, and which no answer shows, comes as that cookie."""
    if known.refresh or refresh is None or refresh.exchange.send != "cookie" or not refresh.exchange.parameter:
        return known
    return evolve(known, refresh=(f"cookie:{refresh.exchange.parameter}",))


def _logins(view: View, operations: Iterable[Seen], giving: dict[str, Held]) -> Iterator[Candidate]:
    for seen in operations:
        password = seen.input(PASSWORDS) or _nested(view, seen)
        # A login may well say that it answers a refresh token.
        words = f"{seen.path} {seen.id}".lower() if password else seen.words
        renews = bool(RENEWS.search(words)) or (password is None and seen.input(REFRESH) is not None)
        if seen.method not in _SENDING or renews or (password and seen.input(_REFRESH_GRANT)):
            continue
        if found := _login(view, seen, giving, password):
            yield found


def _login(view: View, seen: Seen, giving: dict[str, Held], password: Input | None) -> Candidate | None:
    """Judge one operation: a login is called so, sends a password and answers a token; two of these are a hint."""
    named, path = bool(_LOGIN.search(seen.words)), seen.path.lower()
    titles = [str(seen.raw.get(key, "")).strip().lower() for key in ("operationId", "summary")]
    plainly = any(map(_PLAINLY.fullmatch, titles)) or bool(_PLAINLY.match(titles[1]) and "auth" in path)
    at_home, issuer = bool(_PLACE.search(path)), bool(_ISSUER.search(path))
    if password and named and at_home and seen.id not in giving and (held := tokens.bare(view, seen)):
        giving[seen.id] = held
    answers = seen.id in giving
    called = named and (at_home or issuer or plainly)
    silent = named and at_home and seen.is_silent
    if not silent and not _is_login(seen, named=called, issuer=issuer, password=bool(password), answers=answers):
        return None
    score = 4 * bool(password) + 2 * bool(seen.input(_USERS)) + 2 * named + 4 * answers
    score += 2 * bool(re.search(r"(log|sign)[-_]?in/?$", path)) - 3 * bool(_OTHER_LOGIN.search(seen.words))
    sure: Sure = "certain" if password and answers else "suggested"
    facts = [f"sends `{password.name}`"] if password else []
    facts.append(f"answers {answered(giving[seen.id])}" if answers else "but no answer shows a token")
    return Candidate(seen, score, sure, evidence(seen, facts), Exchange(operation=seen.id))


def _is_login(seen: Seen, *, named: bool, issuer: bool, password: bool, answers: bool) -> bool:
    if password:
        return (answers and (bool(_LOGIN.search(seen.words)) or issuer)) or named
    return named and answers and not seen.input(GRANT)


def _nested(view: View, seen: Seen) -> Input | None:
    """Look for the password one level deeper, as in `{"user": {"email": …, "password": …}}`."""
    for one in seen.inputs:
        for name, schema in view.properties(one.schema).items() if one.location == "body" else ():
            if plain(name) in PASSWORDS:
                return Input(f"{one.name}.{name}", "body", view.resolve(schema))
    return None
