"""Pairs of tokens become what `sdk.yaml` says an answer holds, and requests the tokens that came with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from anew.model import Exchange, Session, Tokens
from anew.sandbox.arguments import Sent
from anew.sandbox.clock import Clock
from anew.sandbox.likeness import Likeness
from anew.sandbox.reply import MISSING, Reply
from anew.sandbox.tokens import Pair

_NAME = re.compile(r"user|login|account|mail|mobile|phone|name|client_id", re.IGNORECASE)


@frozen
class Grants:
    """Knows where tokens go in one API."""

    session: Session
    clock: Clock
    likeness: Likeness

    def give(self, reply: Reply, pair: Pair) -> None:
        """Put a pair into the answer of a login or a refresh."""
        tokens = self.session.tokens
        if "" in tokens.access and reply.media_type.startswith("text/"):
            reply.body, reply.raw = MISSING, pair.access.encode()
        else:
            reply.put(self.likeness.place(reply, tokens.access), pair.access)
        if tokens.refresh:
            reply.put(self.likeness.place(reply, tokens.refresh), pair.refresh)
        self._tell_life(reply, tokens.expires, tokens.expires_as, pair)

    def renew(self, reply: Reply, pair: Pair) -> None:
        """Put a pair beside the answer to any call."""
        tokens = self.session.tokens
        reply.put(self.likeness.place(reply, tokens.renewed_access), pair.access)
        if tokens.renewed_refresh:
            reply.put(self.likeness.place(reply, tokens.renewed_refresh), pair.refresh)
        self._tell_life(reply, tokens.renewed_expires, tokens.renewed_expires_as, pair)

    def _tell_life(self, reply: Reply, places: Iterable[str], unit: str, pair: Pair) -> None:
        told = [one for one in places if not one.startswith("jwt:")]
        if told and unit != "jwt":
            place = self.likeness.place(reply, told)
            reply.put(place, self._life(pair, unit, whole=isinstance(reply.seen(place), int)))

    def _life(self, pair: Pair, unit: str, *, whole: bool) -> Any:
        left, end = pair.expires - self.clock.now(), self.clock.wall(pair.expires)
        if unit == "iso":
            return datetime.fromtimestamp(end, UTC).isoformat()
        value = {"seconds": left, "ms": left * 1000, "epoch_s": end, "epoch_ms": end * 1000}[unit]
        return int(value) if whole or unit.endswith("ms") else round(value, 3)

    def access(self, sent: Sent) -> str:
        """Find the access token that came with a request; empty if none did."""
        attach = self.session.attach
        held: Mapping[str, str] = {"header": sent.headers, "cookie": sent.cookies, "query": dict(sent.query)}[
            attach.location
        ]
        name = attach.parameter.lower() if attach.location == "header" else attach.parameter
        return unwrapped(held.get(name, ""), attach.value)

    def presented(self, exchange: Exchange, sent: Sent, body: Any) -> str:
        """Find the token that is exchanged or given up; empty if there is none."""
        if not exchange.parameter:
            return ""
        fields = body if isinstance(body, Mapping) else {}
        held: Mapping[str, Any] = {
            "body": fields,
            "form": fields,
            "query": dict(sent.query),
            "cookie": sent.cookies,
            "header": sent.headers,
        }[exchange.send]
        found = held.get(exchange.parameter.lower() if exchange.send == "header" else exchange.parameter, "")
        return unwrapped(found, exchange.value) if isinstance(found, str) else ""


def as_jwt(tokens: Tokens) -> bool:
    """Tell whether `sdk.yaml` looks into access tokens, which therefore have to be JWTs."""
    places = (*tokens.access, *tokens.expires, *tokens.renewed_expires)
    return tokens.expires_as == "jwt" or any(place.startswith("jwt:") for place in places)


def unwrapped(text: str, pattern: str) -> str:
    """Give what stands for the placeholder in a pattern such as `Bearer {access}`; empty if the text is another."""
    before, _, after = re.sub(r"\{(access|refresh)\}", "\0", pattern, count=1).partition("\0")
    fits = text.lower().startswith(before.lower()) and text.endswith(after) and len(text) > len(before) + len(after)
    return text[len(before) : len(text) - len(after)].strip() if fits else ""


def who(sent: Sent, body: Any, users: Iterable[tuple[str, str]]) -> str | None:
    """Tell who logs in; None if it is none of the users there are. Where none are named anybody is let in."""
    said = list(_said(body)) + [(name, value) for name, value in sent.query]
    known = list(users)
    texts = {value for _, value in said}
    if known:
        return next((name for name, password in known if {name, password} <= texts), None)
    named = [value for name, value in said if _NAME.search(name)]
    return next(iter(named), "somebody")


def _said(body: Any) -> Iterator[tuple[str, str]]:
    """Walk to every text in a body, with its name."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            if isinstance(value, str):
                yield str(name), value
            else:
                yield from _said(value)
    elif isinstance(body, list):
        for value in body:
            yield from _said(value)
