"""Turns what came over the wire into the values that the document describes, or into code 422."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tests.backend.contract import Contract, Operation
from tests.backend.envelope import invalid

SEPARATORS = {"form": ",", "simple": ",", "pipeDelimited": "|", "spaceDelimited": " "}


async def read_body(contract: Contract, operation: Operation, request: Request) -> Any:
    """Return the body as JSON values, `bytes` or a mapping of form fields; None where there is none to expect."""
    if not operation.bodies:
        return None
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in operation.bodies:
        raise invalid("content-type", f"expected {' or '.join(operation.bodies)}, got {media or 'none'}")
    pointer = operation.bodies[media]
    if media.endswith("json"):
        body: Any = _json("body", await request.body())
    elif "form" in media:
        return await _form(contract, pointer, await _parsed(request))
    else:
        return await request.body()
    contract.check(body, pointer)
    return body


def read_parameters(contract: Contract, operation: Operation, request: Request) -> dict[str, Any]:
    """Return the parameters that were sent, and the defaults of those that were not, by their wire names."""
    values: dict[str, Any] = {}
    for pointer, parameter in operation.parameters.items():
        name, schema = parameter["name"], contract.resolve(parameter["schema"])
        text = _texts(parameter, schema, request)
        if text is None and parameter.get("required"):
            raise invalid(name, "is required")
        if text is None:
            values[name] = schema.get("default")
            continue
        values[name] = _coerce(contract, text, schema)
        contract.check(values[name], f"{pointer}/schema", name)
    return values


def _texts(parameter: Mapping[str, Any], schema: Mapping[str, Any], request: Request) -> Any:
    """Return a parameter's text, texts (of an array) or mapping of texts (of an object); None if it was not sent."""
    name, location = parameter["name"], parameter["in"]
    if location == "query":
        return _query_texts(parameter, schema, request)
    if location == "path":
        return request.path_params[name]
    return request.headers.get(name) if location == "header" else request.cookies.get(name)


def _query_texts(parameter: Mapping[str, Any], schema: Mapping[str, Any], request: Request) -> Any:
    name, style = parameter["name"], parameter.get("style", "form")
    if style == "deepObject":
        pattern = re.compile(re.escape(name) + r"\[(.+)\]")
        found = [(pattern.fullmatch(key), value) for key, value in request.query_params.multi_items()]
        return {match[1]: value for match, value in found if match} or None
    texts = request.query_params.getlist(name)
    if schema.get("type") != "array":
        return texts[0] if texts else None
    if parameter.get("explode", style == "form"):
        return texts or None
    return texts[0].split(SEPARATORS[style]) if texts and texts[0] else None


def _coerce(contract: Contract, text: Any, schema: Mapping[str, Any]) -> Any:
    """Read text as the schema's type; what cannot be read stays text, and the schema refuses it."""
    schema = contract.resolve(schema)
    if isinstance(text, Mapping):
        return {key: _coerce(contract, value, schema["properties"].get(key, {})) for key, value in text.items()}
    if isinstance(text, Sequence) and not isinstance(text, str):
        return [_coerce(contract, item, schema["items"]) for item in text]
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


async def _parsed(request: Request) -> FormData:
    try:
        return await request.form()
    except HTTPException:
        raise invalid("body", "is not a form") from None


async def _form(contract: Contract, pointer: str, form: FormData) -> dict[str, Any]:
    """Read the fields of a form; files stay files."""
    properties = contract.resolve(contract.at(pointer))["properties"]
    values: dict[str, Any] = {}
    for name in form:
        schema = contract.resolve(properties.get(name, {}))
        values[name] = await _field(contract, name, form.getlist(name), schema)
    contract.check({name: "" if isinstance(value, UploadFile) else value for name, value in values.items()}, pointer)
    return values


async def _field(contract: Contract, name: str, sent: Sequence[UploadFile | str], schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "object":
        first = sent[0]
        return _json(name, await first.read() if isinstance(first, UploadFile) else first)
    if schema.get("type") == "array":
        return _coerce(contract, [str(item) for item in sent], schema)
    return sent[0] if isinstance(sent[0], UploadFile) else _coerce(contract, sent[0], schema)


def _json(name: str, text: bytes | str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise invalid(name, "is not JSON") from None
