"""A schema, an envelope and a JSON pointer become what the schema says about the value there."""

from __future__ import annotations

from collections.abc import Iterator

from anew.document import Found
from anew.document.pointers import split
from anew.model import Envelope
from anew.normalise.views import View, Views


def shown(views: Views, schema: Found | None, pointer: str) -> tuple[Found, ...]:
    """Give the schemas that speak of the value at a pointer, the last of which goes before the others."""
    view = _view(views, schema)
    parts: tuple[Found, ...] = ()
    for key in split(pointer):
        if view is None:
            return ()
        parts = view.properties.get(key, ())
        if not parts:
            return ()
        view = views.of_parts(parts, parts[-1].at)
    return parts


def wrapped(views: Views, schema: Found | None, envelope: Envelope) -> Found | None:
    """Give the schema of a success that shows an envelope; None where only what is inside of it is shown, or nothing.

    Of a union, in which some documents list failures too, that is the member with a payload.
    """
    showing = [one for one in _members(views, schema) if _touches(views, one, envelope)]
    with_payload = (one for one in showing if envelope.data and shown(views, one, envelope.data))
    return next(with_payload, showing[0] if showing else None)


def _members(views: Views, schema: Found | None) -> Iterator[Found]:
    view = _view(views, schema)
    if schema is None or view is None:
        return
    choices = [member for choice in view.choices for member in choice.members]
    if view.properties or not choices:
        yield schema
    yield from choices


def _touches(views: Views, schema: Found, envelope: Envelope) -> bool:
    """Tell whether a schema names anything that the envelope consists of."""
    named = [one for one in (*envelope.require, *envelope.code) if one.startswith("/")]
    return any(shown(views, schema, one) for one in (*named, envelope.data) if one)


def _view(views: Views, schema: Found | None) -> View | None:
    end = views.end(schema.value, schema.at) if schema else None
    return views.view(end.value, end.at) if end is not None and isinstance(end.value, dict) else None
