"""The model of an API becomes what clients go by: the `ApiSpec` that the SDK's `_spec.py` would hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import fields, has

from anew import model
from anew.runtime import spec

_NAMES = {model.Session: spec.SessionSpec, model.SecurityScheme: spec.Scheme}
_AS_MAPPING = ("meta", "headers", "also")


def api_spec(api: model.Api) -> spec.ApiSpec:
    """Convert what is known about the whole API."""
    converter = _Converter(api)
    return spec.ApiSpec(
        title=api.title,
        version=api.version,
        user_agent="anew-contract",
        session=converter.convert(api.session) if api.session else None,
        errors=tuple(converter.convert(rule) for rule in api.errors),
        schemes={scheme.name: converter.convert(scheme) for scheme in api.security_schemes},
        envelopes=tuple(converter.envelopes.values()),
    )


class _Converter:
    """Makes objects of the runtime of those of the model: the same facts, less what only the generator needs."""

    def __init__(self, api: model.Api) -> None:
        self._operations = {one.id: one for group in api.groups for one in group.operations}
        self.envelopes: Mapping[str, spec.Envelope] = {one.name: self.convert(one) for one in api.envelopes}

    def convert(self, said: Any) -> Any:
        """Convert one object of the model."""
        kind = _NAMES.get(type(said)) or getattr(spec, type(said).__name__)
        wanted = {field.name for field in fields(kind)}
        given = {
            field.name: self._value(getattr(said, field.name), mapping=field.name in _AS_MAPPING)
            for field in fields(type(said))
            if field.name in wanted
        }
        if isinstance(said, model.Exchange) and said.operation:
            given |= self._called(self._operations[said.operation])
        return kind(**given)

    def _value(self, value: Any, *, mapping: bool) -> Any:
        if mapping:
            return dict(value)
        if isinstance(value, tuple):
            return tuple(self._value(one, mapping=False) for one in value)
        return self.convert(value) if has(type(value)) else value

    def _called(self, operation: model.Operation) -> dict[str, Any]:
        wrapped = next((answer.envelope for answer in operation.answers if answer.envelope), None)
        return {
            "method": operation.method,
            "path": operation.path,
            "envelope": self.envelopes[wrapped] if wrapped else None,
        }
