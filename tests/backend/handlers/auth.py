"""auth: passwords into tokens, and what belongs to whoever is logged in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.backend.envelope import NOT_AUTHENTICATED, BusinessError, invalid
from tests.backend.handlers import users
from tests.backend.seed import hashed
from tests.backend.service import Handler, Invocation

GREETINGS = {"en": "Good morning, {}!", "de": "Guten Morgen, {}!", "zh-CN": "早上好,{}!"}


def login(call: Invocation) -> Any:
    """Begin a login."""
    name, password = call.body["username"], call.body["password"]
    row = call.service.database.row("SELECT * FROM users WHERE username = ?", [name])
    if row is None or row["password"] != hashed(name, password):
        raise BusinessError(NOT_AUTHENTICATED, "user name or password is wrong")
    return call.service.tokens.login(row["id"])


def refresh_token(call: Invocation) -> Any:
    """Go on with a login."""
    return call.service.tokens.refresh(call.body["refreshToken"])


def logout(call: Invocation) -> None:
    """End a login."""
    call.service.tokens.logout(call.token)


def get_me(call: Invocation) -> Any:
    """Return the user who calls."""
    return users.as_json(call, users.find(call, call.user))


def change_password(call: Invocation) -> None:
    """Replace the password of the user who calls."""
    row = users.find(call, call.user)
    if row["password"] != hashed(row["username"], call.body["oldPassword"]):
        raise invalid("oldPassword", "is wrong")
    password = hashed(row["username"], call.body["newPassword"])
    call.service.database.update("users", "id", call.user, password=password)
    if call.body.get("endOtherLogins"):
        call.service.tokens.end_others(call.token, call.user)


def get_preferences(call: Invocation) -> Any:
    """Greet in the language of the cookie; only newer clients know themes."""
    row = users.find(call, call.user)
    locale = call.arguments["acme_locale"] or "en"
    name = users.facts(row).get("displayName") or row["username"]
    known = {"locale": locale, "greeting": GREETINGS[locale].format(name), "dayStartsAt": "08:30:00Z", "beta": True}
    return {**known, "theme": "dark"} if call.arguments["X-Client-Version"] >= 2 else known


HANDLERS: Mapping[str, Handler] = {
    "login": login,
    "refreshToken": refresh_token,
    "logout": logout,
    "getMe": get_me,
    "changePassword": change_password,
    "getPreferences": get_preferences,
}
