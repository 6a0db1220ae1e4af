"""Draws become whole documents of any dialect, valid by construction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.documents.components import name_schemas, schemas
from tests.documents.contents import body, header, response
from tests.documents.maker import DIALECTS, Maker
from tests.documents.operations import operation, paths
from tests.documents.parameters import parameters

_VERSIONS = {
    "2.0": {"swagger": "2.0"},
    "3.0": {"openapi": "3.0.3"},
    "3.1": {"openapi": "3.1.0"},
    "3.2": {"openapi": "3.2.0"},
}
_OAUTH = {"tokenUrl": "https://auth.example/token", "scopes": {"read": "Read."}}


@st.composite
def documents(draw: Callable[[Any], Any], operations: int = 6, *, hostile: bool = False) -> dict[str, Any]:
    """Draw a document.

    Args:
        draw: given by Hypothesis.
        operations: how many paths there are at most.
        hostile: whether texts would like to be code.
    """
    make = Maker(draw, draw(st.sampled_from(DIALECTS)), hostile=hostile)
    name_schemas(make)
    found: dict[str, Any] = {**_VERSIONS[make.dialect], "info": _info(make)}
    shared = schemas(make)
    return found | (_old(make, shared, operations) if make.old else _new(make, shared, operations))


def _info(make: Maker) -> dict[str, Any]:
    return {"title": "Made up", "version": "1.0", "description": make.text()}


def _old(make: Maker, shared: dict[str, Any], operations: int) -> dict[str, Any]:
    make.components = {
        "parameters": {f"Shared{index}": one for index, one in enumerate(parameters(make))},
        "responses": {name: response(make) for name in make.several(("NotFound", "Error", "class"), 0, 2)},
        "securitySchemes": make.one(({}, _OLD_SCHEMES)),
    }
    made = paths(make, make.number(1, operations))
    return {
        "host": "api.example",
        "basePath": make.one(("/", "/v1")),
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": make.one((["application/json"], ["application/json", "text/plain"], ["text/csv"])),
        "paths": made,
        "definitions": shared,
        "parameters": make.components["parameters"],
        "responses": make.components["responses"],
        "securityDefinitions": make.components["securitySchemes"],
    }


_OLD_SCHEMES = {
    "key": {"type": "apiKey", "in": "query", "name": "key"},
    "basic": {"type": "basic"},
    "oauth": {"type": "oauth2", "flow": "application", **_OAUTH},
}
_SCHEMES = {
    "key": {"type": "apiKey", "in": "cookie", "name": "key"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "basic": {"type": "http", "scheme": "basic"},
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "oauth": {"type": "oauth2", "flows": {"clientCredentials": _OAUTH}},
    "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://auth.example/.well-known/openid-configuration"},
}


def _new(make: Maker, shared: dict[str, Any], operations: int) -> dict[str, Any]:
    make.components = {
        "parameters": {f"Shared{index}": one for index, one in enumerate(parameters(make))},
        "responses": {name: response(make) for name in make.several(("NotFound", "Error", "class"), 0, 2)},
        "requestBodies": {name: body(make) for name in make.several(("Create", "class"), 0, 1)},
        "headers": {name: header(make) for name in make.several(("Rate", "class"), 0, 1)},
        "securitySchemes": {name: _SCHEMES[name] for name in make.several(list(_SCHEMES), 0, 4)},
    }
    found: dict[str, Any] = {"paths": paths(make, make.number(1, operations))}
    components = {key: one for key, one in make.components.items() if one and key != "operationIds"}
    if make.modern and make.chance(3):
        components["pathItems"] = {"Shared": {"get": operation(make, "get")}}
        found["paths"]["/shared-item"] = {"$ref": "#/components/pathItems/Shared"}
    if make.modern and make.chance(3):
        found["webhooks"] = {
            make.name() or "hook": {
                "post": {"requestBody": body(make, forms=False), "responses": {"200": {"description": ""}}}
            }
        }
    found["servers"] = make.one(
        (
            [{"url": "https://api.example"}],
            [
                {"url": "/v1"},
                {"url": "https://{env}.example/{v}", "variables": {"env": {"default": "a"}, "v": {"default": "1"}}},
            ],
        )
    )
    if make.chance(2):
        found["tags"] = [{"name": name, "description": make.text()} for name in ("users", "class")]
    if make.components["securitySchemes"] and make.chance(2):
        found["security"] = [{name: []} for name in make.components["securitySchemes"]]
    return found | {"components": {"schemas": shared, **components}}
