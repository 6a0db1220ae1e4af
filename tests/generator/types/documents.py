"""One document in each dialect, with every kind of type that the dialect has words for."""

from __future__ import annotations

import json
from typing import Any

from tests.generator.parse.building import answering, openapi, ref

TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
_FORMATS = ("date", "date-time", "time", "duration", "uuid", "decimal", "byte", "binary")

COMMON: dict[str, Any] = {
    **{name: {"type": "string", "format": name} for name in _FORMATS},
    "role": {"type": "string", "enum": ["admin", "guest"]},
    "level": {"type": "integer", "enum": [1, 2]},
    "only": {"type": "string", "enum": ["x"]},
    "big": {"type": "integer", "format": "int64"},
    "ratio": {"type": "number", "format": "double"},
    "flag": {"type": "boolean"},
    "self": ref("Everything"),
    "pet": ref("Pet"),
    "counts": {"type": "object", "additionalProperties": INTEGER},
    "free": {"type": "object"},
    "grid": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
    "id": {"type": "integer", "readOnly": True},
    "size": {"type": "integer", "default": 5, "minimum": 1, "maximum": 9, "multipleOf": 2},
    "name": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a+$"},
    "tags": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 3, "uniqueItems": True},
}
"""Properties that are written the same in every dialect."""

_SINCE_3: dict[str, Any] = {
    "shape": {"anyOf": [ref("Circle"), ref("Square"), TEXT]},
    "json": ref("Json"),
    "secret": {"type": "string", "writeOnly": True},
    "old": {"type": "string", "deprecated": True},
}
_NULLS_2 = {"nothing": {"type": "string", "x-nullable": True}}
_NULLS_30 = {
    "nothing": {"type": "string", "nullable": True},
    "noRole": {"type": "string", "nullable": True, "enum": ["a", "b", None]},
    "noPet": {"nullable": True, "allOf": [ref("Pet")]},
}
_NULLS_31 = {
    "nothing": {"type": ["string", "null"]},
    "noRole": {"type": ["string", "null"], "enum": ["a", "b", None]},
    "noPet": {"oneOf": [ref("Pet"), {"type": "null"}]},
}
_SINCE_31: dict[str, Any] = {
    "fixed": {"const": "x"},
    "three": {"const": 3},
    "place": {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "items": False},
    "row": {"type": "array", "prefixItems": [TEXT], "items": INTEGER},
    "either": {"type": ["string", "integer"]},
    "base64": {"type": "string", "contentEncoding": "base64"},
    "beside": {"$ref": "#/components/schemas/Circle", "description": "Beside a reference.", "deprecated": True},
    "labels": {"type": "object", "patternProperties": {"^x": INTEGER}},
    "above": {"type": "integer", "exclusiveMinimum": 0},
    "anything": True,
    "choice": {"oneOf": [{"const": "a"}, {"const": "b"}]},
}
_OTHERS: dict[str, Any] = {
    "Strict": {"type": "object", "properties": {"a": TEXT}, "additionalProperties": False},
    "Extra": {"type": "object", "properties": {"a": TEXT}, "additionalProperties": INTEGER},
}
_UNIONS: dict[str, Any] = {
    "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "lives": INTEGER}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": TEXT, "barks": {"type": "boolean"}}},
    "Pet": {
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "Dog"}},
    },
    "Circle": {"type": "object", "required": ["radius"], "properties": {"radius": {"type": "number"}}},
    "Square": {"type": "object", "required": ["side"], "properties": {"side": {"type": "number"}}},
    "Json": {
        "anyOf": [
            TEXT,
            {"type": "number"},
            {"type": "array", "items": ref("Json")},
            {"type": "object", "additionalProperties": ref("Json")},
        ]
    },
}
_FAMILY = {
    "Pet": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {"kind": TEXT}},
    "Cat": {"allOf": [ref("Pet"), {"properties": {"lives": INTEGER}}]},
    "Dog": {"allOf": [ref("Pet"), {"properties": {"barks": {"type": "boolean"}}}]},
}


def document(dialect: str) -> dict[str, Any]:
    """Write the document of a dialect."""
    if dialect == "2.0":
        schemas = {**_OTHERS, **_FAMILY, "Everything": _object({**COMMON, **_NULLS_2})}
        text = json.dumps(schemas).replace("#/components/schemas/", "#/definitions/")
        parameter = {"name": "size", "in": "query", "type": "integer", "maximum": 9, "default": 5}
        operation = {"parameters": [parameter], "responses": {"200": {"description": ""}}}
        return {
            "swagger": "2.0",
            "info": {"title": "Types", "version": "1"},
            "paths": {"/thing": {"get": operation}},
            "definitions": json.loads(text),
        }
    nulls = _NULLS_30 if dialect == "3.0" else {**_NULLS_31, **_SINCE_31}
    schemas = {**_OTHERS, **_UNIONS, "Everything": _object({**COMMON, **_SINCE_3, **nulls})}
    parameter = {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 9, "default": 5}}
    return openapi({"/thing": {"get": answering({}, parameters=[parameter])}}, schemas, version=f"{dialect}.0")


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}
