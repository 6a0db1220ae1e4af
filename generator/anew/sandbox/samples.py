"""Schemas and documented examples become values that keep to the schema, and values become what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from anew.document import Document, Found
from anew.document.faults import DanglingError
from anew.document.pointers import escape
from anew.normalise.keywords import mapping
from anew.normalise.views import Views
from anew.samples import Direction, Sampler, bundle
from anew.samples.bundle import FILES
from anew.sandbox.ranges import out_of_range
from anew.sandbox.reply import MISSING, at

_DRAWN = 6
"""So many values are made where there is no example; the one that says most is taken."""
_UNKNOWABLE = "the schema cannot be compiled"


class Samples:
    """Makes the same value for the same place of the document, every time."""

    def __init__(self, document: Document, views: Views, seed: int) -> None:
        """Make nothing yet."""
        self._document, self._views, self._seed = document, views, seed
        self._schemas: dict[str, Any] = {}

    @cached_property
    def _root(self) -> dict[str, Any]:
        return bundle(self._document)

    @cached_property
    def _sampler(self) -> Sampler:
        return Sampler(self._root, self._seed)

    def value(self, schema: Found, examples: tuple[Any, ...] = ()) -> Any:
        """Give the first example that keeps to the schema, else a value made for it."""
        own = self._schema(schema)
        for example in (*examples, *self._sampler.examples(own)):
            if self._sampler.valid(own, example):
                return example
        makers = (self._sampler.reseeded(f"{self._seed} {schema.at} {number}") for number in range(_DRAWN))
        made = [maker.value(own, example_first=True) for maker in makers]
        return max([one for one in made if self._sampler.valid(own, one)] or made, key=_length)

    def text(self, pattern: str) -> str:
        """Give a text that a regular expression matches."""
        return str(self._sampler.reseeded(pattern).value({"type": "string", "pattern": pattern}))

    def problem(self, schema: Found, value: Any, direction: Direction = "request") -> str:
        """Say what is wrong with a value; empty where nothing is, or where the schema makes no sense."""
        own = self._schema(schema)
        if self._sampler.valid(own, value, direction=direction):
            return out_of_range(self._views, schema.value, schema.at, value)
        reason = self._sampler.reason(own, value, direction=direction)
        return "" if reason == _UNKNOWABLE else reason if len(reason) <= 200 else f"{reason[:199]}…"

    def examples(self, reply_at: str, media_type: str) -> tuple[Any, ...]:
        """List the examples that the document gives for an answer in a media type, in any dialect."""
        reply = mapping(self._document.follow(reply_at, "#").value) if reply_at else {}
        old = mapping(reply.get("examples"))
        media = mapping(mapping(reply.get("content")).get(media_type))
        return tuple(self._listed(media)) + ((old[media_type],) if media_type in old else ())

    def _listed(self, media: dict[str, Any]) -> Iterator[Any]:
        if "example" in media:
            yield media["example"]
        for one in mapping(media.get("examples")).values():
            end = self._views.end(one, "#")
            if end is not None and isinstance(end.value, dict) and "value" in end.value:
                yield end.value["value"]

    def _schema(self, found: Found) -> Any:
        """Give a schema as the sampler knows it: always the same object for the same spot."""
        if found.at not in self._schemas:
            held = at(self._root, _bundled(found.at))
            # Schemas of old forms are put together of several spots and stand nowhere.
            self._schemas[found.at] = found.value if held is MISSING or not self._stands(found) else held
        return self._schemas[found.at]

    def _stands(self, found: Found) -> bool:
        try:
            return self._document.follow(found.at, "#").value is found.value
        except (DanglingError, RecursionError):
            return False


def _bundled(spot: str) -> str:
    """Give the pointer of a spot into the bundled document, where nothing is behind a `$ref` on the way."""
    file, _, pointer = spot.partition("#")
    return f"/{FILES}/{escape(file)}{pointer}" if file else pointer


def _length(value: Any) -> int:
    return len(json.dumps(value, default=str))
