"""A member of a union becomes a yes or no: whether it describes a failure of the envelope, which is raised instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from anew.document import Found
from anew.model import Envelope, Signal
from anew.normalise.keywords import sequence
from anew.normalise.views import View

Find = Callable[[View, str], tuple[Found, ...]]
"""Gives what a schema says about the value at a pointer."""


def is_failure(find: Find, view: View, envelope: Envelope) -> bool:
    """Tell whether no answer that a schema describes can be a success: its status is another, or missing."""
    judged = [signal for signal in envelope.success if signal.at.startswith("/") and not signal.http]
    return bool(judged) and not any(_may_be(find, view, signal) for signal in judged)


def _may_be(find: Find, view: View, signal: Signal) -> bool:
    parts = find(view, signal.at)
    if signal.absent or not parts:
        return signal.absent and not parts
    values = [value for part in parts for value in _stated(part.value)]
    return not values or not signal.among or any(_among(value, signal.among) for value in values)


def _stated(schema: Any) -> Iterator[str]:
    """Give the values that a schema allows, else those that it shows."""
    if not isinstance(schema, dict):
        return
    allowed = [schema["const"]] if "const" in schema else sequence(schema.get("enum"))
    shown = [schema[key] for key in ("default", "example") if schema.get(key) is not None]
    yield from (_text(value) for value in (allowed or shown))


def _among(value: str, patterns: Iterable[str]) -> bool:
    return any(value.startswith(one[:-1]) if one.endswith("*") else value == one for one in patterns)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
