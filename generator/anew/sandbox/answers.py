"""A documented answer becomes a reply: sampled, wrapped in its envelope, and a success to whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import attrs
from attrs import define, field

from anew.model import Envelope, Signal
from anew.normalise import media
from anew.runtime.envelope import looks_wrapped
from anew.sandbox.likeness import Likeness, as_spec
from anew.sandbox.plan import Endpoint, Promise
from anew.sandbox.reply import MISSING, Reply, at, planted
from anew.sandbox.samples import Samples
from anew.settings import Settings

_NO_HEADER = ("content-type", "content-length", "content-encoding", "transfer-encoding", "set-cookie", "connection")
_EVENTS = 3
_BARE = Promise("200", "empty", "", None, None, "")
_OCTETS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\x05\x06" + bytes(18),
}


@define
class Answers:
    """Makes the answers of one API; the same question always gets the same one."""

    samples: Samples
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

    def body_of(self, promise: Promise) -> Any:
        """Make a body as the document shows it."""
        if promise.schema is None:
            listed = self.samples.examples(promise.at, promise.documented_as)
            return listed[0] if listed else MISSING
        return self.samples.value(promise.schema, self.samples.examples(promise.at, promise.documented_as))

    def _success(self, endpoint: Endpoint, promise: Promise) -> Reply:
        reply = Reply(status=promise.number, media_type=_media_type(promise))
        for name, schema in promise.headers:
            if name.lower() not in _NO_HEADER:
                reply.headers[name] = _header(self.samples.value(schema))
        if endpoint.method == "HEAD":
            return reply
        if promise.kind == "json" or (promise.kind == "empty" and promise.envelope):
            self._wrap(reply, promise)
        elif promise.kind != "empty":
            reply.raw = self._raw(promise)
            reply.stream = promise.kind in ("sse", "jsonl")
        return reply

    def _raw(self, promise: Promise) -> bytes:
        if promise.kind in ("sse", "jsonl"):
            item = _json(self.body_of(promise))
            events = (b"id: %d\ndata: %s\n\n" % (number, item) for number in range(1, _EVENTS + 1))
            mark = b"\x1e" if "json-seq" in promise.media_type else b""
            return b"".join(events if promise.kind == "sse" else [mark + item + b"\n"] * _EVENTS)
        if promise.kind == "binary":
            return _OCTETS.get(_media_type(promise), bytes(range(256)))
        made = self.body_of(promise)
        return made.encode() if isinstance(made, str) else b"" if made is MISSING else _json(made)

    def _wrap(self, reply: Reply, promise: Promise) -> None:
        envelope, made = promise.envelope, self.body_of(promise)
        if envelope is None:
            reply.body = None if made is MISSING else made
            alike = (one for one in self.settings.envelopes if looks_wrapped(as_spec(one), reply.body))
            envelope = next(alike, None)
        elif envelope.document == "inner" or not _shows(made, envelope):
            self._compose(reply, envelope, made)
        else:
            reply.body = made
        if envelope is not None:
            self.succeed(reply, envelope)

    def _compose(self, reply: Reply, envelope: Envelope, payload: Any) -> None:
        """Put an envelope around a payload that the document shows without it, or does not show at all."""
        payload = ({} if envelope.empty == "refuse" or not envelope.data else None) if payload is MISSING else payload
        reply.body = planted({}, envelope.data, payload)
        if envelope.message:
            reply.put(self.likeness.place(reply, envelope.message), "ok")

    def succeed(self, reply: Reply, envelope: Envelope) -> None:
        """Make a reply a success, and nothing that `sdk.yaml` takes for the end of a token."""
        body = reply.body
        for pointer in envelope.require:
            if at(body, pointer) is MISSING:
                body = planted(body, pointer, None)
        ends = self._ends()
        for signal in envelope.success:
            reply.body = body
            self.likeness.apply(reply, signal, envelope)
            if self.likeness.succeeds(reply, envelope) and not self.likeness.shows(reply, ends, envelope):
                return

    def _ends(self) -> tuple[Signal, ...]:
        session = self.settings.session
        return (*session.expired, *session.lost) if session else ()


def _shows(body: Any, envelope: Envelope) -> bool:
    """Tell whether a body that was made by the document is the envelope already."""
    pointers: Iterable[str] = [one for one in (*envelope.require, *envelope.code) if one.startswith("/")]
    shown = [at(body, pointer) is not MISSING for pointer in pointers]
    if not shown:
        return bool(envelope.data) and at(body, envelope.data) is not MISSING
    return any(shown)


def _media_type(promise: Promise) -> str:
    """Name a media type to send; where the document allows any, the usual one of its kind."""
    usual = {"json": "application/json", "text": "text/plain", "sse": "text/event-stream", "empty": "application/json"}
    name = promise.media_type or usual.get(promise.kind, "application/octet-stream")
    family, _, kind = name.partition("/")
    return {"image": "image/png", "text": "text/plain"}.get(family, "application/octet-stream") if kind == "*" else name


def _header(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _json(value: Any) -> bytes:
    return json.dumps(None if value is MISSING else value, ensure_ascii=False, separators=(",", ":")).encode()
