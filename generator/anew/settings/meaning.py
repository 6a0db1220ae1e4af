"""Data of `sdk.yaml` with its preset becomes a list of what is well-formed but cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from anew.errors import Diagnostic
from anew.settings.build import LOGIN
from anew.settings.check import choices, suggest
from anew.settings.naming import why_not
from anew.settings.shape import NONE
from anew.settings.source import Source, escape

_PLACES = ("header", "cookie", "query")
_SIGNALS = ("when", "success", "expired", "dead", "lost")
_PAGES = ("page", "offset", "cursor")


def check(source: Source, data: dict[str, Any]) -> list[Diagnostic]:
    """List every contradiction and everything that is missing; places come from the user's own file."""
    checker = _Checker(source, data)
    parts = (checker.package, checker.envelopes, checker.operations, checker.session, checker.pagings)
    found = [diagnostic for part in parts for diagnostic in part()]
    return found + [
        diagnostic for pointer, signal in _signals(data, "") for diagnostic in checker.signal(pointer, signal)
    ]


@frozen
class _Checker:
    source: Source
    data: dict[str, Any]

    def package(self) -> Iterator[Diagnostic]:
        name = self.data.get("package", {}).get("name", "")
        reason = why_not(name)
        if reason:
            what = f"a package cannot be called `{name}`: {reason}"
            yield self.fault("/package/name", what, fix=f"call it `{name}_client`")

    def envelopes(self) -> Iterator[Diagnostic]:
        for name, envelope in self.data.get("envelopes", {}).items():
            if name == NONE:
                yield self.fault(f"/envelopes/{name}", f"`{NONE}` means that there is no envelope", fix="rename it")
            if not envelope.get("success"):
                yield self.fault(
                    f"/envelopes/{name}",
                    f"the envelope `{name}` does not say what a success looks like",
                    fix="add `success: {at: /code, in: [200]}`",
                )

    def operations(self) -> Iterator[Diagnostic]:
        names = {"envelope": [*self.data.get("envelopes", {}), NONE], "paging": [*self.data.get("paging", {}), NONE]}
        for index, rule in enumerate(self.source.data.get("operations", [])):
            for key, known in names.items():
                if key in rule and rule[key] not in known:
                    what = f"there is no {key} called `{rule[key]}`"
                    pointer = f"/operations/{index}/{key}"
                    yield self.fault(pointer, what, choices(known), suggest(rule[key], known))

    def session(self) -> Iterator[Diagnostic]:
        session = self.data.get("session")
        if session is None:
            return
        tokens = session.get("tokens", {})
        if "oauth" in session:
            yield from self._oauth(session["oauth"])
        elif "access" not in tokens:
            fix = "add `tokens: {access: /data/accessToken}`"
            yield self.fault("/session/tokens", "the session does not say where the access token is", fix=fix)
        attach = session.get("attach")
        if attach is not None and sum(place in attach for place in _PLACES) != 1:
            yield self.fault(
                "/session/attach", "the access token goes to one place", f"{choices(_PLACES)}, with its name"
            )
        for key in ("login", "refresh", "logout"):
            if session.get(key) != LOGIN:
                yield from self._exchange(key, session.get(key, {}))
        yield from self._refresh(session, str(tokens.get("refresh", "")))

    def _oauth(self, flow: dict[str, Any]) -> Iterator[Diagnostic]:
        for key in ("login", "refresh"):
            pointer = f"/session/{key}"
            if pointer in self.source.values:
                fix = "keep one of them; `oauth` brings a login of its own"
                yield self.fault(pointer, f"`oauth` and `{key}` exclude each other", fix=fix)
        if not ("scheme" in flow or "token_url" in flow):
            expected = "`scheme`, a security scheme of the document, or `token_url`"
            yield self.fault("/session/oauth", "nothing says where the token endpoint is", expected)

    def _exchange(self, key: str, exchange: dict[str, Any]) -> Iterator[Diagnostic]:
        pointer = f"/session/{key}"
        if "operation" in exchange and "hook" in exchange:
            yield self.fault(pointer, "an operation and a hook exclude each other", fix="keep one of them")
        if pointer in self.source.values and not ("operation" in exchange or "hook" in exchange):
            yield self.fault(pointer, f"nothing says how {key} is called", fix="add `operation: <operationId>`")

    def _refresh(self, session: dict[str, Any], held: str) -> Iterator[Diagnostic]:
        refresh = session.get("refresh", {})
        if refresh == LOGIN:
            if not session.get("login"):
                fix = "add `login: {operation: <operationId>}`"
                yield self.fault("/session/refresh", "nothing says how a new login is made", fix=fix)
            return
        send = refresh.get("send", {})
        named = send.get("name") or (send.get("in") == "cookie" and "cookie:" in held)
        if "operation" in refresh and not named:
            fix = "add `send: {in: body, name: refreshToken}`"
            yield self.fault("/session/refresh", "nothing says under which name the refresh token is sent", fix=fix)

    def pagings(self) -> Iterator[Diagnostic]:
        for name, paging in self.data.get("paging", {}).items():
            pointer = f"/paging/{name}"
            if not any(key in paging for key in _PAGES):
                yield self.fault(pointer, f"the paging `{name}` names no parameter that moves on", choices(_PAGES))
            if "items" not in paging:
                yield self.fault(
                    pointer, f"the paging `{name}` does not say where the items are", fix="add `items: /list`"
                )
            if ("cursor" in paging) != ("next" in paging):
                yield self.fault(pointer, "`cursor` (the parameter) and `next` (its value, in the answer) go together")

    def signal(self, pointer: str, signal: dict[str, Any]) -> Iterator[Diagnostic]:
        if "at" in signal and not any(key in signal for key in ("in", "absent", "matches")):
            yield self.fault(pointer, "nothing says what to look for at the location", "`in`, `absent` or `matches`")
        for key in ("matches", "message"):
            try:
                re.compile(signal.get(key, ""))
            except re.error as error:
                yield self.fault(f"{pointer}/{key}", f"this is no regular expression: {error}")

    def fault(self, pointer: str, message: str, expected: str = "", fix: str = "") -> Diagnostic:
        return Diagnostic(message, self.source.place(pointer), expected, fix)


def _signals(data: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk to every signal, wherever it is."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        below = f"{pointer}/{escape(str(key))}"
        if key in _SIGNALS and isinstance(value, dict):
            yield below, value
        elif key in _SIGNALS and isinstance(value, list):
            yield from ((f"{below}/{index}", one) for index, one in enumerate(value))
        else:
            yield from _signals(value, below)
