"""Turn the error rules of `sdk.yaml` into `errors.py`: the runtime's classes, and one for each further name."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from anew.model import Api, ErrorRule, Signal
from anew.render.environment import fill
from anew.render.imports import Imports, member_key
from anew.render.runtime import error_classes, errors_by_status


@frozen
class ErrorClass:
    """A class of error that only this API has."""

    name: str
    base: str
    doc: str


def render_errors(api: Api) -> str:
    """Write `errors.py`."""
    imports = Imports(package=".")
    known = [imports.own(name, "_runtime.errors") for name in error_classes()]
    classes = [_class(name, rules) for name, rules in _by_name(api.errors).items() if name not in known]
    exported = sorted([*known, *(one.name for one in classes)], key=lambda name: member_key(name, fold=False))
    return fill("errors.py.jinja", classes=classes, exported=exported, imports=imports.lines, source=api.source)


def _by_name(rules: Iterable[ErrorRule]) -> dict[str, list[ErrorRule]]:
    named: dict[str, list[ErrorRule]] = {}
    for rule in rules:
        named.setdefault(rule.raises, []).append(rule)
    return named


def _class(name: str, rules: list[ErrorRule]) -> ErrorClass:
    """Derive it from the class of its HTTP status, if it has one of its own."""
    signals = [signal for rule in rules for signal in rule.when]
    statuses = {status for signal in signals for status in signal.http}
    only = statuses.pop() if len(statuses) == 1 and all(signal.http for signal in signals) else ""
    return ErrorClass(name, errors_by_status().get(only, "ApiError"), f"{'; or '.join(map(_said, signals))}.")


def _said(signal: Signal) -> str:
    """Put a signal into words."""
    said = [
        f"HTTP {' or '.join(signal.http)}" if signal.http else "",
        f"code {' or '.join(signal.code)}" if signal.code else "",
        f"{signal.at} {_judged(signal)}" if signal.at else "",
        f"a message like `{signal.message}`" if signal.message else "",
        f"with the header {signal.header}" if signal.header else "",
    ]
    text = ", ".join(part for part in said if part)
    return text[:1].upper() + text[1:]


def _judged(signal: Signal) -> str:
    if signal.absent:
        return "is absent"
    return f"matches `{signal.matches}`" if signal.matches else f"is {' or '.join(signal.among)}"
