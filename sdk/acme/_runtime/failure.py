"""An answer that says no to the error that is raised for it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from . import errors
from .errors import BY_STATUS, ApiError, ServerError
from .jsontext import is_object
from .judge import NO_API, Verdict
from .locate import MISSING, first
from .operation import Answer
from .retry import wait_asked_for
from .spec import ApiSpec, ErrorRule

_USUAL_MESSAGES = ("message", "msg", "detail", "error_description", "title", "error")


def error_of(verdict: Verdict[Any], api: ApiSpec = NO_API) -> ApiError:
    """Build the error: of the class that the first fitting rule names, else by HTTP status, else by the code."""
    seen = verdict.seen
    rule = next((rule for rule in api.errors if seen.matches(rule.when)), None)
    kind = _named(rule.raises, api.errors_module) if rule else _class_of(seen.status, seen.code)
    envelope = seen.envelope or next(iter(api.envelopes), None)
    return kind(
        seen.message or _plain_message(seen.body) or verdict.response.reason_phrase,
        status=seen.status,
        code=seen.code,
        data=_data(verdict),
        headers=verdict.response.headers,
        meta=seen.facts(envelope.meta) if envelope else None,
        operation=verdict.operation.id,
        retry_after=_retry_after(verdict, rule),
    )


def _class_of(status: int, code: Any) -> type[ApiError]:
    """Choose by HTTP status; where that says nothing, a code like 404 is taken for what it looks like."""
    if status < 400:
        text = str(code)
        status = int(text) if text.isdecimal() and 400 <= int(text) <= 599 else 0
    return BY_STATUS.get(status, ServerError if status >= 500 else ApiError)


@cache
def _named(name: str, module: str) -> type[ApiError]:
    """Find a class by the name that a rule gives it, in the SDK's `errors` or in the runtime's."""
    for place in (import_module(module) if module else errors, errors):
        found = getattr(place, name, None)
        if isinstance(found, type) and issubclass(found, ApiError):
            return found
    return ApiError


def _plain_message(body: Any) -> str:
    """Find a message where there is no envelope: `{"detail": …}`, problem+json and their like."""
    if not is_object(body):
        return ""
    found = (body.get(name) for name in _USUAL_MESSAGES)
    return next((text for text in found if isinstance(text, str) and text), "")


def _data(verdict: Verdict[Any]) -> Any:
    """Give the payload, decoded if the document describes this error and the server keeps to it."""
    answer, seen = _documented(verdict), verdict.seen
    payload = seen.payload
    # An error without a payload is told as a whole where that is what the document describes, or no envelope says it.
    whole = answer.envelope is None if answer else seen.code is None and not seen.message
    if payload is MISSING and whole:
        payload = seen.body
    if payload is MISSING or payload is None:
        return None
    if answer is None or answer.decode is None:
        return payload
    try:
        return answer.decode(payload)
    except Exception:
        # The error that is being built matters more than its details.
        return payload


def _documented(verdict: Verdict[Any]) -> Answer[Any] | None:
    status = verdict.seen.status
    for wanted in (str(status), f"{status // 100}XX", "DEFAULT"):
        for answer in verdict.operation.errors:
            if answer.status.upper() == wanted:
                return answer
    return None


def _retry_after(verdict: Verdict[Any], rule: ErrorRule | None) -> float | None:
    seen = verdict.seen
    if rule and rule.retry_after:
        found = first(rule.retry_after, seen.body, seen.headers)
        return None if found is MISSING else wait_asked_for(str(found))
    return wait_asked_for(seen.headers.get("retry-after", ""))
