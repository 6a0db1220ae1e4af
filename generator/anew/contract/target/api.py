"""A document and its `sdk.yaml` become what contract tests must know: the endpoints, how they are judged, the text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from anew import model
from anew.contract.target.spec import api_spec
from anew.document import Document
from anew.pipeline import Request
from anew.runtime import Answer, Operation
from anew.runtime.spec import ApiSpec


@frozen
class Endpoint:
    """An operation, as the generator understands it and as the runtime judges its answers."""

    said: model.Operation
    judged: Operation[Any]

    @property
    def label(self) -> str:
        """Name it as people do."""
        return f"{self.said.method} {self.said.path}"

    @property
    def payload(self) -> model.Type | None:
        """The type that a success carries inside its envelope; None where it carries nothing or has no envelope."""
        return next((one.type for one in self.said.answers if one.envelope), None)


@frozen
class Api:
    """All of an API."""

    spec: ApiSpec
    endpoints: Mapping[str, Endpoint]
    """By label, such as `GET /users/{userId}`."""
    document: Document
    session: model.Session | None
    pagings: Mapping[str, model.Paging]
    models: Mapping[str, model.Model]

    def by_id(self, operation: str) -> Endpoint | None:
        """Find an operation by its operationId."""
        return next((one for one in self.endpoints.values() if one.said.id == operation), None)


def api(document: Path | None, config: Path | None) -> Api:
    """Read both, as `generate` would.

    Raises:
        AnewError: one of them is at fault.
    """
    # openapi-python-client alone takes a second to import.
    from anew.pipeline import stages

    read = stages.understand(Request(Path(), document, config))
    spec = api_spec(read.api)
    envelopes = {one.name: one for one in spec.envelopes}
    said = [_told(operation, read.api.session) for group in read.api.groups for operation in group.operations]
    endpoints = [Endpoint(one, _judged(one, envelopes)) for one in said]
    pagings = {one.name: one for one in read.api.pagings}
    models = {one.name: one for one in read.api.schemas if isinstance(one, model.Model)}
    return Api(spec, {one.label: one for one in endpoints}, read.document, read.api.session, pagings, models)


def _told(said: model.Operation, session: model.Session | None) -> model.Operation:
    """Take silence about security for what it is where there is no session either: nobody has to log in."""
    return said if session or said.security is not None else evolve(said, authenticated=False)


def _judged(said: model.Operation, envelopes: Mapping[str, Any]) -> Operation[Any]:
    return Operation(
        id=said.id,
        method=said.method,
        path=said.path,
        answers=tuple(_answer(one, envelopes) for one in said.answers),
        errors=tuple(_answer(one, envelopes) for one in said.errors),
        security=said.security,
        authenticated=said.authenticated,
    )


def _answer(said: model.Answer, envelopes: Mapping[str, Any]) -> Answer[Any]:
    return Answer(
        said.status,
        said.kind,
        media_type=said.media_type,
        envelope=envelopes[said.envelope] if said.envelope else None,
    )
