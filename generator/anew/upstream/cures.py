"""openapi-python-client's slow functions become fast ones with the same results, for as long as a parse takes.

It copies every endpoint deeply, models included, copies all dictionaries for each new class, and splits the same names
into words again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from openapi_python_client import strings
from openapi_python_client.config import Config
from openapi_python_client.parser import openapi, properties
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.schemas import Class, ReferencePath
from openapi_python_client.schema.ref import Ref
from openapi_python_client.schema.untrusted_string import UntrustedString
from openapi_python_client.strings import ClassName, PythonIdentifier


@contextmanager
def cured() -> Iterator[None]:
    """Replace what makes openapi-python-client slow by what does the same."""
    cures: tuple[tuple[Any, str, object], ...] = (
        (openapi, "deepcopy", _itself),
        (properties, "update_schemas_with_data", _register),
        (properties, "parse_reference_path", cache(_path)),
        (strings, "sanitize", cache(strings.sanitize)),
        (strings, "snake_case", cache(strings.snake_case)),
    )
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in cures]
    try:
        _put(cures)
        yield
    finally:
        _put(before)


def _put(attributes: Iterable[tuple[Any, str, object]]) -> None:
    for owner, name, value in attributes:
        setattr(owner, name, value)


def _itself(endpoint: openapi.Endpoint) -> openapi.Endpoint:
    """Give no copy of an endpoint that nobody looks at again: its copy takes its place."""
    return endpoint


def _path(reference: Ref) -> ReferencePath:
    """Give what a reference leads to, as `parse_reference_path` does; all of ours lead into the tame document."""
    return ReferencePath(UntrustedString(reference.get_untrusted_value().removeprefix("#")))


def _register(*, ref_path: Any, data: Any, schemas: Schemas, config: Config) -> Schemas:  # noqa: ARG001
    """Note a component, as `update_schemas_with_data` does, but without a copy of all that came before it.

    Every component of a tame document is an object, so that this is all there is to it.
    """
    key = ref_path.get_untrusted_value().rpartition("/")[2]
    # Our keys are fit for classes and modules as they are.
    class_name, module_name = str.__new__(ClassName, key), str.__new__(PythonIdentifier, key.lower())
    model = ModelProperty(
        class_info=Class(name=class_name, module_name=module_name),
        data=data,
        roots={ref_path, class_name},
        required_properties=None,
        optional_properties=None,
        relative_imports=None,
        lazy_imports=None,
        additional_properties=None,
        description=None,
        default=None,
        required=True,
        name=ref_path,
        python_name=module_name,
        example=None,
    )
    schemas.classes_by_reference[ref_path] = model
    schemas.classes_by_name[class_name] = model
    if data.properties:
        schemas.models_to_process.append(model)
    return schemas
