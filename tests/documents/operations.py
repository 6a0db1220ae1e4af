"""A maker becomes operations and the paths that they stand at."""

from __future__ import annotations

from typing import Any

from tests.documents.contents import body, responses
from tests.documents.maker import Maker
from tests.documents.parameters import form_fields, in_path, parameters
from tests.documents.schemas import schema
from tests.documents.texts import NAMES

_METHODS = ("get", "get", "post", "post", "put", "patch", "delete", "options", "head", "trace")
_SEGMENTS = ("users", "Users", "user-items", "v1", "api", "a.b", "items:batch", "名", "get", "import", "_", "x")
_TAGS = (
    "users",
    "Users",
    "user",
    "class",
    "session",
    "close",
    "名",
    "admin-area",
    "1st",
    "con",
    "models",
    "errors",
    "a/b",
)
_IDS = (
    *("getUser", "get_user", "get-user", "GetUser", "list", "import", "class", "send", "parse", "call", "1st", "名"),
    *("UserController_get", "users/get", "users.get", "get_user_1", "get_user_2", "_", "None", "types", "annotations"),
)


def paths(make: Maker, count: int) -> dict[str, Any]:
    """Make paths with operations, each template once."""
    found: dict[str, Any] = {}
    taken: set[str] = set()
    for number in range(count):
        names: list[str] = []
        given = []
        for _ in range(make.number(0, 2)):
            given.append(in_path(make, names))
            names.append(given[-1]["name"])
        template = "/" + "/".join(make.one(_SEGMENTS) for _ in range(make.number(1, 2)))
        shape = f"{template}{len(names)}"
        if shape in taken:
            template += f"/{number}"
        taken.add(shape)
        found[template + "".join(f"/{{{name}}}" for name in names)] = _item(make, given)
    return found


def _item(make: Maker, given: list[dict[str, Any]]) -> dict[str, Any]:
    methods = make.several([one for one in _METHODS if not (make.old and one == "trace")], 1, 2)
    if make.dialect == "3.2" and make.chance(3):
        methods.append("query")
    item = {method: operation(make, method) for method in methods}
    extra = {"COPY": operation(make, "post")} if make.dialect == "3.2" and make.chance(6) else {}
    if given and make.chance(2):
        return {"parameters": given, **item, **({"additionalOperations": extra} if extra else {})}
    for one in (*item.values(), *extra.values()):
        one["parameters"] = [*given, *one.get("parameters", ())]
    return item | ({"additionalOperations": extra} if extra else {})


def operation(make: Maker, method: str) -> dict[str, Any]:
    """Make an operation, but for the parameters of its path."""
    found: dict[str, Any] = {}
    free = [one for one in (*_IDS, *NAMES) if one not in make.components.setdefault("operationIds", {}) and one]
    if not make.chance(4):
        found["operationId"] = make.one(free)
        make.components["operationIds"][found["operationId"]] = True
    for key in ("summary", "description"):
        if make.chance(3):
            found[key] = make.text()
    if make.chance(2):
        found["tags"] = make.several(_TAGS, 0, 2)
    if make.chance(10):
        found["deprecated"] = True
    own = [*parameters(make), *_shared(make)]
    if own:
        found["parameters"] = own
    found["responses"] = responses(make)
    if method in ("post", "put", "patch", "query") and not make.chance(5):
        found |= _old_body(make, own) if make.old else {"requestBody": _body(make)}
    return found | _surroundings(make)


def _shared(make: Maker) -> list[dict[str, Any]]:
    shared = make.components.get("parameters")
    place = "#/parameters/" if make.old else "#/components/parameters/"
    return [{"$ref": place + make.one(list(shared))}] if shared and make.chance(5) else []


def _body(make: Maker) -> dict[str, Any]:
    shared = make.components.get("requestBodies")
    if shared and make.chance(6):
        return {"$ref": f"#/components/requestBodies/{make.one(list(shared))}"}
    return body(make)


def _old_body(make: Maker, own: list[dict[str, Any]]) -> dict[str, Any]:
    if make.chance(3):
        fields = form_fields(make)
        files = any(one["type"] == "file" for one in fields)
        consumes = "multipart/form-data" if files or make.chance(2) else "application/x-www-form-urlencoded"
        return {"consumes": [consumes], "parameters": [*own, *fields]}
    sent = {"name": make.one(("body", "payload", "class")), "in": "body", "schema": schema(make)}
    if make.chance(2):
        sent["required"] = True
    return {"parameters": [*own, sent]} | ({"consumes": ["application/json"]} if make.chance(2) else {})


def _surroundings(make: Maker) -> dict[str, Any]:
    """Say of an operation what is neither sent nor answered."""
    found: dict[str, Any] = {}
    schemes = list(make.components.get("securitySchemes", ()))
    if schemes and make.chance(4):
        found["security"] = make.one(([], [{}], [{one: [] for one in schemes[:2]}], [{one: []} for one in schemes]))
    if make.old:
        return found
    if make.chance(12):
        found["servers"] = [{"url": make.one(("https://other.example/v2", "/relative", "https://{x}.example"))}]
        if "{" in found["servers"][0]["url"]:
            found["servers"][0]["variables"] = {"x": {"default": "a", "enum": ["a", "b"]}}
    if make.chance(12):
        hook = {"post": {"requestBody": body(make, forms=False), "responses": {"200": {"description": make.text()}}}}
        found["callbacks"] = {make.one(("onEvent", "class", "on event")): {"{$request.body#/url}": hook}}
    if make.chance(15):
        found["externalDocs"] = {"url": "https://docs.example", "description": make.text()}
    return found
