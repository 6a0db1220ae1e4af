"""A documented answer becomes a reply: sampled, wrapped in its envelope, and a success to whoever reads it."""

from __future__ import annotations

import attrs
from attrs import define, field

from anew.model import Envelope, Signal
from anew.normalise import media
from anew.runtime.envelope import looks_wrapped
from anew.sandbox.likeness import Likeness, as_spec
from anew.sandbox.making import Making, media_type
from anew.sandbox.plan import Endpoint, Promise
from anew.sandbox.reply import MISSING, Reply, at, planted, text_of
from anew.settings import Settings

_NO_HEADER = ("content-type", "content-length", "content-encoding", "transfer-encoding", "set-cookie", "connection")
_BARE = Promise("200", "empty", "", None, None, "")


@define
class Answers:
    """Makes the answers of one API; the same question always gets the same one."""

    making: Making
    likeness: Likeness
    settings: Settings
    _made: dict[int, Reply] = field(factory=dict, init=False)

    def chosen(self, endpoint: Endpoint, accept: str) -> Promise:
        """Choose an answer of success by what the client accepts."""
        wanted = [media.bare(one) for one in accept.split(",")]
        for name in wanted:
            for promise in endpoint.good:
                if name and media.bare(promise.media_type) == name:
                    return promise
        return endpoint.good[0] if endpoint.good else _BARE

    def success(self, endpoint: Endpoint, promise: Promise) -> Reply:
        """Give a reply of one's own to a request that is fine."""
        if id(promise) not in self._made:
            self._made[id(promise)] = self._success(endpoint, promise)
        made = self._made[id(promise)]
        return attrs.evolve(made, headers=dict(made.headers), cookies=dict(made.cookies))

    def _success(self, endpoint: Endpoint, promise: Promise) -> Reply:
        reply = Reply(status=promise.number, media_type=media_type(promise))
        for name, schema in promise.headers:
            if name.lower() not in _NO_HEADER:
                reply.headers[name] = text_of(self.making.samples.value(schema))
        if endpoint.method == "HEAD":
            reply.headers |= {"content-type": reply.media_type} if promise.documented_as else {}
            return reply
        if promise.kind == "json" or (promise.kind == "empty" and promise.envelope):
            self._wrap(reply, promise)
        elif promise.kind not in ("empty", "unknown"):
            reply.raw = self.making.raw(promise)
            reply.stream = promise.kind in ("sse", "jsonl")
        return reply

    def _wrap(self, reply: Reply, promise: Promise) -> None:
        envelope = promise.envelope
        if envelope is None:
            made = self.making.plain(promise)
            reply.body = None if made is MISSING else made
            # Without an envelope of its own it may look like one that fails, to an SDK that knows such envelopes.
            alike = (one for one in self.settings.envelopes if looks_wrapped(as_spec(one), reply.body))
            envelope = next(alike, None)
        else:
            made, is_whole = self.making.of_success(promise, envelope)
            reply.body = made if is_whole else self._around(made, envelope)
        if envelope is not None:
            self._succeed(reply, envelope)

    def _around(self, payload: object, envelope: Envelope) -> object:
        """Put an envelope around a payload that the document shows without it, or does not show at all."""
        if payload is MISSING:
            payload = {} if envelope.empty == "refuse" or not envelope.data else None
        return planted({}, envelope.data, payload)

    def _succeed(self, reply: Reply, envelope: Envelope) -> None:
        """Make a reply a success, and nothing that `sdk.yaml` takes for the end of a token."""
        body = reply.body
        for pointer in envelope.require:
            if at(body, pointer) is MISSING:
                body = planted(body, pointer, None)
        for signal in envelope.success:
            reply.body = body
            self.likeness.apply(reply, signal, envelope)
            if self.likeness.succeeds(reply, envelope) and not self.likeness.shows(reply, self._ends(), envelope):
                break
        self._say(reply, envelope)

    def _say(self, reply: Reply, envelope: Envelope) -> None:
        """Fill the place for a message, unless only failures have one."""
        place = self.likeness.place(reply, envelope.message)
        if place.startswith("/") and reply.seen(place) is MISSING:
            told = attrs.evolve(reply, body=planted(reply.body, place, "ok"))
            if self.likeness.succeeds(told, envelope):
                reply.body = told.body

    def _ends(self) -> tuple[Signal, ...]:
        session = self.settings.session
        return (*session.expired, *session.lost) if session else ()
