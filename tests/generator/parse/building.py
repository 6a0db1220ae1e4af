"""Documents written in a test become the model, and types of the model short texts to compare."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from anew import upstream
from anew.document import Document, load
from anew.model import Api, Array, Entry, Literals, Map, Nullable, Operation, Ref, Scalar, Tuple, Type, Union
from anew.normalise import normalise
from anew.parse import parse
from anew.settings import Settings, defaults
from attrs import evolve


def document(content: dict[str, Any] | str, name: str = "openapi.json") -> Document:
    """Write a document to a folder of its own, and load it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return load(path)


def api(content: dict[str, Any] | Document, settings: Settings | None = None) -> Api:
    """Take a document through all stages up to the model."""
    loaded = content if isinstance(content, Document) else document(content)
    chosen = settings or defaults()
    normal = normalise(loaded, chosen)
    return parse(normal, upstream.parse(normal.tame), loaded, chosen)


def openapi(
    paths: dict[str, Any] | None = None, schemas: dict[str, Any] | None = None, version: str = "3.1.0", **more: Any
) -> dict[str, Any]:
    """Write an OpenAPI document."""
    return {
        "openapi": version,
        "info": {"title": "Sample", "version": "1"},
        "paths": paths or {},
        "components": {"schemas": schemas or {}, **more.pop("components", {})},
        **more,
    }


def ref(name: str) -> dict[str, Any]:
    """Refer to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def answering(schema: Any, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    """Write an operation that answers 200 with a schema."""
    return {"responses": {"200": {"description": "", "content": {media_type: {"schema": schema}}}}, **more}


def only(found: Api) -> Operation:
    """Give the single operation of an API."""
    (operation,) = (operation for group in found.groups for operation in group.operations)
    return operation


def operations(found: Api) -> dict[str, Operation]:
    """Give the operations of an API by `group.name`."""
    return {f"{group.name}.{one.name}": one for group in found.groups for one in group.operations}


def schemas(found: Api) -> dict[str, Any]:
    """Give the schemas of an API by name."""
    return {schema.name: schema for schema in found.schemas}


def fields(found: Api, name: str) -> dict[str, str]:
    """Give the types of a model's fields as short texts, by wire name; `?` after the name of those that may miss."""
    model = schemas(found)[name]
    return {field.wire + ("" if field.required else "?"): short(field.type) for field in model.fields}


def entry(found: Api, name: str = "", path: str = "") -> Entry:
    """Give the ledger's entry of an operation or a schema."""
    (one,) = (one for one in found.ledger if (one.name == name and name) or (one.path == path and path))
    return one


def of_schema(schema: Any, others: dict[str, Any] | None = None) -> str:
    """Give the type that an answer of this schema has, as a short text."""
    found = api(openapi({"/thing": {"get": answering(schema, operationId="get_thing")}}, others))
    (answer,) = only(found).answers
    assert answer.type is not None
    return short(answer.type)


def with_settings(**changes: Any) -> Settings:
    """Give settings that differ from the default ones."""
    return evolve(defaults(), **changes)


def short(found: Type) -> str:
    """Write a type: `[User?]` is a list of users or nulls, `{string}` a mapping, `<integer, string…>` a tuple."""
    match found:
        case Ref(name):
            return name
        case Scalar(kind):
            return kind
        case Array(items):
            return f"[{short(items)}]"
        case Map(values):
            return f"{{{short(values)}}}"
        case Nullable(inner):
            return f"{short(inner)}?"
        case Literals(values):
            return "/".join(map(repr, values))
        case Tuple(items, rest):
            last = [f"{short(rest)}…"] if rest else []
            return f"<{', '.join([*map(short, items), *last])}>"
        case Union(members, tag):
            told = f" by {tag.wire}" if tag else ""
            return f"({' | '.join(map(short, members))}{told})"
