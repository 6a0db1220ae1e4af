"""The dialects: where servers want the refresh token, and how they answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.renewals.issuer import Dialect, Given
from tests.runtime.wire import Received, as_json, enveloped, reply

PAIR = "{access: /data/access, refresh: /data/refresh}"


def in_body(request: Received) -> str | None:
    body: dict[str, Any] = json.loads(request.body)
    return body.get("refreshToken")


def in_query(request: Received) -> str | None:
    return parse_qs(urlsplit(request.target).query).get("refreshToken", [None])[0]


def in_form(request: Received) -> str | None:
    form = parse_qs(request.body.decode())
    is_form = request.header("content-type") == "application/x-www-form-urlencoded"
    rest = {name: values[0] for name, values in form.items() if name != "refresh_token"}
    return form["refresh_token"][0] if is_form and rest == {"grant_type": "refresh_token", "client_id": "app"} else None


def in_authorization(request: Received) -> str | None:
    return (request.header("authorization") or "").removeprefix("Bearer ")


def in_cookie(request: Received) -> str | None:
    cookies = dict(pair.split("=", 1) for pair in (request.header("cookie") or "").split("; ") if pair)
    return cookies.get("rt")


def pair(given: Given) -> bytes:
    return enveloped({"access": given.access, "refresh": given.refresh})


def access_only(given: Given) -> bytes:
    return pair(given) if given.first else enveloped({"access": given.access})


def flat(given: Given) -> bytes:
    return as_json({"access_token": given.access, "refresh_token": given.refresh, "token_type": "Bearer"})


def set_cookie(given: Given) -> bytes:
    # An older cookie of the same name is deleted in the same answer, as servers do that moved it to another path.
    cookies = ["rt=; Path=/old; Max-Age=0", f"rt={given.refresh}; Path=/; HttpOnly; Secure; SameSite=Strict"]
    headers = [("Set-Cookie", cookie) for cookie in reversed(cookies)]
    return as_json({"code": 200, "msg": "ok", "data": {"access": given.access}}, headers=headers)


def both_cookies(given: Given) -> bytes:
    headers = [("Set-Cookie", f"at={given.access}; HttpOnly"), ("Set-Cookie", f"rt={given.refresh}; HttpOnly")]
    return as_json({"code": 200, "msg": "ok", "data": None}, headers=headers)


def bare_string(given: Given) -> bytes:
    return enveloped(given.access)


def bare_text(given: Given) -> bytes:
    return reply(200, given.access.encode(), "text/plain")


def in_header(given: Given) -> bytes:
    return as_json({"code": 200, "msg": "ok", "data": None}, headers=[("X-Token", given.access)])


DIALECTS = (
    Dialect(
        "json_body",
        f"refresh: {{operation: refresh, send: {{in: body, name: refreshToken}}}}\ntokens: {PAIR}",
        in_body,
        pair,
    ),
    Dialect(
        "access_only",
        f"refresh: {{operation: refresh, send: {{in: body, name: refreshToken}}}}\ntokens: {PAIR}",
        in_body,
        access_only,
        rotating=False,
    ),
    Dialect(
        "query",
        f"refresh: {{operation: refresh, send: {{in: query, name: refreshToken}}}}\ntokens: {PAIR}",
        in_query,
        pair,
    ),
    Dialect(
        "header",
        "refresh: {operation: refresh, send: {in: header, name: Authorization, value: 'Bearer {refresh}'}}\n"
        f"tokens: {PAIR}",
        in_authorization,
        pair,
    ),
    Dialect(
        "form",
        "refresh: {operation: refresh, send: {in: form, name: refresh_token, also: {client_id: app}}}\n"
        "tokens: {access: /access_token, refresh: /refresh_token}",
        in_form,
        flat,
    ),
    Dialect(
        "cookie",
        "refresh: {operation: refresh, send: {in: cookie}}\ntokens: {access: /data/access, refresh: 'cookie:rt'}",
        in_cookie,
        set_cookie,
    ),
    Dialect(
        "cookies_for_both",
        "refresh: {operation: refresh, send: {in: cookie}}\n"
        "tokens: {access: 'cookie:at', refresh: 'cookie:rt'}\nattach: {cookie: at}",
        in_cookie,
        both_cookies,
        attached=lambda request: (request.header("cookie") or "").partition("at=")[2],
    ),
    Dialect(
        "old_access_token",
        "refresh: {operation: refresh, send: {in: header, name: Authorization, value: 'Bearer {access}'}}\n"
        "tokens: {access: /data}",
        in_authorization,
        bare_string,
        proof="access",
    ),
    Dialect(
        "bare_text",
        "refresh: {operation: refresh, send: {in: header, name: token, value: '{access}'}}\ntokens: {access: ''}",
        lambda request: request.header("token"),
        bare_text,
        proof="access",
    ),
    Dialect(
        "answer_header",
        "refresh: {operation: refresh, send: {in: header, name: token, value: '{access}'}}\n"
        "tokens: {access: 'header:x-token'}",
        lambda request: request.header("token"),
        in_header,
        proof="access",
    ),
)
