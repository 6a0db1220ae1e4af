"""Facts become the tame document: an OpenAPI 3.1 document in which nothing can be misunderstood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from anew.normalise.facts import AnswerFact, BodyFact, Form, ModelFact, OperationFact, PayloadFact, SchemaFact, Tame
from anew.normalise.forms import Forms

FIRST_ANSWER = 1_000
"""The answer with the key `n` is the status `1000 + n`, so that each has one of its own."""
FIRST_HEADER = 100_000
"""The header `m` of the answer `n` is the status `100000 + 1000 n + m`."""
HEADERS = 1_000


def tame_document(
    operations: Iterable[OperationFact], payloads: Iterable[PayloadFact], schemas: Iterable[SchemaFact], forms: Forms
) -> dict[str, Any]:
    """Write the tame document; parameters may add to the forms."""
    paths = {f"/{one.key}": {"post": _operation(one, forms)} for one in operations}
    paths |= {f"/{one.key}": {"post": _payload(one)} for one in payloads}
    components = {schema.key: _schema(schema.content) for schema in schemas}
    components |= {key: _schema(form) for key, form in forms.known.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "tame", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }


def header_status(answer: AnswerFact, index: int) -> str:
    """Give the status that stands for a header."""
    return str(FIRST_HEADER + HEADERS * int(answer.key) + index)


def answer_status(answer: AnswerFact) -> str:
    """Give the status that stands for an answer."""
    return str(FIRST_ANSWER + int(answer.key))


def _schema(content: Any) -> Tame:
    if isinstance(content, ModelFact):
        return {
            "type": "object",
            "properties": {one.key: one.told.type for one in content.properties},
            "required": [one.key for one in content.properties if one.required],
            "additionalProperties": content.additional,
        }
    members = content.members if isinstance(content, Form) else ()
    return {
        "type": "object",
        "properties": {f"m{index}": member for index, member in enumerate(members)},
        "additionalProperties": False,
    }


def _operation(fact: OperationFact, forms: Forms) -> dict[str, Any]:
    return {
        "operationId": fact.key,
        "parameters": [
            {"name": one.key, "in": "query", "required": one.required, "schema": _boxed(one.type, forms)}
            for one in fact.parameters
        ],
        **_request(fact.bodies),
        "responses": dict(_responses(fact)),
    }


def _payload(fact: PayloadFact) -> dict[str, Any]:
    """Write what the server sends as if a client sent it: the types are the same."""
    return {"operationId": fact.key, **_request(fact.bodies), "responses": {}}


def _request(bodies: tuple[BodyFact, ...]) -> dict[str, Any]:
    return {"requestBody": {"content": {one.key: {"schema": one.type} for one in bodies}}} if bodies else {}


def _responses(fact: OperationFact) -> Iterator[tuple[str, Any]]:
    for answer in (*fact.answers, *fact.errors):
        if answer.type is not None:
            yield answer_status(answer), _response(answer.type)
        for index, (_, tame) in enumerate(answer.headers[:HEADERS]):
            yield header_status(answer, index), _response(tame)


def _response(tame: Tame) -> dict[str, Any]:
    return {"description": "", "content": {"application/json": {"schema": tame}}}


def _boxed(tame: Tame, forms: Forms) -> Tame:
    """Put a type into an object of its own where openapi-python-client allows it in no parameter: null and files."""
    if "anyOf" not in tame and tame.get("type") != "null" and tame.get("format") != "binary":
        return tame
    return forms.add(Form("box", (tame,)))
