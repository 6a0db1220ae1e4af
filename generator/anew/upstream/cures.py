"""openapi-python-client's slow functions become fast ones with the same results, for as long as a parse takes.

It copies every endpoint deeply, models included, copies all dictionaries for each new class, and splits the same names
into words again and again.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from openapi_python_client import strings
from openapi_python_client.config import Config
from openapi_python_client.parser import openapi, properties
from openapi_python_client.parser.properties import ModelProperty, Schemas
from openapi_python_client.parser.properties.schemas import Class
from openapi_python_client.strings import ClassName, PythonIdentifier


@contextmanager
def cured() -> Iterator[None]:
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
    schemas.models_to_process.append(model)
    return schemas
