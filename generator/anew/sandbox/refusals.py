"""What is wrong with a request becomes the answer that the document and `sdk.yaml` have for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

import attrs
from attrs import define, field

from anew.model import Envelope, Signal
from anew.sandbox.answers import Answers
from anew.sandbox.likeness import Likeness, typed
from anew.sandbox.making import media_type
from anew.sandbox.plan import Endpoint, Plan, Promise
from anew.sandbox.reply import MISSING, Reply, at, planted

Kind = Literal["expired", "anonymous", "dead", "invalid", "missing", "method", "limited", "failure"]

_STATUS: dict[Kind, int] = {
    "expired": 401,
    "anonymous": 401,
    "dead": 401,
    "invalid": 400,
    "missing": 404,
    "method": 405,
    "limited": 429,
    "failure": 500,
}
_RAISED: dict[Kind, tuple[str, ...]] = {
    "invalid": ("UnprocessableEntity", "BadRequest"),
    "missing": ("NotFound",),
    "limited": ("RateLimited",),
}
"""The classes of errors by which `sdk.yaml` may say how something is answered."""
_SIGNS = ("error", "fail", -1, False)
"""What failures are called where their own code looks like a success."""
_MESSAGES = ("message", "msg", "detail", "title", "error", "error_description")


@define(slots=False)
class Refusals:
    """Makes the answers of failure of one API."""

    plan: Plan
    answers: Answers
    likeness: Likeness
    _made: dict[tuple[str, Kind, int], tuple[Reply, Envelope | None]] = field(factory=dict, init=False)

    def make(self, endpoint: Endpoint | None, kind: Kind, message: str, status: int | None = None) -> Reply:
        """Give a reply of one's own; `status` is the HTTP status of a plain failure."""
        wanted = status or _STATUS[kind]
        if kind == "invalid" and status is None and _documents(endpoint, 422):
            wanted = 422
        key = (f"{endpoint.method} {endpoint.path}" if endpoint else "", kind, wanted)
        if key not in self._made:
            self._made[key] = self._new(endpoint, kind, wanted)
        made, envelope = self._made[key]
        reply = attrs.evolve(made, headers=dict(made.headers), cookies={})
        if endpoint is not None and endpoint.method == "HEAD" and reply.status < 400:
            reply.status = wanted  # there will be no body to tell it by
        self._say(reply, message, envelope)
        return reply

    def _new(self, endpoint: Endpoint | None, kind: Kind, status: int) -> tuple[Reply, Envelope | None]:
        tried = [self._by_signal(endpoint, signal, status) for signal in self._signals(kind)]
        fitting = [one for one in tried if self._fits(*one, kind)]
        documented = (one for one in fitting if one[0].status == 200 or _documents(endpoint, one[0].status))
        return next(documented, None) or next(iter(fitting or tried), None) or self._plain(endpoint, status)

    def _signals(self, kind: Kind) -> Iterator[Signal]:
        """Give what `sdk.yaml` says about an answer of a kind, the most telling first."""
        session = self.plan.settings.session
        if session is not None:
            signals = {"expired": session.expired, "anonymous": session.lost, "dead": session.dead}
            yield from signals.get(kind, ())
        for raised in _RAISED.get(kind, ()):
            for rule in self.plan.settings.errors:
                if rule.raises == raised:
                    yield from rule.when

    def _fits(self, reply: Reply, envelope: Envelope | None, kind: Kind) -> bool:
        """Tell whether an answer says what it should to an SDK, and nothing else about its tokens."""
        session = self.plan.settings.session
        if self.likeness.succeeds(reply, envelope):
            return False
        if session is None or kind == "dead":
            return True
        ends = {"expired": session.lost, "anonymous": ()}.get(kind, (*session.expired, *session.lost))
        return not self.likeness.shows(reply, ends, envelope)

    def _by_signal(self, endpoint: Endpoint | None, signal: Signal, status: int) -> tuple[Reply, Envelope | None]:
        envelope = self._envelope(endpoint)
        if signal.http or not envelope:
            reply, envelope = self._plain(endpoint, self._http(signal, status))
        else:
            reply = self._failed(endpoint, envelope, 200, str(status))
        self.likeness.apply(reply, signal, envelope)
        return reply, envelope

    def _http(self, signal: Signal, status: int) -> int:
        reply = Reply()
        self.likeness.apply(reply, Signal(http=signal.http), None)
        return reply.status if signal.http else status

    def _plain(self, endpoint: Endpoint | None, status: int) -> tuple[Reply, Envelope | None]:
        """Answer with a status: as the document describes that, else in the envelope, else as RFC 9457 says."""
        promise = endpoint.promised(status) if endpoint else None
        envelope = promise.envelope if promise else self._envelope(endpoint)
        if promise is not None and promise.kind == "json":
            return self._documented(promise, status, envelope or self._envelope(endpoint))
        if promise is not None and not (promise.kind == "empty" and promise.envelope):
            return Reply(status=status, media_type=promise.media_type or "text/plain"), None
        if envelope is None:
            problem = {"type": "about:blank", "title": "", "status": status}
            return Reply(status=status, body=problem, media_type="application/problem+json"), None
        told = promise is not None or endpoint is None or (self._mirrors and bool(endpoint.bad))
        return self._failed(endpoint, envelope, status if told else 200, str(status)), envelope

    def _documented(self, promise: Promise, status: int, envelope: Envelope | None) -> tuple[Reply, Envelope | None]:
        """Answer as the document shows it, and in the envelope too if that leaves room for it."""
        body = self.answers.making.plain(promise)
        plain = Reply(status=status, body=None if body is MISSING else body, media_type=media_type(promise))
        if envelope is None or not isinstance(plain.body, dict):
            return plain, None
        wrapped = attrs.evolve(plain)
        self._fail(wrapped, envelope, str(status))
        schema, samples = promise.schema, self.answers.making.samples
        if promise.envelope is None and schema is not None and samples.problem(schema, wrapped.body, "answer"):
            return plain, None
        return wrapped, envelope

    def _failed(self, endpoint: Endpoint | None, envelope: Envelope, status: int, code: str) -> Reply:
        """Put an envelope around nothing, with the kinds of values that the operation's own answers have."""
        like = self._success_of(endpoint, envelope)
        reply = Reply(status=status, body=planted({}, envelope.data, None) if envelope.data else {})
        for pointer in (*envelope.require, *(one for one in envelope.code if one.startswith("/"))):
            found = at(like, pointer)
            if found is not MISSING and not isinstance(found, dict | list):
                reply.put(pointer, found)
            elif pointer in envelope.require and at(reply.body, pointer) is MISSING:
                reply.put(pointer, None)
        self._fail(reply, envelope, code)
        return reply

    def _success_of(self, endpoint: Endpoint | None, envelope: Envelope) -> Any:
        """Find a body of success in the same envelope, to see what kind of value its code is."""
        ours = (endpoint,) if endpoint else ()
        for one in (*ours, *self.plan.endpoints[:50]):
            for promise in one.good:
                if promise.envelope == envelope:
                    return self.answers.success(one, promise).body
        return MISSING

    def _fail(self, reply: Reply, envelope: Envelope, code: str) -> None:
        """Make a reply a failure, first by its code, then by whatever `sdk.yaml` takes for a sign of success."""
        place = self.likeness.place(reply, envelope.code)
        if place and not isinstance(reply.seen(place), bool):
            reply.put(place, typed(code, reply.seen(place)))
        for signal in envelope.success:
            if signal.at and self.likeness.shows(reply, (signal,), envelope):
                self._contradict(reply, signal, envelope, code)

    def _contradict(self, reply: Reply, signal: Signal, envelope: Envelope, code: str) -> None:
        """Put something where a sign of success is that is none."""
        held = reply.seen(signal.at)
        for other in (not held,) if isinstance(held, bool) else (typed(code, held), *_SIGNS):
            reply.put(signal.at, other)
            if not self.likeness.shows(reply, (signal,), envelope):
                return

    def _say(self, reply: Reply, message: str, envelope: Envelope | None) -> None:
        """Put a message for people where there is a place for it."""
        if reply.media_type == "application/problem+json" and isinstance(reply.body, dict) and "title" in reply.body:
            reply.body = {**reply.body, "title": message}
        elif envelope is not None and envelope.message and not self._is_told_by_message(reply, envelope):
            reply.put(self.likeness.place(reply, envelope.message), message)
        elif envelope is None and isinstance(reply.body, dict):
            named = [name for name in _MESSAGES if isinstance(reply.body.get(name), str)]
            reply.body = {**reply.body, **dict.fromkeys(named[:1], message)}
        elif reply.body is MISSING and reply.media_type.startswith("text/"):
            reply.raw = message.encode()

    def _is_told_by_message(self, reply: Reply, envelope: Envelope) -> bool:
        """Tell whether `sdk.yaml` recognises an answer by its message, which must then stay."""
        session = self.plan.settings.session
        signals = (*session.expired, *session.dead, *session.lost) if session else ()
        return any(self.likeness.shows(reply, (one,), envelope) for one in signals if one.message)

    def _envelope(self, endpoint: Endpoint | None) -> Envelope | None:
        for promise in endpoint.good if endpoint else ():
            if promise.envelope is not None:
                return promise.envelope
        return self.plan.settings.envelope

    @cached_property
    def _mirrors(self) -> bool:
        """Whether the API tells failures by HTTP status as well."""
        session = self.plan.settings.session
        rules = [signal for rule in self.plan.settings.errors for signal in rule.when]
        told = [*session.expired, *session.lost, *rules] if session else rules
        return bool(told) and not any(signal.code for signal in told)


def _documents(endpoint: Endpoint | None, status: int) -> bool:
    return endpoint is not None and any(promise.status == str(status) for promise in endpoint.bad)
