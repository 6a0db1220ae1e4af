"""A documented answer becomes the body that the document shows, an example of it if there is a good one."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

from anew.document import Found
from anew.model import Envelope
from anew.normalise import media
from anew.normalise.views import Views
from anew.sandbox.likeness import Likeness
from anew.sandbox.plan import Promise
from anew.sandbox.reply import MISSING, Reply, at, planted
from anew.sandbox.samples import Samples
from anew.sandbox.shape import shown, wrapped

_EVENTS = 3
_OCTETS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\x05\x06" + bytes(18),
}
"""How files of some kinds begin."""


@frozen
class Making:
    """Makes bodies."""

    samples: Samples
    likeness: Likeness
    views: Views

    def plain(self, promise: Promise) -> Any:
        """Make JSON just as the document shows it; MISSING where it shows nothing."""
        return self._made(promise, promise.schema)

    def of_success(self, promise: Promise, envelope: Envelope) -> tuple[Any, bool]:
        """Make JSON for an answer in an envelope, and tell whether that is the envelope or what belongs into it."""
        schema = None if envelope.document == "inner" else wrapped(self.views, promise.schema, envelope)
        if schema is None:
            return self._inside(promise), False
        body = self._made(promise, schema, envelope)
        parts = shown(self.views, schema, envelope.data) if envelope.data else ()
        if parts and (at(body, envelope.data) is MISSING or self.samples.problem(schema, body, "answer")):
            # Where a base and what is made of it contradict each other about the payload, the latter is meant.
            body = planted(body, envelope.data, self.samples.value(parts[-1]))
        return self._with_texts(body, schema, envelope), True

    def _with_texts(self, body: Any, schema: Found, envelope: Envelope) -> Any:
        """Put a text where the document has one and the sample nothing, so that a code is written as one."""
        for pointer in (*envelope.code, *(signal.at for signal in envelope.success)):
            parts = shown(self.views, schema, pointer) if pointer.startswith("/") else ()
            if parts and at(body, pointer) in (MISSING, None) and self._is_text(parts[-1]):
                body = planted(body, pointer, "")
        return body

    def _is_text(self, schema: Found) -> bool:
        return not self.samples.problem(schema, "", "answer") and bool(self.samples.problem(schema, 0, "answer"))

    def _inside(self, promise: Promise) -> Any:
        """Make a payload; nothing where the document says nothing about it."""
        silent = promise.schema is not None and promise.schema.value in ({}, True)
        return self._made(promise, None if silent else promise.schema)

    def raw(self, promise: Promise) -> bytes:
        """Make what is no JSON: a stream of three events, a file, or text."""
        if promise.kind in ("sse", "jsonl"):
            item = _json(self.plain(promise))
            events = [b"id: %d\ndata: %s\n\n" % (number, item) for number in range(1, _EVENTS + 1)]
            mark = b"\x1e" if "json-seq" in promise.media_type else b""
            return b"".join(events if promise.kind == "sse" else [mark + item + b"\n"] * _EVENTS)
        if promise.kind == "binary":
            return _OCTETS.get(media_type(promise), bytes(range(256)))
        made = self.plain(promise)
        return made.encode() if isinstance(made, str) else b"" if made is MISSING else _json(made)

    def _made(self, promise: Promise, schema: Found | None, envelope: Envelope | None = None) -> Any:
        examples = self.samples.examples(promise.at, promise.documented_as)
        if envelope is not None:
            examples = tuple(one for one in examples if self.likeness.succeeds(Reply(body=one), envelope))
        if schema is None:
            return examples[0] if examples else MISSING
        return self.samples.value(schema, examples)


def media_type(promise: Promise) -> str:
    """Name a media type to send; where the document allows any, the usual one of its kind."""
    usual = {"json": "application/json", "text": "text/plain", "sse": "text/event-stream", "empty": "application/json"}
    name = promise.media_type or usual.get(promise.kind, "application/octet-stream")
    family, _, kind = media.bare(name).partition("/")
    return {"image": "image/png", "text": "text/plain"}.get(family, "application/octet-stream") if kind == "*" else name


def _json(value: Any) -> bytes:
    return json.dumps(None if value is MISSING else value, ensure_ascii=False, separators=(",", ":")).encode()
