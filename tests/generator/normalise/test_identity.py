"""Operations get good names, and keep them."""

from __future__ import annotations

from typing import Any

import pytest
from anew.settings import OperationRule

from tests.generator.parse.building import api, openapi, operations, with_settings


def named(paths: dict[str, Any], **settings: Any) -> list[str]:
    """Name operations, given as `{"GET /path": {…}}`."""
    items: dict[str, Any] = {}
    for key, value in paths.items():
        method, _, path = key.partition(" ")
        items.setdefault(path, {})[method.lower()] = {"responses": {}, **value}
    return list(operations(api(openapi(items), with_settings(**settings))))


@pytest.mark.parametrize(
    ("key", "value", "name"),
    [
        ("GET /api/v1/users/{id}", {}, "users.get_users_by_id"),
        ("GET /", {}, "default.get"),
        ("POST /api/user/createUser", {}, "user.create_user"),
        ("GET /a", {"operationId": "getUser", "tags": ["user"]}, "user.get_user"),
        ("GET /a", {"operationId": "apps/list-repos", "tags": ["apps"]}, "apps.list_repos"),
        ("GET /a", {"operationId": "UserController_findAll", "tags": ["x"]}, "x.find_all"),
        ("GET /v1/u/{id}", {"operationId": "get_u_v1_u__id__get", "tags": ["u"]}, "u.get_u"),
        ("GET /x/u/{id}", {"operationId": "get_u_x_u__int_id__get", "tags": ["u"]}, "u.get_u"),
        ("GET /a", {"operationId": "import", "tags": ["Session"]}, "session_.import_"),
        ("GET /system/dict/list", {"operationId": "x", "tags": ["字典"]}, "system_dict_list.x"),
        ("GET /a", {"operationId": "x", "tags": ["Véhicules"]}, "vehicules.x"),
    ],
)
def test_names_are_what_a_person_would_choose(key: str, value: Any, name: str) -> None:
    """What frameworks add is dropped, what is missing is made of method and path, and modules are ASCII."""
    assert [name] == named({key: value})


def test_a_group_in_another_script_is_called_after_what_its_paths_share() -> None:
    """Its module is a file, whose name must be safe."""
    paths = {f"GET /admin-api/system/user/{name}": {"operationId": name, "tags": ["用户"]} for name in ("one", "two")}

    assert named(paths) == ["admin_api_system_user.one", "admin_api_system_user.two"]


def test_numbers_of_springdoc_are_dropped() -> None:
    """`edit_1` is `edit` of another group; in its own group it is called after its path."""
    paths = {
        "POST /a": {"operationId": "edit", "tags": ["a"]},
        "POST /b": {"operationId": "edit_1", "tags": ["b"]},
        "POST /a/c": {"operationId": "edit_2", "tags": ["a"]},
        "POST /a/d": {"operationId": "level_2", "tags": ["a"]},
    }

    assert set(named(paths)) == {"a.edit", "b.edit", "a.post_a_c", "a.level_2"}


def test_any_method_of_a_path_may_end_an_id() -> None:
    """A handler of several methods has one id, with the method that came first when it was made."""
    both = {"operationId": "all_a_put", "tags": ["a"]}

    assert named({"GET /a": both, "PUT /a": both}) == ["a.all", "a.put_a"]


def test_operations_never_share_an_id_or_a_name() -> None:
    """The first of two keeps what both claim."""
    paths = {f"{method} /a": {"operationId": "same", "tags": ["t"]} for method in ("GET", "PUT", "POST")}
    found = operations(
        api(openapi({"/a": {key.split()[0].lower(): {**value, "responses": {}} for key, value in paths.items()}}))
    )

    assert list(found) == ["t.same", "t.put_a", "t.post_a"]
    assert [one.id for one in found.values()] == ["same", "put_a", "post_a"]


def test_names_stay_when_others_are_added() -> None:
    """A name depends on its operation, not on its neighbours."""
    before = {"GET /users": {}, "GET /users/{id}": {"operationId": "getUser", "tags": ["users"]}}
    after = {"GET /pets": {}, **before, "POST /users": {}}

    assert set(named(before)) < set(named(after))


def test_a_rule_can_name_an_operation() -> None:
    """`name` and `group` in sdk.yaml come first."""
    rule = OperationRule(match="GET /a", name="find", group="things")

    assert named({"GET /a": {"operationId": "x"}}, operations=(rule,)) == ["things.find"]
