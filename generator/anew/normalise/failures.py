"""A member of a union becomes a yes or no: whether it describes a failure of the envelope, which is raised instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from anew.document import Found
from anew.document.pointers import tail
from anew.model import Envelope, Signal
from anew.normalise.keywords import sequence, structural
from anew.normalise.views import View

Find = Callable[[View, str], tuple[Found, ...]]
"""Gives what a schema says about the value at a pointer."""


_FLAGS = ("success", "ok", "succeeded", "isSuccess", "is_success")
_NAME = re.compile(r"error|fail|fault|exception|unauthori[sz]ed|forbidden|错误|失败", re.IGNORECASE)


def is_failure(find: Find, view: View, envelope: Envelope) -> bool:
    """Tell whether no answer in an envelope can be a success: its status is another, or missing."""
    judged = [one for signal in envelope.success if (one := _place(signal, envelope))]
    refused = bool(judged) and not any(_may_be(find, view, *one) for one in judged)
    return refused or sounds_failed(find, view, envelope)


def sounds_failed(find: Find, view: View, envelope: Envelope) -> bool:
    """Tell whether a schema is a failure by what it is called, or by a flag that is never true."""
    flags = [value for name in _FLAGS for part in view.properties.get(name, ()) for value in _stated(part.value)]
    return set(flags) == {"false"} or (_is_called_so(view) and not _holds(find, view, envelope))


def _is_called_so(view: View) -> bool:
    return bool(_NAME.search(tail(view.at)) or _NAME.search(str(view.keywords.get("title", ""))))


def _holds(find: Find, view: View, envelope: Envelope) -> bool:
    """Tell whether the schema says what the payload is."""
    parts = find(view, envelope.data) if envelope.data else ()
    return any(isinstance(part.value, dict) and structural(part.value) for part in parts)


def _place(signal: Signal, envelope: Envelope) -> tuple[str, tuple[str, ...], bool] | None:
    """Say where a signal looks, for which values, and whether for nothing at all; None where that is not the body."""
    at = signal.at or (next(iter(envelope.code), "") if signal.code else "")
    if signal.http or not at.startswith("/"):
        return None
    return at, signal.among or signal.code, signal.absent


def _may_be(find: Find, view: View, at: str, among: tuple[str, ...], absent: bool) -> bool:
    parts = find(view, at)
    if absent or not parts:
        return absent and not parts
    values = [value for part in parts for value in _stated(part.value)]
    return not values or not among or any(_among(value, among) for value in values)


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
