"""What openapi-python-client makes of a tame document becomes types by our keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import openapi
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty

from anew.model import ANY, Array, Nullable, Ref, Scalar, Type, Union
from anew.upstream.condense import Condensed, Whole, condense
from anew.upstream.cures import cured

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
    condensed = condense(tame)
    with cured():
        data = openapi.GeneratorData.from_dict(condensed.tame, config=_CONFIG)
    return Parsed({}, {}, (_words(data),)) if isinstance(data, GeneratorError) else _parsed(data, condensed)


def _parsed(data: openapi.GeneratorData, condensed: Condensed) -> Parsed:
    collections = data.endpoint_collections_by_tag.values()
    faults = [*data.errors, *(fault for collection in collections for fault in collection.parse_errors)]
    models = {str(model.class_info.name): model for model in data.models}
    carried = [one for key in condensed.carriers if key in models for one in models[key].optional_properties or ()]
    types = {_name(one): _type(one) for one in carried}
    return Parsed(
        {str(endpoint.name): _endpoint(endpoint) for one in collections for endpoint in one.endpoints},
        {key: _model(whole, types) for key, whole in condensed.whole.items() if key in models},
        tuple(_words(fault) for fault in faults),
    )


def _endpoint(endpoint: openapi.Endpoint) -> ParsedEndpoint:
    return ParsedEndpoint(
        {_name(one): _type(one) for one in endpoint.query_parameters},
        {body.content_type.get_untrusted_value(): _type(body.prop) for body in endpoint.bodies},
        {response.status_code.pattern: _type(response.prop) for response in endpoint.responses},
    )


def _model(whole: Whole, types: Mapping[str, Type]) -> ParsedModel:
    additional = whole.additional
    return ParsedModel(
        {key: types[name] for key, name in whole.properties.items() if name in types},
        types.get(additional) if isinstance(additional, str) else ANY if additional else None,
    )


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
