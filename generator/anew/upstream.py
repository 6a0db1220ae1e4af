"""A tame document becomes types by our keys: the only module that knows openapi-python-client.

Its API in Python is declared private, so it is pinned and used here alone. It checks the tame document, and parses its
endpoints, its models and the type at every position of them. Some of its functions are replaced while it runs, with the
same results: it copies every endpoint deeply, models included, copies all dictionaries for each new class, and splits
the same names into words again and again.
"""

from __future__ import annotations

import copy
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import frozen
from openapi_python_client import strings
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import openapi, properties
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import ClassName, PythonIdentifier

from anew.model import ANY, Array, Nullable, Ref, Scalar, Type, Union

_SCALARS: dict[type, Scalar] = {
    BooleanProperty: Scalar("boolean"),
    DateProperty: Scalar("date"),
    DateTimeProperty: Scalar("date_time"),
    FileProperty: Scalar("binary"),
    FloatProperty: Scalar("number"),
    IntProperty: Scalar("integer"),
    NoneProperty: Scalar("null"),
    StringProperty: Scalar("string"),
    UuidProperty: Scalar("uuid"),
}
_NULL = Scalar("null")
_CONFIG = Config.from_sources(
    ConfigFile(post_hooks=[], field_prefix=""), MetaType.NONE, Path("unused"), "utf-8", True, None
)


@frozen
class ParsedModel:
    """An object: the types of its properties by key. A `Ref` in a type holds a key too, not a Python name."""

    properties: dict[str, Type]
    additional: Type | None


@frozen
class ParsedEndpoint:
    """An endpoint: types of parameters by key, of bodies by media type, of answers by status."""

    parameters: dict[str, Type]
    bodies: dict[str, Type]
    answers: dict[str, Type]


@frozen
class Parsed:
    """What openapi-python-client made of a tame document, by our keys."""

    endpoints: dict[str, ParsedEndpoint]
    models: dict[str, ParsedModel]
    errors: tuple[str, ...]
    """What it could not parse, in its own words."""


def parse(tame: dict[str, Any]) -> Parsed:
    """Let openapi-python-client check and parse a tame document."""
    with _collector_paused():
        with _cured():
            data = openapi.GeneratorData.from_dict(tame, config=_CONFIG)
        return Parsed({}, {}, (_words(data),)) if isinstance(data, GeneratorError) else _parsed(data)


def _parsed(data: openapi.GeneratorData) -> Parsed:
    collections = data.endpoint_collections_by_tag.values()
    faults = [*data.errors, *(fault for collection in collections for fault in collection.parse_errors)]
    return Parsed(
        {str(endpoint.name): _endpoint(endpoint) for one in collections for endpoint in one.endpoints},
        {str(model.class_info.name): _model(model) for model in data.models},
        tuple(_words(fault) for fault in faults),
    )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from looking again and again at what is being built: it doubles the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _cured() -> Iterator[None]:
    """Replace what makes openapi-python-client slow by what does the same."""
    with (
        patch.object(openapi, "deepcopy", _shallow),
        patch.object(properties, "update_schemas_with_data", _register),
        patch.object(strings, "sanitize", cache(strings.sanitize)),
        patch.object(strings, "snake_case", cache(strings.snake_case)),
    ):
        yield


def _shallow(endpoint: openapi.Endpoint) -> openapi.Endpoint:
    """Copy an endpoint and its lists, but not what is in them: nothing changes that."""
    twin = copy.copy(endpoint)
    for name in ("query_parameters", "path_parameters", "header_parameters", "cookie_parameters", "bodies", "errors"):
        setattr(twin, name, list(getattr(endpoint, name)))
    twin.relative_imports = set(endpoint.relative_imports)
    twin.responses = copy.copy(endpoint.responses)
    twin.responses.patterns = list(endpoint.responses.patterns)
    return twin


def _register(*, ref_path: Any, data: Any, schemas: Schemas, config: Config) -> Schemas:
    """Note a component, as `update_schemas_with_data` does, but without a copy of all that came before it.

    Every component of a tame document is an object, so that this is all there is to it.
    """
    key = ref_path.get_untrusted_value().rpartition("/")[2]
    model = ModelProperty(
        class_info=Class(name=ClassName(key, config.field_prefix), module_name=PythonIdentifier(key, "")),
        data=data,
        roots={ref_path, ClassName(key, config.field_prefix)},
        required_properties=None,
        optional_properties=None,
        relative_imports=None,
        lazy_imports=None,
        additional_properties=None,
        description=None,
        default=None,
        required=True,
        name=ref_path,
        python_name=PythonIdentifier(key, ""),
        example=None,
    )
    schemas.classes_by_reference[ref_path] = model
    schemas.classes_by_name[model.class_info.name] = model
    schemas.models_to_process.append(model)
    return schemas


def _endpoint(endpoint: openapi.Endpoint) -> ParsedEndpoint:
    return ParsedEndpoint(
        {_name(one): _type(one) for one in endpoint.query_parameters},
        {body.content_type.get_untrusted_value(): _type(body.prop) for body in endpoint.bodies},
        {response.status_code.pattern: _type(response.prop) for response in endpoint.responses},
    )


def _model(model: ModelProperty) -> ParsedModel:
    found = [*(model.required_properties or []), *(model.optional_properties or [])]
    additional = model.additional_properties
    return ParsedModel({_name(one): _type(one) for one in found}, _type(additional) if additional is not None else None)


def _type(found: Any) -> Type:
    # By exact class: `isinstance` is slow for classes that implement a protocol.
    kind = type(found)
    if kind is ModelProperty:
        return Ref(str(found.class_info.name))
    if kind is ListProperty:
        return Array(_type(found.inner_property))
    if kind is UnionProperty:
        return _union([_type(one) for one in found.inner_properties])
    return _SCALARS.get(kind, ANY)


def _union(members: list[Type]) -> Type:
    rest = tuple(member for member in members if member != _NULL)
    whole = rest[0] if len(rest) == 1 else Union(rest) if rest else _NULL
    return Nullable(whole) if len(rest) < len(members) and rest else whole


def _name(found: Any) -> str:
    return str(found.name.get_untrusted_value())


def _words(fault: ParseError | GeneratorError) -> str:
    return " ".join(part for part in (str(fault.header or ""), str(fault.detail or "")) if part).strip()
