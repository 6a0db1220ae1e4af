"""A documented answer becomes a successful one in its envelope, and an envelope becomes what is in it.

The envelope is an SDK's constant, which says what `sdk.yaml` says.
"""

from __future__ import annotations

from typing import Any

from anew.document.pointers import split
from anew.samples import Sampler

_MISSING = object()


def wrapped(value: Any, envelope: Any, schema: Any, sampler: Sampler) -> Any:
    """Make an envelope that speaks of success, around a value unless that is one already.

    What the document allows to speak of failure only stays as it is.
    """
    known = sampler.schemas.whole(schema).get("properties", {}) if schema is not None else {}
    # Where a success is told by what it lacks it shows no code: its payload tells that the envelope is there.
    shown = (envelope.data,) if envelope.by_absence else envelope.code
    wanted = [keys[0] for pointer in (*envelope.require, *shown) if (keys := _keys(pointer))]
    if isinstance(value, dict) and wanted and all(name in known or name in value for name in wanted):
        value = _filled(value, envelope, schema, sampler)
        # A code that is text may look like a number.
        fine = (_successful(value, envelope, texts=texts) for texts in (False, True))
        return next((one for one in fine if schema is None or sampler.valid(schema, one)), value)
    if not envelope.data:
        body: Any = dict(value) if isinstance(value, dict) else {}
    else:
        body = _put({}, _keys(envelope.data), value)
    for pointer in envelope.require:
        if _get(body, _keys(pointer)) is _MISSING:
            body = _put(body, _keys(pointer), None if pointer != envelope.data else {})
    return _successful(body, envelope)


def _filled(body: Any, envelope: Any, schema: Any, sampler: Sampler) -> Any:
    """Put what the envelope is known by where the document leaves it to the server, with values that it allows."""
    for pointer in envelope.require:
        keys = _keys(pointer)
        inner = _schema_at(schema, keys, sampler)
        if keys and inner is not None and _get(body, keys) is _MISSING:
            body = _put(body, keys, sampler.value(inner))
    return body


def _schema_at(schema: Any, keys: list[str], sampler: Sampler) -> Any:
    for key in keys:
        schema = sampler.schemas.whole(schema).get("properties", {}).get(key) if schema is not None else None
    return schema


def _successful(body: Any, envelope: Any, *, texts: bool = False) -> Any:
    signal = next(iter(envelope.success), None)
    if signal is None:
        return body
    pointer = signal.at or next(iter(envelope.code), "")
    if signal.absent:
        return _without(body, _keys(pointer))
    listed = signal.among or signal.code
    if not listed or not pointer.startswith("/"):
        return body
    code = listed[0].rstrip("*")
    return _put(body, _keys(pointer), code if texts else _like(code, _get(body, _keys(pointer))))


def speaks_of_failure(body: Any, envelope: Any) -> bool:
    """Tell whether a body is an envelope that no success could have."""
    return envelope is not None and _successful(body, envelope) != body


def _like(text: str, given: Any) -> Any:
    """Give a code the type that the document gives it."""
    if text in ("true", "false"):
        return text == "true" if not isinstance(given, str) else text
    if isinstance(given, str):
        return text
    return int(text) if text.lstrip("-").isdecimal() and not (len(text) > 1 and text.startswith("0")) else text


def payload_of(body: Any, envelope: Any) -> Any:
    """Give what the caller is to get; None for an envelope that holds nothing."""
    if envelope is None or not isinstance(body, dict):
        return body
    if any(_get(body, _keys(pointer)) is _MISSING for pointer in envelope.require):
        return body
    if envelope.data:
        found = _get(body, _keys(envelope.data))
        return None if found is _MISSING else found
    return {name: one for name, one in body.items() if name not in envelope.drop}


def _keys(pointer: str) -> list[str]:
    return split(pointer) if pointer.startswith("/") else []


def _get(value: Any, keys: list[str]) -> Any:
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return _MISSING
        value = value[key]
    return value


def _put(value: Any, keys: list[str], put: Any) -> Any:
    if not keys:
        return put
    inside = value if isinstance(value, dict) else {}
    return {**inside, keys[0]: _put(inside.get(keys[0], {}), keys[1:], put)}


def _without(value: Any, keys: list[str]) -> Any:
    if not isinstance(value, dict) or not keys or keys[0] not in value:
        return value
    if len(keys) == 1:
        return {key: one for key, one in value.items() if key != keys[0]}
    return {**value, keys[0]: _without(value[keys[0]], keys[1:])}
